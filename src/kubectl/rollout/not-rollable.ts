// What kubectl says of things that have no revisions.
// Follows HistoryViewerFor, RollbackerFor and StatusViewerFor of k8s.io/kubectl/pkg/polymorphichelpers, and Accept of
// k8s.io/kubectl/pkg/apps/kind_visitor.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import type { Subcommand } from './rollout-flags.ts'

/** Kinds that a visitor knows, and for which it makes nothing. */
const VISITED: ReadonlySet<string> = new Set([
  'CronJob',
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
])

/** Why a command of `kubectl rollout` can do nothing with an object. */
export function notRollable(what: Subcommand, { kind }: Pick<ApiObject, 'kind'>): string {
  switch (what) {
    case 'history':
      return unmade('history', 'history viewer', kind)
    case 'undo':
      return unmade('rollbacker', 'rollbacker', kind)
    case 'status':
      return `no status viewer has been implemented for ${groupKind(kind)}`
    case 'pause':
      return 'pausing is not supported'
    case 'resume':
      return 'resuming is not supported'
    case 'restart':
      return 'restarting is not supported'
  }
}

function unmade(wanted: string, made: string, kind: ApiObject['kind']): string {
  const named = JSON.stringify(groupKind(kind))
  return VISITED.has(kind)
    ? `no ${made} has been implemented for ${named}`
    : `error retrieving ${wanted} for ${named}, no visitor method exists for {${infoOf(kind).group} ${shownKind(kind)}}`
}

/** 'Job.batch', as Go writes a GroupKind. */
function groupKind(kind: ApiObject['kind']): string {
  const { group } = infoOf(kind)
  return group === '' ? shownKind(kind) : `${shownKind(kind)}.${group}`
}
