// What somebody else writes into a status of a Pod that is the kubelet's to say.
import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { provideLateCommands } from '#kubectl/late.ts'
import { runScenario } from '#scenario/run-scenario.ts'

provideLateCommands(LATE_COMMANDS)

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: app, image: "nginx:1.27" }] }
`

test('the kubelet says again what somebody else has written over, in its next round', () => {
  const body =
    '{"status":{"phase":"Failed","conditions":[{"type":"Ready","status":"False"},{"type":"mine.example/seen","status":"True"}]}}'
  const { cluster } = runScenario([
    {
      path: 'scenario.yaml',
      text: `until: 60s\nactions:\n- at: 30s\n  kubectl: patch pod web --subresource=status --type=strategic -p '${body}'\n`,
    },
    { path: 'manifests/pod.yaml', text: POD },
  ])
  const at = (second: number) => {
    const { status } = cluster.seek(second * 1000).get('Pod/default/web') as Pod
    const words = status?.conditions?.map(({ type, status: is }) => `${type}=${is}`) ?? []
    return [status?.phase, ...words.filter((word) => /^(Ready|mine)/.test(word))].toSorted()
  }
  expect(at(29)).toEqual(['Ready=True', 'Running'])
  expect(at(30)).toEqual(['Failed', 'Ready=False', 'mine.example/seen=True'])
  expect(at(41)).toEqual(['Ready=True', 'Running', 'mine.example/seen=True'])
})
