import { expect, test } from 'vitest'
import { runScenario } from '#scenario/run-scenario.ts'
import { whatGoesOn } from './what-goes-on.ts'

const cronJob = (more: string): string => `apiVersion: batch/v1
kind: CronJob
metadata: { name: hello }
spec:
  schedule: "*/5 * * * *"${more}
  jobTemplate:
    spec:
      template:
        spec: { restartPolicy: Never, containers: [{ name: a, image: busybox }] }
`

test.each([
  ['', ['CronJob `hello` waits for its next time']],
  ['\n  suspend: true', []],
])('a CronJob goes on by itself, unless it is suspended', (more, runs) => {
  const { cluster } = runScenario([{ path: 'manifests/hello.yaml', text: cronJob(more) }])
  expect(whatGoesOn(cluster.world.state)).toEqual({ open: [], more: 0, runs, settles: false })
})
