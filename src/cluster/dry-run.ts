// The API server's answer without a cluster behind it: what the editor shows while one types.
import { computeNames, established } from '#controllers/apiextensions/names.ts'
import { mapped } from '#kubectl/custom-kinds.ts'
import type {
  AdmissionContext,
  AdmissionWarning,
  Admitted,
  Assumed,
} from '#apiserver/admit-types.ts'
import { createApiServer } from '#apiserver/api-server.ts'
import { admit } from '#apiserver/admit.ts'
import { tokenSuffixOf } from '#apiserver/admission/service-account.ts'
import { admitUpdate } from '#apiserver/admit-update.ts'
import { errorText } from '#api/meta/field-error.ts'
import { type ApiObject, objectKey, type ObjectKey } from '#api/meta/object.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { createClusterWorld } from '#client/world.ts'
import { assumptionsOf } from './assumptions.ts'
import { createDryRunQuotas } from './dry-run-quotas.ts'
import { firstObjects, namespaceObjects } from './first-objects.ts'

/** What admission of other objects asks for by its name. */
const LOOKED_UP: ReadonlySet<string> = new Set([
  'CustomResourceDefinition',
  'IngressClass',
  'LimitRange',
  'PriorityClass',
  'ResourceQuota',
  'RuntimeClass',
  'ServiceAccount',
])

type Answer = Admitted & {
  readonly assumed: readonly Assumed[]
  readonly onUpdate: readonly AdmissionWarning[]
  readonly isUnasked?: boolean
}

/** Which objects a dry run has taken into its cluster: two that took the same ones, in the same order, have the same state. */
interface State {
  readonly after: WeakMap<ApiObject, State>
}

/** What dry runs answered before, by the object and the state in which it was asked about. */
export interface DryRunMemory {
  readonly empty: State
  readonly answers: WeakMap<ApiObject, { readonly state: State; readonly answer: Answer }>
}

const newState = (): State => ({ after: new WeakMap() })

/** A memory of no answers. */
export const createDryRunMemory = (): DryRunMemory => ({
  empty: newState(),
  answers: new WeakMap(),
})

function stateAfter({ after }: State, object: ApiObject): State {
  const next = after.get(object) ?? newState()
  after.set(object, next)
  return next
}

/**
 * A function that admits objects against a fresh cluster. Namespaces that `admitted` saw before an
 * object count as there, as they would be when the files are applied in order. `assumed`: what the
 * simulation takes for granted of its containers. `onUpdate`: what is refused when an object that was admitted before
 * is still there. An object that `memory` has seen in the same state is not asked about again. `later`: what comes now is
 * applied at another time, and how much is used of the quotas by then is not known. When it has asked about `most` that
 * the memory does not have, it asks about none that can be left for another time, and `unasked` counts those.
 */
export function admitInEmptyCluster(
  memory: DryRunMemory = createDryRunMemory(),
  most = Infinity,
): ((object: ApiObject) => Answer) & {
  readonly mapped: (object: ApiObject) => ApiObject | undefined
  readonly later: () => void
  readonly unasked: () => number
} {
  const server = createApiServer(createClusterWorld(createClock()), createPrng('dry run'))
  const narration = { actor: 'dry run', message: '', level: 'detail', kind: 'Bootstrap' } as const
  server.bootstrap(firstObjects(), narration)
  const before = new Map<ObjectKey, ApiObject>()
  const quotas = createDryRunQuotas(server.context)
  let state = memory.empty
  let asked = 0
  let unasked = 0
  const ask = (object: ApiObject): Answer => {
    const created = admit(object, server.context)
    const isThere = before.has(keyOfObject(created.object) ?? '')
    // What is there already is counted already.
    const admitted = isThere ? admit(object, quotas.leftOut) : created
    const onUpdate = onUpdateOf(object, admitted, before, server.context)
    const objects = admitted.refusal === null ? takenIn({ server, quotas }, object, admitted) : []
    if (admitted.refusal === null) quotas.take(admitted.object)
    const answer = { ...admitted, onUpdate, assumed: assumptionsOf(object) }
    if (objects.length === 0) {
      asked += 1
      // What quotas count depends on more than they are remembered by.
      if (!quotas.some()) memory.answers.set(object, { state, answer })
    } else {
      server.bootstrap(objects, narration)
      state = stateAfter(state, object)
    }
    return answer
  }
  const admitOne = (object: ApiObject): Answer => {
    const known = memory.answers.get(object)
    if (known?.state !== state) {
      // What others depend on is asked about at any rate, and each object where quotas count.
      if (asked < most || isDependedOn(object) || quotas.some()) return ask(object)
      unasked += 1
      return { ...NO_ANSWER, object }
    }
    if (known.answer.onUpdate.length > 0) return ask(object)
    const { answer } = known
    const key = keyOfAdmitted(answer)
    if (key !== null && before.has(key)) return ask(object)
    if (key !== null) before.set(key, answer.object)
    if (answer.refusal === null) quotas.take(answer.object)
    return answer
  }
  return Object.assign(admitOne, {
    mapped: (object: ApiObject) => mapped(server, object),
    unasked: () => unasked,
    later: () => {
      const uncounted = quotas.forget()
      if (uncounted.length > 0) server.bootstrap(uncounted, narration)
    },
  })
}

