import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import { filterPods, type DrainFlags } from './filters.ts'

const NONE: DrainFlags = {
  force: false,
  ignoreDaemonsets: false,
  deleteEmptydirData: false,
  skipWaitForDeleteTimeoutSeconds: 0,
}

const pod = (name: string, more: Partial<Pod> = {}, owner?: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...more,
  metadata: {
    name,
    namespace: 'default',
    ...(owner === undefined
      ? {}
      : {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: owner, name: 'set', uid: 'u', controller: true },
          ],
        }),
    ...more.metadata,
  },
})
const LOCAL: Partial<Pod> = { spec: { containers: [], volumes: [{ name: 'd', emptyDir: {} }] } }
const DONE: Partial<Pod> = { status: { phase: 'Succeeded' } }
const MIRROR: Partial<Pod> = { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } }
const GOING: Partial<Pod> = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }
const NOW = msOfTime('2026-01-01T00:01:00Z')

const filter = (pods: readonly Pod[], flags: Partial<DrainFlags> = {}, hasDaemonSet = true) => {
  const list = filterPods(pods, {
    flags: { ...NONE, ...flags },
    nowMs: NOW,
    hasDaemonSet: () => hasDaemonSet,
  })
  return [list.pods.map(({ metadata }) => metadata.name), list.warnings, list.errors]
}

const BARE = 'Pods that declare no controller (use --force to override)'
const STORAGE = 'Pods with local storage (use --delete-emptydir-data to override)'
const DAEMONS = 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)'

test.each<[string, ReturnType<typeof filter>, ReturnType<typeof filter>]>([
  ['an owned Pod goes', filter([pod('a', {}, 'ReplicaSet')]), [['a'], '', []]],
  [
    'bare Pods hold it up',
    filter([pod('a'), pod('b')]),
    [[], '', [`cannot delete ${BARE}: default/a, default/b`]],
  ],
  [
    'bare Pods go by force',
    filter([pod('a'), pod('b')], { force: true }),
    [['a', 'b'], 'deleting Pods that declare no controller: default/a, default/b', []],
  ],
  ['a mirror stays, silently', filter([pod('a', MIRROR)]), [[], '', []]],
  ['a finished Pod goes', filter([pod('a', { ...DONE, ...LOCAL })]), [['a'], '', []]],
  [
    'local data holds it up',
    filter([pod('a', LOCAL, 'ReplicaSet')]),
    [[], '', [`cannot delete ${STORAGE}: default/a`]],
  ],
  // The warning of an earlier filter is lost when a later one has nothing to say, as in kubectl.
  [
    'local data goes when one says so',
    filter([pod('a', LOCAL, 'ReplicaSet')], { deleteEmptydirData: true }),
    [['a'], '', []],
  ],
  [
    'a DaemonSet holds it up, whatever the force',
    filter([pod('a', {}, 'DaemonSet')], { force: true }),
    [[], '', [`cannot delete ${DAEMONS}: default/a`]],
  ],
  [
    'a DaemonSet is passed over when one says so',
    filter([pod('a', {}, 'DaemonSet')], { ignoreDaemonsets: true }),
    [[], 'ignoring DaemonSet-managed Pods: default/a', []],
  ],
  [
    'a Pod of a DaemonSet that is gone holds it up',
    filter([pod('a', {}, 'DaemonSet')], { ignoreDaemonsets: true }, false),
    [[], '', ['cannot delete daemonsets.apps "set" not found: default/a']],
  ],
  [
    'a Pod of a DaemonSet that is gone goes by force',
    filter([pod('a', {}, 'DaemonSet')], { force: true }, false),
    [['a'], '', []],
  ],
  [
    'reasons are kept apart',
    filter([pod('a'), pod('b', LOCAL, 'ReplicaSet'), pod('c')]),
    [
      [],
      '',
      [`cannot delete ${BARE}: default/a, default/c`, `cannot delete ${STORAGE}: default/b`],
    ],
  ],
  [
    'a Pod that has been going for long is passed over',
    filter([pod('a', GOING)], { skipWaitForDeleteTimeoutSeconds: 59 }),
    [[], '', []],
  ],
  [
    'a Pod that has not been going for long is not',
    filter([pod('a', GOING)], { skipWaitForDeleteTimeoutSeconds: 60, force: true }),
    [['a'], 'deleting Pods that declare no controller: default/a', []],
  ],
])('%s', (_name, found, expected) => expect(found).toEqual(expected))
