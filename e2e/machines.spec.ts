// Machines as a person meets them: one loses its power and comes back, one has its kubelet stopped, and the control plane
// is made of Pods that can be missed.
import { expect, test } from './test.ts'

/** What happens behind a press may take the engine a while on a machine with much to do. */
const PATIENTLY = { timeout: 60_000 }

/** No lesson, in which nothing tells what comes before one has predicted it. */
const WEB = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: nginx, image: "nginx:1.27" }] }
`

test('a machine that loses its power is switched on again, and runs its Pod as before', async ({
  playground,
}) => {
  const { canvas, inspector } = playground
  await playground.open()
  await playground.paste(WEB)
  await expect(playground.pod('web')).toBeVisible()
  await playground.toEnd()
  await expect(playground.pod('web')).toHaveAccessibleName(/Running/)
  const where = await playground.pod('web').getAttribute('aria-label')
  const node = /worker-\d/.exec(where ?? '')?.[0] ?? ''
  const machine = canvas.getByRole('button', { name: new RegExp(`^Node ${node},`) })

  await machine.click()
  await inspector.getByRole('button', { name: 'Break it' }).click()
  await inspector.getByRole('button', { name: `Switch machine ${node} off` }).click()
  await expect(playground.sentence).toContainText(`because machine ${node} went off`, PATIENTLY)
  await machine.click()
  await expect(inspector).toContainText(`Call ${node} unreachable and taint it`)

  await inspector.getByRole('button', { name: 'Switch on' }).click()
  await expect(playground.sentence).toContainText(`switched machine ${node} on`, PATIENTLY)
  await playground.stepUntil(/started the kubelet/)
  await playground.stepUntil(/started container nginx/)
  await playground.toEnd()
  await expect(playground.pod('web')).toHaveAccessibleName(/Running/)
})

test('a node whose kubelet was stopped is given up while its containers run on', async ({
  playground,
}) => {
  const { canvas } = playground
  await playground.open('#example/node-silent')
  await playground.toStart()
  await playground.skip(30)
  await playground.stepUntil(/stopped the kubelet on worker-2/)
  const node = canvas.getByRole('button', { name: /^Node worker-2,/ })
  await expect(node).toHaveAccessibleName(/, Ready/)
  await playground.skip(40)
  await playground.stepUntil(/NodeNotReady|NotReady|unreachable/)
  await expect(node).toHaveAccessibleName(/Unknown|NotReady/)
  await expect(canvas.getByRole('button', { name: /^Container .*running/ })).toHaveCount(2)
  await playground.toEnd()
  await expect(node).toHaveAccessibleName(/, Ready/)
})

test('without the file of the scheduler a new Pod waits, and finds its node when it is back', async ({
  playground,
}) => {
  const { canvas } = playground
  await playground.open('#example/scheduler-away')
  await playground.toStart()
  await playground.skip(40)
  await playground.stepUntil(/removed mirror Pod kube-system\/kube-scheduler/)
  const tray = canvas.getByRole('group', { name: /waiting for a node$/ })
  await expect(tray).toContainText('no scheduler')
  await playground.stepUntil(/created Pod web-/)
  await expect(canvas.getByRole('group', { name: '1 Pod waiting for a node' })).toBeVisible()
  await playground.toEnd()
  await expect(tray).not.toContainText('no scheduler')
  await expect(canvas.getByRole('button', { name: /^Pod web-\w+, Running/ })).toHaveCount(3)
})

test('while the API server answers nobody the page says that it may be out of date', async ({
  playground,
}) => {
  const { canvas, inspector } = playground
  await playground.open('#example/control-plane')
  const deaf = canvas.getByRole('group', { name: 'API server, without etcd' })
  const note = inspector.getByRole('note')
  await playground.toStart()
  await expect(note).toBeHidden()
  await playground.skip(120)
  await playground.stepUntil(/etcdserver: request timed out/)
  await expect(deaf).toBeVisible()
  await expect(note).toContainText('may be out of date')
  await expect(canvas.getByRole('button', { name: /^Container app, running/ })).toHaveCount(3)
  await playground.toEnd()
  await expect(deaf).toBeHidden()
  await expect(note).toBeHidden()
})
