// `kubectl set image`. Follows k8s.io/kubectl/pkg/cmd/set/set_image.go (v1.36).
import { goType } from '../errors.ts'
import type { PodSpec } from '#api/generated/types.ts'
import { type ApiObject, infoOf, nameInSentence } from '#api/meta/object.ts'
import { PRINT_FLAGS, RESOURCE_FLAGS, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { readLineOf, writeLineOf } from '../line-form.ts'
import { typedName } from '../resource-types.ts'
import {
  failSelector,
  findResources,
  isAll,
  lineWords,
  parseResources,
  type ResourceRef,
  resourcesText,
} from '../resources.ts'
import { managedSession } from '../field-manager.ts'
import { fail, failNotFound, failRefused, narrate, type Session } from '../session.ts'
import { imageChange } from '../set/image.ts'
import { splitCommand } from '../split-command.ts'
import { notSimulated, unknownSubcommand, usageError } from '../usage.ts'
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
  run: (session, action) => run(managedSession(session, 'kubectl-set'), action),
}

function parse(line: readonly string[], atMs: number): Parsed<SetAction> {
  const other = splitCommand(line).command
  if (other === '' || OTHERS.has(other)) {
    return notSimulated(`unknown command "set ${other}" for "kubectl": it`)
  }
  const unknown = other === 'image' ? null : unknownSubcommand('set', line)
  if (unknown !== null) return unknown
  const read = parseCommandLine('set image', FLAGS, line)
  if (!read.ok) return read
  const args = read.args.slice(1)
  const left = unfollowed(read, FLAGS, ['all', 'field-manager', 'selector'])
  if (left !== null) return left
  const images = args.filter((word) => word.includes('='))
  const names = args.filter((word) => !word.includes('='))
  const { selector, all } = read.flags
  if (all && selector !== '') return usageError('cannot set --all and --selector at the same time')
  // What is wrong with the names alone comes before what is missing.
  const alone = parseResources({ args: names, selected: false, allowEmptySelector: true })
  if ((names.length === 0 || images.length === 0) && !alone.ok) return alone
  if (images.length === 0) return usageError('at least one image update is required')
  const parsed = parseResources({
    args: names,
    selected: selector !== '',
    allowEmptySelector: all,
  })
  if (!parsed.ok) return parsed
  const action: SetAction = {
    verb: 'set',
    atMs,
    what: 'image',
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
  const { objects, missing, problem } = findResources(session.client, action)
  if (problem !== null) return failSelector(session, 'set an image', problem)
  const lost = missing.map(({ kind, name }) =>
    failNotFound(session, kind, name, ' to set an image'),
  )
  if (lost.length > 0) return 1
  const late: string[] = []
  const codes = objects.map((one) => setImages(session, one, action, late))
  for (const line of late) session.err(`error: ${line}`)
  return Math.max(late.length === 0 ? 0 : 1, ...codes)
}

/** `late` takes what is said when all is done. */
function setImages(
  session: Session,
  object: ApiObject,
  { images }: SetAction,
  late: string[],
): number {
  const named = nameInSentence(object)
  const could = `could not set the image of ${named}`
  const path = infoOf(object.kind).podSpecPath
  const spec = path === null ? undefined : (at(object, path) as PodSpec | undefined)
  if (path === null || spec === undefined) {
    const { name = '' } = object.metadata
    const line = `error: ${infoOf(object.kind).resource}/${name} the object is not a pod or does not have a pod template: ${goType(object.kind)}`
    return fail(session, could, 'it has no Pod template', [line])
  }
  const { part, problems } = imageChange(spec, images)
  if (problems.length > 0) fail(session, could, problems.join('; '), [])
  late.push(...problems)
  if (Object.keys(part).length === 0) return 0
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

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  )
}
