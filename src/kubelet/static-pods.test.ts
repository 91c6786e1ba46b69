import { expect, test } from 'vitest'
import { applyPod, createFixture, NODE } from './testing/fixture.ts'

const presentImages = ['nginx']
const path = '/etc/kubernetes/manifests/app.yaml'
const name = `static-${NODE}`

test('a file becomes a Pod with a mirror', () => {
  const fixture = createFixture({ presentImages, files: { [path]: 'static' } })
  fixture.runTo(10)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 static-worker-1 Pending 0/1 0
    0.2 static-worker-1 ContainerCreating 0/1 0
    0.4 static-worker-1 Running 1/1 0"
  `)
  expect(fixture.steps().join('\n')).toMatchInlineSnapshot(`
    "takes up static Pod \`static-worker-1\` | the file \`/etc/kubernetes/manifests/app.yaml\` describes it
    created the mirror of static Pod \`static-worker-1\` in the API server | the API server does not show the static Pod
    created the sandbox of Pod \`static-worker-1\` with IP 10.244.1.1 | it has no sandbox yet
    reported Pod \`static-worker-1\`: Pending → ContainerCreating | the kubelet has taken up the Pod
    started container \`app\` | the sandbox of the Pod is ready
    reported Pod \`static-worker-1\`: ContainerCreating 0/1 → Running 1/1 | \`app\` is running"
  `)
  const { annotations = {}, ownerReferences, uid } = fixture.pod(name)?.metadata ?? {}
  expect(ownerReferences?.map(({ kind, name, controller }) => [kind, name, controller])).toEqual([
    ['Node', NODE, true],
  ])
  expect(annotations['kubernetes.io/config.mirror']).toBe(annotations['kubernetes.io/config.hash'])
  expect(annotations['kubernetes.io/config.hash']).toMatch(/^[0-9a-f]{32}$/)
  expect(annotations['kubernetes.io/config.source']).toBe('file')
  expect(uid).not.toBe(annotations['kubernetes.io/config.hash'])
  expect(fixture.clock.nextMs()).toBe(null)
})

test('deleting the mirror brings it back while the container never stops, by force with the next regular sync', () => {
  const fixture = createFixture({ presentImages, files: { [path]: 'static' } })
  fixture.runTo(10)
  const before = fixture.pod(name)
  fixture.table()
  fixture.client.deletePod(name)
  fixture.runTo(20)
  fixture.client.deletePod(name, 0)
  fixture.runTo(120)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "10.0 static-worker-1 Terminating 1/1 0
    10.0 static-worker-1 deleted
    10.0 static-worker-1 Pending 0/1 0
    10.5 static-worker-1 Running 1/1 0
    20.0 static-worker-1 deleted
    92.6 static-worker-1 Pending 0/1 0
    100.5 static-worker-1 Running 1/1 0"
  `)
  const after = fixture.pod(name)
  expect(after?.metadata.uid).not.toBe(before?.metadata.uid)
  expect(after?.status?.containerStatuses).toEqual(before?.status?.containerStatuses)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`"0.3 start app"`)
})

test('removing the file ends the Pod and its mirror', () => {
  const fixture = createFixture({ presentImages, files: { [path]: 'static' } })
  fixture.runTo(10)
  fixture.table()
  fixture.runtime.disk.remove(path)
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "10.1 static-worker-1 Completed 0/1 0
    10.5 static-worker-1 deleted"
  `)
  expect(fixture.pod(name)).toBe(undefined)
  expect(fixture.steps().slice(-3).join('\n')).toMatchInlineSnapshot(`
    "is stopping container \`app\` | its file is gone
    reported Pod \`static-worker-1\`: Running 1/1 → Completed 0/1 | \`app\` exited with 0
    removed mirror Pod \`static-worker-1\` from the API server | no static Pod belongs to it"
  `)
})

