// `kubectl scale`. Follows k8s.io/kubectl/pkg/cmd/scale/scale.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import { isCustomObject } from '#api/meta/custom-kind.ts'
import { type ApiObject, nameInSentence, infoOf } from '#api/meta/object.ts'
import type { WorldObject } from '#client/world.ts'
import {
  type FieldReader,
  fieldsBelow,
  namespaceField,
  readKind,
  readName,
  readNamespace,
} from '../fields.ts'
import { PRINT_FLAGS, RESOURCE_FLAGS, unfollowed } from '../common-flags.ts'
import { joinWords, parseCommandLine } from '../flags.ts'
import { usageError } from '../usage.ts'
import { typedName } from '../resource-types.ts'
import {
  isAll,
  lineWords,
  onEach,
  parseResources,
  type ResourceRef,
  resourcesText,
} from '../resources.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import type { KubectlVerb, Moment, Offer, OfferForm, Parsed, VerbFace } from '../verb.ts'

export interface ScaleAction {
  readonly verb: 'scale'
  readonly atMs: number
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  /** Instead of names: the labels of all of the kinds; '' is all of them. */
  readonly selector?: string
  readonly replicas: number
  /** Only what has so many now. */
  readonly currentReplicas?: number
}

/** The largest number of Pods that one controller can be asked for. */
export const MAX_REPLICAS = 50_000

/** The largest number that the page asks for. */
const MOST_OFFERED = 100

export const scaleFace: VerbFace<ScaleAction> = {
  describe: ({ resources, selector, replicas }) =>
    `scale ${resourcesText(resources, selector)} to ${replicas}`,
  offers(thing, moment) {
    if (!isScalable(thing)) return []
    const present = replicasOf(thing)
    return [present - 1, present + 1]
      .map((replicas) => scaleOffer(thing, replicas, moment))
      .filter((offer) => offer !== null)
  },
  form: (thing, moment) => (isScalable(thing) ? scaleForm(thing, moment) : null),
}

type Scalable = ApiObject & { readonly spec?: { readonly replicas?: number | undefined } }

/** Whether a kind has a number of Pods that can be changed, which is what its subresource says. */
function isScalable(thing: WorldObject): thing is Scalable {
  if (!('metadata' in thing)) return false
  const subresources: readonly string[] = infoOf(thing.kind).subresources
  return subresources.includes('scale')
}

function scaleForm(object: Scalable, moment: Moment): OfferForm<ScaleAction> {
  const present = replicasOf(object)
  const numberOf = (value: string): number => (/^\d+$/.test(value) ? Number(value) : Number.NaN)
  const isOffered = (replicas: number): boolean => replicas >= 0 && replicas <= MOST_OFFERED
  return {
    id: 'scale',
    label: 'Number of Pods',
    submit: 'Scale',
    place: 'row',
    field: {
      kind: 'number',
      present,
      least: 0,
      most: MOST_OFFERED,
      fewer: 'One Pod fewer',
      more: 'One Pod more',
    },
    problem: (value) => (isOffered(numberOf(value)) ? null : `A number from 0 to ${MOST_OFFERED}.`),
    offer: (value) =>
      numberOf(value) === present ? null : scaleOffer(object, numberOf(value), moment),
  }
}

function scaleOffer(
  object: Scalable,
  replicas: number,
  { atMs }: Moment,
): Offer<ScaleAction> | null {
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > MOST_OFFERED) return null
  const { name = '', namespace = 'default' } = object.metadata
  const named = `${shownKind(object.kind)} ${name}`
  return {
    id: `scale-${replicas}`,
    label: `Scale to ${replicas}`,
    fullLabel: `Scale ${named} to ${replicas}`,
    done: `Scaled ${named} to ${replicas}`,
    action: { verb: 'scale', atMs, namespace, resources: [{ kind: object.kind, name }], replicas },
    danger: false,
    hint: `From ${replicasOf(object)} to ${replicas}`,
    place: 'palette',
  }
}

/** How many Pods an object wants; 1 when it does not say. */
function replicasOf(object: Scalable): number {
  return object.spec?.replicas ?? 1
}

export const SCALE_FLAGS = {
  ...RESOURCE_FLAGS,
  ...PRINT_FLAGS,
  all: { kind: 'bool', value: false },
  'current-replicas': { kind: 'number', value: -1 },
  replicas: { kind: 'number', value: 0 },
  'resource-version': { kind: 'text', value: '' },
  timeout: { kind: 'duration', value: 0 },
} as const