interface Taking {
  readonly server: ReturnType<typeof createApiServer>
  readonly quotas: ReturnType<typeof createDryRunQuotas>
}

/** What is in the cluster because an object was admitted, as far as others ask for it. */
function takenIn(
  { server, quotas }: Taking,
  written: ApiObject,
  { object: admitted, charged = [] }: Admitted,
): readonly ApiObject[] {
  const { name } = written.metadata
  const isNew =
    written.kind === 'Namespace' &&
    name !== undefined &&
    server.get('Namespace', '', name) === undefined
  return [
    ...(isNew ? namespaceObjects(name) : []),
    ...(LOOKED_UP.has(written.kind) ? [quotas.counted(served(admitted))] : []),
    ...charged,
  ]
}

const NO_ANSWER = {
  errors: [],
  warnings: [],
  refusal: null,
  assumed: [],
  onUpdate: [],
  isUnasked: true,
} as const

const isDependedOn = ({ kind }: ApiObject): boolean => kind === 'Namespace' || LOOKED_UP.has(kind)

/** Under which key an admitted object would be there; null when it would not be, or its name is not known. */
function keyOfAdmitted({ object, refusal }: Admitted): ObjectKey | null {
  return refusal === null ? keyOfObject(object) : null
}

function keyOfObject({ kind, metadata }: ApiObject): ObjectKey | null {
  return metadata.name === undefined ? null : objectKey(kind, metadata.namespace, metadata.name)
}

/** A definition as the controllers inside of the server leave it. */
function served(object: ApiObject): ApiObject {
  if (object.kind !== 'CustomResourceDefinition') return object
  const named = { ...object, status: computeNames(object, [], 0) }
  return { ...named, status: established(named, 0) }
}

/** What is admitted, with the name that the token's volume of a Pod has already: an apply leaves that alone. */
function appliedTo(
  old: ApiObject,
  written: ApiObject,
  admitted: ApiObject,
  context: AdmissionContext,
) {
  const suffix = old.kind === 'Pod' ? tokenSuffixOf(old) : null
  const object =
    suffix === null ? admitted : admit(written, { ...context, suffix: () => suffix }).object
  return { object, metadata: object.metadata }
}

/**
 * What the API server would say to an object that is applied once more and changes what may not change. Whether the
 * earlier one is still there by then is not known here, so these are warnings.
 */
function onUpdateOf(
  written: ApiObject,
  admitted: Admitted,
  before: Map<ObjectKey, ApiObject>,
  context: AdmissionContext,
): readonly AdmissionWarning[] {
  const { kind } = admitted.object
  const key = keyOfAdmitted(admitted)
  if (key === null) return []
  const old = before.get(key)
  before.set(key, admitted.object)
  if (old === undefined) return []
  const { object, metadata } = appliedTo(old, written, admitted.object, context)
  const { uid, resourceVersion, creationTimestamp, generation } = old.metadata
  const next = {
    ...object,
    metadata: { ...metadata, uid, resourceVersion, creationTimestamp, generation },
  } as ApiObject
  return admitUpdate(next, old, context).errors.map((error) => ({
    message: `${errorText(error)}: while the ${kind} from before is there, this change of it is refused`,
    path: error.path,
  }))
}
