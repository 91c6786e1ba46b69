// What a person breaks on a machine and mends there: the API server's file, a machine with volumes, a machine more.
import { expect, test } from './test.ts'

const PATIENTLY = { timeout: 60_000 }
const FILE = '/etc/kubernetes/manifests/kube-apiserver.yaml'

/** Each line in the terminal is played anew from its beginning, which takes its time on a machine with much to do. */
test.describe.configure({ timeout: 240_000 })

test('the file of the API server is broken on its machine, and mended there', async ({
  playground,
  terminal,
}) => {
  await terminal.open('#example/control-plane')
  const broken = `sed -i 's/--secure-port=6443/--secure-port=maybe/' ${FILE}`
  const mended = `sed -i 's/--secure-port=maybe/--secure-port=6443/' ${FILE}`
  expect(await terminal.run('kubectl get pods -o name | wc -l')).toBe('3')
  await terminal.run(`ssh control-plane "${broken}"`)
  await terminal.run('sleep 20')
  expect(await terminal.run('kubectl get pods')).toBe(
    'The connection to the server 172.18.0.2:6443 was refused - did you specify the right host or port?',
  )
  await expect(playground.inspector.getByRole('note')).toContainText('may be out of date')
  await expect(
    playground.canvas.getByRole('button', { name: /^Container app, running/ }),
  ).toHaveCount(3)
  expect(
    await terminal.run('ssh control-plane crictl ps -a --name kube-apiserver | tail -1'),
  ).toContain('Exited')
  await terminal.run(`ssh control-plane "${mended}"`)
  await terminal.run('sleep 60')
  expect(await terminal.run('kubectl get pods -o name | wc -l')).toBe('3')
  await expect(playground.inspector.getByRole('note')).toBeHidden()
})

const COUNTS = `apiVersion: v1
kind: PersistentVolume
metadata: { name: disk-of-the-network }
spec:
  capacity: { storage: 1Gi }
  accessModes: [ReadWriteOnce]
  nfs: { server: 192.0.2.7, path: /data }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { storageClassName: "", accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: Pod
metadata: { name: counter }
spec:
  nodeName: worker-1
  volumes:
  - { name: claim, persistentVolumeClaim: { claimName: data } }
  - { name: disk, emptyDir: {} }
  - { name: memory, emptyDir: { medium: Memory } }
  containers:
  - name: app
    image: busybox:1.36
    command:
    - sh
    - -c
    - for at in /claim /disk /memory /own; do mkdir -p $at; echo x >> $at/n; echo $at $(wc -l < $at/n); done; sleep 3600
    volumeMounts:
    - { name: claim, mountPath: /claim }
    - { name: disk, mountPath: /disk }
    - { name: memory, mountPath: /memory }
`

test('after a reboot the claim and the emptyDir on disk have what they had, memory and the container have not', async ({
  playground,
}) => {
  const { canvas, inspector } = playground
  await playground.open()
  await playground.paste(COUNTS)
  await playground.ready()
  await playground.toEnd()
  await expect(playground.pod('counter')).toHaveAccessibleName(/Running/)
  await canvas.getByRole('button', { name: /^Node worker-1,/ }).click()
  await inspector.getByRole('button', { name: 'Break it' }).click()
  await inspector.getByRole('button', { name: 'Reboot machine worker-1' }).click()
  await expect(playground.sentence).toContainText('because machine worker-1 went off', PATIENTLY)
  await playground.stepUntil(/worker-1 has booted/)
  await playground.toEnd()
  await expect(playground.pod('counter')).toHaveAccessibleName(/Running/)
  const logs = await playground.inspect('counter', 'Logs')
  for (const line of ['/claim 2', '/disk 2', '/memory 1', '/own 1'])
    await expect(logs.getByText(line, { exact: true })).toBeVisible()
})

const PICKY = `apiVersion: v1
kind: Node
metadata: { name: worker-3, annotations: { podscape.dev/machine: spare } }
---
apiVersion: v1
kind: Pod
metadata: { name: picky }
spec:
  nodeSelector: { kubernetes.io/hostname: worker-3 }
  containers: [{ name: app, image: "nginx:1.27" }]
`

test('a machine joins by kubeadm, and takes the Pod that found no place', async ({
  playground,
  terminal,
}) => {
  await playground.open()
  await playground.paste(PICKY)
  await expect(playground.pod('picky')).toHaveAccessibleName(/Pending/)
  await playground.toEnd()
  const node = playground.canvas.getByRole('button', { name: /^Node worker-3,/ })
  await expect(node).toHaveCount(0)
  await terminal.show()
  const command = await terminal.run('ssh control-plane kubeadm token create --print-join-command')
  expect(await terminal.run(`ssh worker-3 "${command.trim()}"`)).toContain(
    'This node has joined the cluster:',
  )
  await terminal.run('kubectl wait --for condition=Ready pod/picky')
  await expect(node).toHaveAccessibleName(/, Ready/)
  await expect(playground.pod('picky')).toHaveAccessibleName(/Running.*worker-3/)
})
