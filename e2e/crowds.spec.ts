// Runs that are larger than one would watch to their end: they come in while one looks on, are left at once, and what has come in
// can be gone through.
import { encodeLink } from '../src/scenario/codec.ts'
import { expect, test } from './test.ts'

type File = readonly [path: string, text: string]

const linkOf = (...files: readonly File[]): string =>
  `/#${encodeLink({
    files: files.map(([path, text]) => ({ path, text })),
    timeMs: null,
    selection: null,
    view: null,
  })}`

const NODES = Array.from(
  { length: 100 },
  (_, index) =>
    `apiVersion: v1\nkind: Node\nmetadata: { name: node-${index} }\nstatus: { capacity: { cpu: "8", memory: 32Gi, pods: "110" } }\n`,
).join('---\n')

const CROWD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: crowd }
spec:
  replicas: 3000
  selector: { matchLabels: { app: crowd } }
  template:
    metadata: { labels: { app: crowd } }
    spec: { containers: [{ name: web, image: nginx }] }
`

const EACH_MINUTE = `apiVersion: batch/v1
kind: CronJob
metadata: { name: tick }
spec:
  schedule: '* * * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: c, image: busybox, command: ['true'] }]
`

/** By itself a run is left in less than 100 ms; here other tests share the processor with it. The whole of these takes minutes. */
const AT_ONCE_MS = 2000

test('a Deployment of 3,000 Pods comes in while one looks on, is stopped and gone through', async ({
  playground,
}) => {
  const { page } = playground
  await page.goto(linkOf(['cluster.yaml', NODES], ['manifests/crowd.yaml', CROWD]))
  // Steps are there before the run has ended.
  await expect(page.getByText(/^step 1 of \d{4,} …$/)).toBeVisible({ timeout: 60_000 })
  expect(await playground.stopRun()).toBeLessThan(AT_ONCE_MS)
  await playground.toEnd()
  const owner = playground.owner('Deployment crowd')
  await expect(owner).toHaveAccessibleName(/Progressing, \d+ of 3000 Pods ready/)
  await owner.click()
  await expect(playground.inspector).toContainText('Deployment crowd')
  await playground.toStart()
  await playground.stepUntil(/created Pod crowd-\w+-\w+/)
})

test('a CronJob of each minute for a year is stopped, and the runs of the first hours are there', async ({
  playground,
}) => {
  const { page } = playground
  await page.goto(linkOf(['manifests/tick.yaml', EACH_MINUTE], ['scenario.yaml', 'until: 8760h\n']))
  await expect(page.getByText(/^step 1 of \d{3,} …$/)).toBeVisible({ timeout: 60_000 })
  expect(await playground.stopRun()).toBeLessThan(AT_ONCE_MS)
  await playground.toEnd()
  await expect(playground.owner('CronJob tick')).toBeVisible()
})
