// What becomes of definitions: their names are accepted, their objects are served, and when one is deleted its objects
// go with it. These controllers run inside of kube-apiserver.
// Follows k8s.io/apiextensions-apiserver/pkg/controller/{status,establish,finalizer} (v1.36).
import { definedKind } from '#api/meta/custom-kind.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
} from '#api/generated/types.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { computeNames, established, isTrue, withCondition } from './names.ts'

const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'
/** How often it is looked whether the objects are gone. */
const POLL_MS = 5000

type DefinitionRun = Run<null>

const found = (run: DefinitionRun, key: string): CustomResourceDefinition | undefined =>
  run.client.get('CustomResourceDefinition', '', parseKey(key)?.name ?? '')

const isGoing = ({ metadata }: CustomResourceDefinition): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.finalizers ?? []).includes(CLEANUP_FINALIZER)

/** Accepts names, or says which of them another definition has. */
export const namingController = defineController<null>({
  name: 'crd-naming-controller',
  state: () => null,
  watches: [
    watching('CustomResourceDefinition', ({ type, object }, { lister }) => [
      ...(type === 'DELETED' ? [] : [keyOf(object)]),
      // Names that were given back may be wanted by others of the group.
      ...lister('CustomResourceDefinition')
        .list()
        .filter(
          (other) =>
            other.spec.group === object.spec.group &&
            other.metadata.name !== object.metadata.name &&
            !equal(other.spec.names, other.status?.acceptedNames),
        )
        .map(keyOf),
    ]),
  ],
  sync(run, key): SyncResult {
    const definition = found(run, key)
    if (definition === undefined) return 'done'
    const all = run.client.list('CustomResourceDefinition')
    const status = computeNames(definition, all, run.clock.nowMs)
    if (status === definition.status) return 'done'
    const next = { ...definition, status }
    const isAccepted = isTrue(next, 'NamesAccepted')
    const said = run.narration({
      message: `${isAccepted ? 'accepted' : 'refused'} the names of ${nameInSentence(definition)}`,
      because: status.conditions?.find(({ type }) => type === 'NamesAccepted')?.message ?? '',
      level: isAccepted ? 'detail' : 'step',
      kind: 'NamesAccepted',
      objects: [key],
    })
    return run.client.updateStatus(next, said).ok ? 'done' : 'retry'
  },
})

/** Serves the objects of a definition whose names were accepted. */
export const establishingController = defineController<null>({
  name: 'crd-establishing-controller',
  state: () => null,
  watches: [
    watching('CustomResourceDefinition', ({ type, object }) =>
      type !== 'DELETED' && isTrue(object, 'NamesAccepted') && !isTrue(object, 'Established')
        ? [keyOf(object)]
        : [],
    ),
  ],
  sync(run, key): SyncResult {
    const definition = found(run, key)
    if (definition === undefined || !isTrue(definition, 'NamesAccepted')) return 'done'
    if (isTrue(definition, 'Established')) return 'done'
    const { kind } = definition.spec.names
    const said = run.narration({
      message: `${nameInSentence(definition)} is established: objects of the kind ${kind} can be created`,
      because: 'its names were accepted',
      level: 'step',
      kind: 'Established',
      objects: [key],
    })
    const status = established(definition, run.clock.nowMs)
    return run.client.updateStatus({ ...definition, status }, said).ok ? 'done' : 'retry'
  },
})

/** Deletes the objects of a definition that is being deleted, and then lets it go. */
export const definitionFinalizer = defineController<null>({
  name: 'crd-finalizer',
  state: () => null,
  watches: [
    watching('CustomResourceDefinition', ({ type, object }) =>
      type !== 'DELETED' && isGoing(object) ? [keyOf(object)] : [],
    ),
  ],
  sync(run, key): SyncResult {
    const definition = found(run, key)
    if (definition === undefined || !isGoing(definition)) return 'done'
    const started = withTerminating(run, definition, {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    })
    if (started === null) return 'retry'
    if (isTrue(started, 'Established') && !deleteInstances(run, started))
      return { againInMs: POLL_MS }
    return letGo(run, started)
  },
})

function withTerminating(
  run: DefinitionRun,
  definition: CustomResourceDefinition,
  condition: CustomResourceDefinitionCondition,
): CustomResourceDefinition | null {
  const { status = {} } = definition
  const conditions = withCondition(status.conditions ?? [], condition, run.clock.nowMs)
  if (equal(conditions, status.conditions)) return definition
  const said = run.narration({
    message: `said of ${nameInSentence(definition)}: ${condition.message ?? ''}`,
    level: 'detail',
    kind: 'Terminating',
    objects: [keyOf(definition)],
  })
  const result = run.client.updateStatus({ ...definition, status: { ...status, conditions } }, said)
  return result.ok ? result.object : null
}

/** Whether nothing is left of the objects after it asked for all of them to go. */
function deleteInstances(run: DefinitionRun, definition: CustomResourceDefinition): boolean {
  const kind = definedKind(definition)
  run.client.deleteCollection(kind, {}, {}, (object) =>
    run.narration({
      message: `deleted ${nameInSentence(object)}`,
      because: `${nameInSentence(definition)} is being deleted`,
      level: 'step',
      kind: 'InstanceDeleted',
      objects: [keyOf(object)],
    }),
  )
  return run.client.list(kind).length === 0
}

function letGo(run: DefinitionRun, definition: CustomResourceDefinition): SyncResult {
  const { metadata } = definition
  const finalizers = (metadata.finalizers ?? []).filter((one) => one !== CLEANUP_FINALIZER)
  const said = run.narration({
    message: `let ${nameInSentence(definition)} go`,
    because: isTrue(definition, 'Established')
      ? 'nothing is left of its objects'
      : 'it was never established',
    level: 'step',
    kind: 'DefinitionFinalized',
    objects: [keyOf(definition)],
  })
  const result = run.client.update({ ...definition, metadata: { ...metadata, finalizers } }, said)
  return result.ok || result.status.reason === 'NotFound' ? 'done' : 'retry'
}
