// `kubectl set image`. Follows k8s.io/kubectl/pkg/cmd/set/set_image.go (v1.36).
import { goType } from '../errors.ts'
import type { Container, PodSpec } from '#api/generated/types.ts'
import { type ApiObject, nameInSentence, infoOf } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import { PRINT_FLAGS, RESOURCE_FLAGS, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { readLineOf, writeLineOf } from '../line-form.ts'
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
import { notSimulated, usageError, usageErrorWithHelp } from '../usage.ts'
import { type KubectlVerb, NO_OFFERS, type Parsed, type VerbFace } from '../verb.ts'

export interface SetAction {
  readonly verb: 'set'
  readonly atMs: number
  readonly what: 'image'
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  readonly selector?: string
  /** `container=image`; `*` is every container. */
  readonly images: readonly string[]
}

simplified('kubectl-set', '`kubectl set subject` is not there.')

export const setFace: VerbFace<SetAction> = {
  describe: ({ resources, selector, images }) =>
    `set image ${images.join(', ')} of ${resourcesText(resources, selector)}`,
  ...NO_OFFERS,
}

const FLAGS = {
  ...RESOURCE_FLAGS,
  ...PRINT_FLAGS,
  all: { kind: 'bool', value: false },
  'field-manager': { kind: 'text', value: '' },
  local: { kind: 'bool', value: false },
} as const

export const set: KubectlVerb<SetAction> = {
  face: setFace,
  command: {
    name: 'set',
    use: 'image (TYPE NAME | TYPE/NAME) CONTAINER=IMAGE ...',
    flags: FLAGS,
    completes: 'resources',
    parse,
  },
  words,
  read: (reader, atMs) =>
    readLineOf(reader, 'set', (line) => parse(line, atMs), {
      verb: 'set',
      atMs,
      what: 'image',
      namespace: 'default',
      resources: [],
      images: [],
    }),
  write: (action) => writeLineOf(words(action)),
  run,
}

function parse(line: readonly string[], atMs: number): Parsed<SetAction> {
  const other = line.find((word) => !word.startsWith('-')) ?? ''
  if (OTHERS.has(other)) {
    return notSimulated(`unknown command "set ${other}" for "kubectl": it`)
  }
  const read = parseCommandLine('set', FLAGS, line)
  if (!read.ok) return read
  const [what = '', ...args] = read.args
  if (what !== 'image') return usageErrorWithHelp('set', `unknown command "${what}"`)
  const images = args.filter((word) => word.includes('='))
  const names = args.filter((word) => !word.includes('='))
  const { selector, all } = read.flags
  if (all && selector !== '') return usageError('cannot set --all and --selector at the same time')
  // What is wrong with the names alone comes before what is missing.
  const alone = parseResources({ args: names, selected: false, allowEmptySelector: true })
  if ((names.length === 0 || images.length === 0) && !alone.ok) return alone
  if (images.length === 0) return usageError('at least one image update is required')
  const left = unfollowed(read, FLAGS, ['all', 'field-manager', 'selector'])
  if (left !== null) return left
  const parsed = parseResources({
    args: names,
    selected: selector !== '',
    allowEmptySelector: all,
  })
  if (!parsed.ok) return parsed
  const action: SetAction = {
    verb: 'set',
    atMs,
    what,
    namespace: read.namespace,
    resources: parsed.resources,
    ...(selector === '' ? {} : { selector }),
    images,
  }
  return { ok: true, action }
}

const OTHERS: ReadonlySet<string> = new Set([
  'env',
  'resources',
  'selector',
  'sa',
  'serviceaccount',
  'subject',
])

function words(action: SetAction): readonly string[] {
  return ['set', action.what, ...lineWords(action, action.images, { all: isAll(action) })]
}

function run(session: Session, action: SetAction): number {
  return onEach(session, action, 'set an image', (one) => setImages(session, one, action)) ?? 0
}

function setImages(session: Session, object: ApiObject, { images }: SetAction): number {
  const named = nameInSentence(object)
  const could = `could not set the image of ${named}`
  const path = infoOf(object.kind).podSpecPath
  const spec = path === null ? undefined : (at(object, path) as PodSpec | undefined)
  if (path === null || spec === undefined) {
    const { name = '' } = object.metadata
    const line = `error: ${infoOf(object.kind).resource}/${name} the object is not a pod or does not have a pod template: ${goType(object.kind)}`
    return fail(session, could, 'it has no Pod template', [line])
  }
  const pairs = images.map((image) => pairOf(image))
  const all = [...(spec.initContainers ?? []), ...spec.containers]
  const stray = pairs.find(
    ([container]) => container !== '*' && !all.some(({ name }) => name === container),
  )
  if (stray !== undefined) {
    const problem = `unable to find container named "${stray[0]}"`
    return fail(session, could, problem, [`error: ${problem}`])
  }
  const changed = (list: readonly Container[] = []): readonly Container[] =>
    list.flatMap(({ name, image: before }) => {
      const image = pairs.findLast(([container]) => container === '*' || container === name)?.[1]
      return image === undefined || image === before ? [] : [{ name, image }]
    })
  const containers = changed(spec.containers)
  const initContainers = changed(spec.initContainers)
  if (containers.length + initContainers.length === 0) return 0
  const part = {
    ...(containers.length === 0 ? {} : { containers }),
    ...(initContainers.length === 0 ? {} : { initContainers }),
  }
  const body = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), part)
  const { namespace = '', name = '' } = object.metadata
  const patch = { type: 'strategic', body } as const
  const said = narrate(`set the image of ${named} to ${images.join(', ')}`, 'ImageSet')
  const result = session.client.patch(object.kind, namespace, name, patch, said)
  if (!result.ok) {
    const line = `error: failed to patch image update to pod template: ${result.status.message}`
    return failRefused(session, 'set the image of', object, result.status, [line])
  }
  session.out(`${typedName(object)} image updated`)
  return 0
}

function pairOf(text: string): readonly [container: string, image: string] {
  const equals = text.indexOf('=')
  return [text.slice(0, equals), text.slice(equals + 1)]
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  )
}
