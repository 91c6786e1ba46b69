import { expect, test } from 'vitest'
import type { ApiObject } from '#api/meta/object.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { KUBECTL_VERBS } from './commands.ts'
import { get } from './commands/get.ts'
import { complete } from './complete.ts'

const named = (kind: string, name: string, namespace?: string): ApiObject =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  }) as unknown as ApiObject

const server = createFakeApiServer()
server.apply(
  named('Namespace', 'default'),
  named('Namespace', 'shop'),
  named('Node', 'worker-1'),
  named('Node', 'worker-2'),
  named('Pod', 'web-1', 'default'),
  named('Pod', 'web-2', 'default'),
  named('Pod', 'till', 'shop'),
)
const COMMANDS = {
  ...Object.fromEntries(Object.values(KUBECTL_VERBS).map(({ command }) => [command.name, command])),
  get,
}

test.each([
  [
    '',
    [
      'apply',
      'cordon',
      'delete',
      'drain',
      'get',
      'label',
      'rollout',
      'scale',
      'set',
      'taint',
      'uncordon',
    ],
  ],
  ['d', ['delete', 'drain']],
  ['drain ', ['worker-1', 'worker-2']],
  ['drain worker-1 ', ['worker-2']],
  ['drain --de', ['--delete-emptydir-data']],
  ['drain --grace', ['--grace-period', '--grace-period=']],
  ['get pod', ['poddisruptionbudgets.policy', 'pods', 'podtemplates']],
  ['get rep', ['replicasets.apps', 'replicationcontrollers']],
  ['get pods ', ['web-1', 'web-2']],
  ['get pods web-1 ', ['web-2']],
  ['get pods -n shop ', ['till']],
  ['get -n shop pods ', ['till']],
  ['get po/w', ['po/web-1', 'po/web-2']],
  ['get pods -n s', ['shop']],
  ['-n s', ['shop']],
  ['get pods -o ', []],
  ['apply -f ', []],
  ['nothing ', []],
])('completes %j', (line, found) => {
  expect(complete(server.client, COMMANDS, line.split(' '))).toEqual(found)
})
