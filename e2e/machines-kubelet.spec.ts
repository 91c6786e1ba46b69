// What a kubelet runs because of files, without a container runtime, and until it is given up: each as a person does it.
import { expect, test } from './test.ts'

const PATIENTLY = { timeout: 60_000 }
const FILE = '/etc/kubernetes/manifests/own.yaml'
const OWN = String.raw`apiVersion: v1\nkind: Pod\nmetadata: {name: own}\nspec: {terminationGracePeriodSeconds: 1, containers: [{name: app, image: nginx:1.27}]}\n`

/** Each line in the terminal is played anew from its beginning, which takes its time on a machine with much to do. */
test.describe.configure({ timeout: 240_000 })

test('a static Pod runs on without its mirror, becomes another one when its file is edited, and ends with it', async ({
  playground,
  terminal,
}) => {
  const { page, canvas, inspector } = playground
  await terminal.open('')
  await terminal.run(`ssh worker-1 "printf '${OWN}' > ${FILE}"`)
  await terminal.run('sleep 10')
  const own = canvas.getByRole('button', { name: 'Static Pod own-worker-1, Running, on worker-1' })
  await expect(own).toBeVisible()
  const images = `kubectl get pod own-worker-1 -o 'jsonpath={.spec.containers[*].image}'`
  expect(await terminal.run(images)).toBe('nginx:1.27')

  const lanes = page.getByRole('group', { name: /^Lanes of Pods/ })
  const running = await lanes.getByTitle(/^running, /).count()
  await terminal.run('kubectl delete pod own-worker-1 --grace-period=0 --force')
  // With the action comes another run, of which this is the moment when there is no mirror.
  await playground.stepBackUntil(/deleted Pod own-worker-1/)
  for (const sentence of [/deleted Pod own-worker-1/, /created the mirror/]) {
    await playground.stepUntil(sentence)
    await expect(own).toBeVisible()
    await expect(playground.container('app')).toHaveAccessibleName(/running/)
    await playground.container('app').click()
    await expect(inspector.getByRole('heading', { level: 2 })).toContainText('running')
  }
  await expect(lanes.getByTitle(/^running, /)).toHaveCount(running)

  await terminal.run(`ssh worker-1 "sed -i s/1.27/1.28/ ${FILE}"`)
  await terminal.run('sleep 15')
  expect(await terminal.run(images)).toBe('nginx:1.28')
  await terminal.run(`ssh worker-1 rm ${FILE}`)
  await terminal.run('sleep 15')
  expect(await terminal.run('kubectl get pods -o name')).toBe('pod/web')
  await expect(canvas.getByRole('button', { name: /^Container app, running/ })).toHaveCount(0)
})

const WEB = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { nodeName: worker-1, containers: [{ name: nginx, image: "nginx:1.27" }] }
`

test('without containerd a node is not ready though its container runs, and is well when it is back', async ({
  playground,
}) => {
  const { canvas, inspector } = playground
  await playground.open()
  await playground.paste(WEB)
  await playground.ready()
  await playground.toEnd()
  await expect(playground.pod('web')).toHaveAccessibleName(/Running/)
  const node = canvas.getByRole('button', { name: /^Node worker-1,/ })
  await node.click()
  await inspector.getByRole('button', { name: 'Break it' }).click()
  await inspector.getByRole('button', { name: 'Stop containerd on worker-1' }).click()
  await expect(playground.sentence).toContainText('stopped containerd on worker-1', PATIENTLY)
  await expect(canvas).toContainText('no runtime')
  await playground.stepUntil(/reported that Node worker-1 is not ready/)
  await expect(playground.sentence).toContainText('because container runtime is down')
  await expect(playground.container('nginx')).toHaveAccessibleName(/running/)
  await node.click()
  await inspector.getByRole('button', { name: 'Start containerd' }).click()
  await playground.stepUntil(/looks after its Pods again/)
  await playground.stepUntil(/reported that Node worker-1 is ready/)
  await expect(node).toHaveAccessibleName(/, Ready/)
})

const SET = `apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      tolerations: [{ key: node.kubernetes.io/unreachable, effect: NoExecute, operator: Exists, tolerationSeconds: 30 }]
      containers: [{ name: nginx, image: "nginx:1.27" }]
`

test('the Pod of a machine that stays off is evicted, and another one takes its place elsewhere', async ({
  playground,
}) => {
  const { canvas, inspector } = playground
  await playground.open()
  await playground.paste(SET)
  await playground.ready()
  await playground.toEnd()
  const pods = canvas.getByRole('button', { name: /^Pod web-/ })
  await expect(pods).toHaveAccessibleName(/Running/)
  const node = /worker-\d/.exec((await pods.getAttribute('aria-label')) ?? '')?.[0] ?? ''
  await canvas.getByRole('button', { name: new RegExp(`^Node ${node},`) }).click()
  await inspector.getByRole('button', { name: 'Break it' }).click()
  await inspector.getByRole('button', { name: `Switch machine ${node} off` }).click()
  await expect(playground.sentence).toContainText(`because machine ${node} went off`, PATIENTLY)
  await playground.stepUntil(/evicts|marked .* for deletion|deleted Pod web-/)
  await playground.toEnd()
  await expect(pods).toHaveCount(2)
  await expect(canvas.getByRole('button', { name: /^Pod web-.*Terminating/ })).toHaveCount(1)
  await expect(canvas.getByRole('button', { name: /^Pod web-.*Running/ })).toHaveCount(1)
})
