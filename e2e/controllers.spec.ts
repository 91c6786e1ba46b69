// Controllers as a person meets them: a rollout that stalls and is undone, scaling, an hour of a CronJob, a node that
// dies and who makes its Pods again.
import { expect, test } from './test.ts'

/** What happens behind a press may take the engine a while on a machine with much to do. */
const PATIENTLY = { timeout: 60_000 }

const shop = (image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 4
  progressDeadlineSeconds: 30
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: web, image: '${image}' }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
`

test('a pasted Deployment rolls out above its Pods, and is scaled from the inspector', async ({
  playground,
}) => {
  const { inspector } = playground
  await playground.open()
  await playground.paste(shop('nginx:1.28'))
  const deployment = playground.owner('Deployment shop')
  await expect(deployment).toBeVisible(PATIENTLY)
  await playground.toStart()
  await playground.stepUntil(/created ReplicaSet shop-/)
  await expect(deployment).toHaveAccessibleName(/Progressing, 0 of 4 Pods ready/)
  await playground.toEnd()
  await expect(deployment).toHaveAccessibleName(/Available, 4 of 4 Pods ready/)
  await expect(playground.owner('ReplicaSet shop-')).toHaveAccessibleName(/4 of 4 Pods ready/)
  await expect(await playground.inspectOwner('Deployment shop')).toContainText('4 of 4')

  await inspector.getByRole('button', { name: 'One Pod more' }).first().click()
  await inspector.getByRole('button', { name: /^Scale/ }).click()
  await expect(playground.page.getByRole('button', { name: /^Action at .* scale/ })).toBeVisible(
    PATIENTLY,
  )
  await playground.toEnd()
  await expect(deployment).toHaveAccessibleName(/Available, 5 of 5 Pods ready/, PATIENTLY)
})

test('a rollout to an image that does not exist stalls inside its band, and is undone', async ({
  playground,
}) => {
  // Three runs of the engine one after the other.
  test.slow()
  const { page, inspector } = playground
  await playground.open()
  await playground.paste(shop('nginx:1.28'))
  const deployment = playground.owner('Deployment shop')
  await expect(deployment).toBeVisible(PATIENTLY)
  await playground.toEnd()
  await expect(deployment).toHaveAccessibleName(/Available, 4 of 4/)

  await playground.paste(shop('nginx:9.99-typo'))
  const asks = page.getByRole('group', { name: 'When the change happens' })
  await asks.getByRole('button', { name: /^Apply it at/ }).click(PATIENTLY)
  await expect(page.getByRole('button', { name: /^Action at .* apply/ })).toBeVisible(PATIENTLY)
  await playground.toEnd()
  await expect(deployment).toHaveAccessibleName(/Stalled, 3 of 4 Pods ready/, PATIENTLY)
  const band = playground.canvas.getByRole('img', { name: /available, at least 3 must be/ })
  await expect(band).toBeVisible()
  await expect(playground.owner('ReplicaSet shop-')).toHaveCount(2)
  await expect(await playground.inspectOwner('Deployment shop')).toContainText(
    'nobody rolls it back by itself',
  )

  await inspector.getByRole('button', { name: 'Undo the last change' }).click()
  await expect(page.getByRole('button', { name: /^Action at .* rollout undo/ })).toBeVisible(
    PATIENTLY,
  )
  await playground.toEnd()
  await expect(deployment).toHaveAccessibleName(/Available, 4 of 4 Pods ready/, PATIENTLY)
})

const NIGHTLY = `apiVersion: batch/v1
kind: CronJob
metadata: { name: report }
spec:
  schedule: '*/20 * * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: report, image: 'busybox:1.36', command: [sleep, '60'] }]
`

test('a CronJob makes its runs over an hour, and says when the next is due', async ({
  playground,
}) => {
  // It goes on eight times.
  test.slow()
  const { page } = playground
  await playground.open()
  await playground.paste(NIGHTLY)
  const cron = playground.owner('CronJob report')
  await expect(cron).toBeVisible(PATIENTLY)
  const end = page.getByRole('region', { name: 'The end of the run' })
  await playground.goOnUntil(/The run ends at 1:0\d:\d\d/)
  await expect(end).toBeVisible()
  await playground.toEnd()
  await expect(
    playground.canvas.getByRole('group', { name: /^Job report-\d+, Complete/ }),
  ).toHaveCount(3)
  const why = await playground.inspectOwner('CronJob report')
  await expect(why).toContainText(/Start a Jobat 1:\d\d:00, in/)
})

test('a dead node says when its Pods go, and they come back elsewhere', async ({ playground }) => {
  await playground.open('#example/node-dies')
  // Before one has predicted it, nothing says what a controller will do next.
  await playground.button('Watch without a guess').click()
  await playground.toStart()
  await playground.stepUntil(/switched machine worker-2 off/, 120)
  await playground.canvas.getByRole('button', { name: /^Node worker-2,/ }).click()
  await expect(playground.inspector).toContainText('Call worker-2 unreachable and taint it')
  await playground.stepUntil(/deleted Pod/, 60)
  await playground.toEnd()
  const alive = playground.canvas.getByRole('button', {
    name: /^Pod web-\w+, Running, on worker-1/,
  })
  await expect(alive).toHaveCount(2)
})