test('a changed file stops the old Pod before the new one starts', () => {
  const fixture = createFixture({
    presentImages,
    files: { [path]: 'static' },
    behave: () => ({ termMs: 3000 }),
  })
  fixture.runTo(10)
  const before = fixture.pod(name)
  fixture.runtime.disk.write(path, 'static ')
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 static-worker-1 Pending 0/1 0
    0.2 static-worker-1 ContainerCreating 0/1 0
    0.4 static-worker-1 Running 1/1 0
    22.6 static-worker-1 deleted
    22.6 static-worker-1 Pending 0/1 0
    22.8 static-worker-1 ContainerCreating 0/1 0
    23.0 static-worker-1 Running 1/1 0"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start app
    10.0 term app 30s
    13.0 exit app 0
    22.8 start app"
  `)
  const after = fixture.pod(name)
  const hash = 'kubernetes.io/config.hash'
  expect(after?.metadata.annotations?.[hash]).not.toBe(before?.metadata.annotations?.[hash])
})

test('a file that is moved away and back starts its Pod again', () => {
  const fixture = createFixture({
    presentImages,
    files: { [path]: 'static' },
    behave: () => ({ termMs: 3000 }),
  })
  fixture.runTo(10)
  fixture.runtime.disk.remove(path)
  fixture.runTo(11)
  fixture.runtime.disk.write(path, 'static')
  fixture.runTo(60)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start app
    10.0 term app 30s
    13.0 exit app 0
    14.8 start app"
  `)
  expect(fixture.pod(name)?.status?.phase).toBe('Running')
})

test('a file that holds no Pod is named and left out', () => {
  const other = '/etc/kubernetes/manifests/bad.yaml'
  const fixture = createFixture({ presentImages, files: { [other]: 'bad', [path]: 'static' } })
  fixture.runTo(10)
  expect(fixture.steps()[0]).toBe(`ignores the file \`${other}\` | it is not a Pod`)
  expect(fixture.pod(name)?.status?.phase).toBe('Running')
})

test('the manifest folder is that of the configuration', () => {
  const fixture = createFixture({
    presentImages,
    config: { staticPodPath: '/srv/pods' },
    files: { '/srv/pods/a.yaml': 'static' },
  })
  fixture.runTo(10)
  expect(fixture.pod(name)?.status?.phase).toBe('Running')
})

test('of two files with Pods of the same name the one that was written last counts', () => {
  const second = '/etc/kubernetes/manifests/copy.yaml'
  const fixture = createFixture({ presentImages, files: { [path]: 'static' } })
  fixture.runTo(10)
  fixture.runtime.disk.write(second, 'static\n')
  fixture.runTo(60)
  expect(fixture.steps()).toContain(
    `ignores the file \`${path}\` | the Pod of \`${second}\`, which was written later, has the same name`,
  )
  expect(fixture.pod(name)?.status?.phase).toBe('Running')
  expect(fixture.runtime.service.log.map((line) => line.replace(/^\S+ /u, ''))).toEqual([
    'start app',
    'term app 30s',
    'exit app 0',
    'start app',
  ])
})

test('a file that is changed and then removed leaves the mirror until the Pod has stopped', () => {
  const fixture = createFixture({
    presentImages,
    files: { [path]: 'static' },
    behave: () => ({ termMs: 20_000 }),
  })
  fixture.runTo(10)
  fixture.runtime.disk.write(path, 'static ')
  fixture.runTo(12)
  fixture.runtime.disk.remove(path)
  fixture.runTo(28)
  expect(fixture.pod(name)).toBeDefined()
  fixture.runTo(60)
  expect(fixture.pod(name)).toBe(undefined)
  fixture.runTo(120)
  expect(fixture.clock.nextMs()).toBe(null)
})

test('an ordinary Pod that has the name of a static one goes on', () => {
  const fixture = createFixture({ presentImages })
  applyPod(fixture, { containers: [{ name: 'app', image: 'nginx' }] }, name)
  fixture.runTo(10)
  fixture.runtime.disk.write(path, 'static')
  fixture.runTo(20)
  fixture.runtime.service.kill('app', 1)
  fixture.runTo(60)
  expect(fixture.pod(name)?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0)
  fixture.runTo(400)
  expect(fixture.clock.nextMs()).toBe(null)
})