export const scale: KubectlVerb<ScaleAction> = {
  face: scaleFace,
  command: {
    name: 'scale',
    use: '[--current-replicas=count] --replicas=COUNT (TYPE NAME)',
    flags: SCALE_FLAGS,
    completes: 'resources',
    parse,
  },
  words,
  read,
  write,
  run,
}

function parse(line: readonly string[], atMs: number): Parsed<ScaleAction> {
  const read = parseCommandLine('scale', SCALE_FLAGS, line)
  if (!read.ok) return read
  const { args, flags, changed, namespace } = read
  const { replicas, selector, all } = flags
  const current = flags['current-replicas']
  if (!changed.has('replicas')) return usageError('required flag(s) "replicas" not set')
  if (replicas < 0)
    return usageError(
      'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    )
  if (replicas > MAX_REPLICAS)
    return usageError(`${replicas} replicas are more than the ${MAX_REPLICAS} that are simulated`)
  if (current < -1)
    return usageError('The --current-replicas must specify an integer of -1 or greater')
  const followed = ['all', 'current-replicas', 'replicas', 'selector']
  const left = unfollowed(read, SCALE_FLAGS, followed)
  if (left !== null) return left
  const parsed = parseResources({
    args,
    selected: selector !== '' || all,
    allowEmptySelector: false,
  })
  if (!parsed.ok) return parsed
  const { resources } = parsed
  const action: ScaleAction = {
    verb: 'scale',
    atMs,
    namespace,
    resources,
    replicas,
    ...(selector === '' ? {} : { selector }),
    ...(current === -1 ? {} : { currentReplicas: current }),
  }
  return { ok: true, action }
}

function words(action: ScaleAction): readonly string[] {
  const { replicas, currentReplicas } = action
  const flags = { all: isAll(action), 'current-replicas': currentReplicas, replicas }
  return ['scale', ...lineWords(action, [], flags)]
}

function read(reader: FieldReader, atMs: number): ScaleAction {
  const fields = fieldsBelow(reader, 'scale', ['kind', 'name', 'namespace', 'replicas'])
  if (!fields.has('replicas')) fields.say('error', '', 'replicas is missing')
  const kind = readKind(fields, 'kind', fields.text('kind', 'ReplicaSet', 253))
  return {
    verb: 'scale',
    atMs,
    namespace: readNamespace(fields),
    resources: [{ kind, name: readName(fields, 'name') }],
    replicas: fields.whole('replicas', 0, 0, MAX_REPLICAS),
  }
}

function write(action: ScaleAction): Readonly<Record<string, unknown>> {
  const { resources, namespace, selector, replicas, currentReplicas } = action
  const [{ kind, name } = { kind: '', name: '' }, ...more] = resources
  const isPlain = more.length === 0 && name !== ''
  if (!isPlain || selector !== undefined || currentReplicas !== undefined)
    return { kubectl: joinWords(words(action)) }
  return { scale: { kind, name, ...namespaceField(namespace), replicas } }
}

function run(session: Session, action: ScaleAction): number {
  const code = onEach(session, action, 'scale', (one) => scaleObject(session, one, action))
  if (code !== null) return code
  const what = `found no ${resourcesText(action.resources, action.selector)} to scale`
  return fail(session, what, 'there is none at this moment', ['error: no objects passed to scale'])
}

/** How many Pods an object asks for; null where it has no such number. Of other kinds than Kubernetes' own the server knows. */
function presentScale({ client }: Session, object: ApiObject): number | null {
  if (!isCustomObject(object)) return isScalable(object) ? replicasOf(object) : null
  const { namespace = '', name = '' } = object.metadata
  const scale = client.getScale(object.kind, namespace, name)
  return scale.ok ? (scale.object.spec?.replicas ?? 0) : null
}

function scaleObject(session: Session, object: ApiObject, action: ScaleAction): number {
  const { replicas, currentReplicas } = action
  const named = nameInSentence(object)
  const present = presentScale(session, object)
  if (present === null) {
    const line = 'Error from server (NotFound): the server could not find the requested resource'
    return fail(session, `could not scale ${named}`, 'it has no number of Pods', [line])
  }
  if (currentReplicas !== undefined && currentReplicas !== present) {
    const problem = `Expected replicas to be ${currentReplicas}, was ${present}`
    return fail(session, `could not scale ${named}`, problem, [`error: ${problem}`])
  }
  const { namespace = '', name = '' } = object.metadata
  const patch = { type: 'merge', body: { spec: { replicas } } } as const
  const narration = narrate(`scaled ${named} to ${replicas}`, 'Scaled')
  const result = session.client.patchScale(object.kind, namespace, name, patch, narration)
  if (!result.ok) return failRefused(session, 'scale', object, result.status)
  session.out(`${typedName(object)} scaled`)
  return 0
}
