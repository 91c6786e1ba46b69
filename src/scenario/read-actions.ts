// The actions of scenario.yaml: `at` and one verb each.
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { isKind, KINDS, type Kind } from '#api/meta/object.ts'
import type { FieldReader } from './field-reader.ts'
import { isSafePath } from './paths.ts'
import type { Action } from './types.ts'

const MAX_ACTIONS = 200
export const MAX_REPLICAS = 1000
const MAX_NAME = 253
const MAX_SELECTOR = 1000
const MAX_CONTENT = 100_000

export interface ReadAction {
  readonly action: Action
  /** Its position in the list of the file, invalid ones counted. */
  readonly index: number
}

type VerbReader = (reader: FieldReader, atMs: number) => Action

const LATER_VERBS = new Set([
  'drain',
  'powerOff',
  'powerOn',
  'reboot',
  'evict',
  'failProbe',
  'rollout',
  'exec',
])

const SHORT_NAMES: Readonly<Record<string, Kind>> = {
  cm: 'ConfigMap',
  ns: 'Namespace',
  no: 'Node',
  po: 'Pod',
  pv: 'PersistentVolume',
  pvc: 'PersistentVolumeClaim',
  rs: 'ReplicaSet',
  sa: 'ServiceAccount',
  sc: 'StorageClass',
  svc: 'Service',
}

/** The kind that `pod`, `pods`, `po`, `Pod` or `replicasets.apps` names; undefined for others. */
function kindOfWord(word: string): Kind | undefined {
  if (isKind(word)) return word
  const lower = word.toLowerCase().split('.')[0] ?? ''
  if (Object.hasOwn(SHORT_NAMES, lower)) return SHORT_NAMES[lower]
  const info = Object.values(KINDS).find(
    ({ kind, resource }) => kind.toLowerCase() === lower || resource === lower,
  )
  return info?.kind
}

function readKind(reader: FieldReader, field: string, word: string): string {
  const kind = kindOfWord(word)
  if (kind === undefined)
    reader.say('error', field, `the server doesn't have a resource type "${word}"`)
  return kind ?? word
}

function name(reader: FieldReader, field: string): string {
  const text = reader.text(field, '', MAX_NAME)
  if (text === '' && !reader.has(field)) reader.say('error', '', `${field} is missing`)
  return text
}

const nodeVerb =
  (verb: 'cordon' | 'uncordon'): VerbReader =>
  (reader, atMs) => ({ verb, atMs, node: name(reader, verb) })

/** `pod/web`, or `pod/shop/web` with a namespace. */
function readDeleteWord(reader: FieldReader, atMs: number, word: string): Action {
  const parts = word.split('/')
  const [kind = '', second = '', third] = parts
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) {
    reader.say('error', 'delete', 'write kind and name, like pod/web')
    return { verb: 'delete', atMs, kind, namespace: '', name: '' }
  }
  const namespace = third === undefined ? 'default' : second
  return {
    verb: 'delete',
    atMs,
    kind: readKind(reader, 'delete', kind),
    namespace,
    name: third ?? second,
  }
}

const DELETE_FIELDS = ['kind', 'name', 'namespace', 'selector', 'gracePeriodSeconds']

/** One name, or a label selector instead. */
function readWhich(fields: FieldReader): { readonly name: string; readonly selector?: string } {
  if (!fields.has('selector')) return { name: name(fields, 'name') }
  if (fields.has('name')) {
    fields.say('error', 'name', 'name cannot be provided when a selector is specified')
  }
  const selector = fields.text('selector', '', MAX_SELECTOR)
  if (parseLabelSelector(selector) === undefined) {
    fields.say('error', 'selector', 'a selector is written app=shop, or app=shop,tier!=web')
  }
  return { name: '', selector }
}

function below(reader: FieldReader, verb: string, known: readonly string[]): FieldReader {
  const fields = reader.below(verb)
  fields?.allowFields(known)
  return fields ?? reader
}

const VERBS: Readonly<Record<string, VerbReader>> = {
  apply(reader, atMs) {
    const file = reader.text('apply', '', MAX_NAME)
    if (!isSafePath(file)) reader.say('error', 'apply', 'apply must be the path of a file')
    return { verb: 'apply', atMs, file }
  },
  delete(reader, atMs) {
    const word = reader.raw('delete')
    if (typeof word === 'string') return readDeleteWord(reader, atMs, word)
    const fields = below(reader, 'delete', DELETE_FIELDS)
    const grace = fields.has('gracePeriodSeconds')
      ? { gracePeriodSeconds: fields.whole('gracePeriodSeconds', 30, 0, 86_400) }
      : {}
    return {
      verb: 'delete',
      atMs,
      kind: readKind(fields, 'kind', name(fields, 'kind')),
      namespace: fields.text('namespace', 'default', MAX_NAME),
      ...readWhich(fields),
      ...grace,
    }
  },
  scale(reader, atMs) {
    const fields = below(reader, 'scale', ['kind', 'name', 'namespace', 'replicas'])
    if (!fields.has('replicas')) fields.say('error', '', 'replicas is missing')
    return {
      verb: 'scale',
      atMs,
      kind: readKind(fields, 'kind', fields.text('kind', 'ReplicaSet', MAX_NAME)),
      namespace: fields.text('namespace', 'default', MAX_NAME),
      name: name(fields, 'name'),
      replicas: fields.whole('replicas', 0, 0, MAX_REPLICAS),
    }
  },
  cordon: nodeVerb('cordon'),
  uncordon: nodeVerb('uncordon'),
  taint(reader, atMs) {
    const fields = below(reader, 'taint', ['node', 'taint'])
    const taint = name(fields, 'taint')
    if (!/^[^=:\s]+(=[^:\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)-?$/.test(taint)) {
      fields.say(
        'error',
        'taint',
        'a taint is written key=value:NoSchedule, with a final - to remove it',
      )
    }
    return { verb: 'taint', atMs, node: name(fields, 'node'), taint }
  },
  kill(reader, atMs) {
    const fields = below(reader, 'kill', ['pod', 'container', 'namespace', 'exitCode', 'oom'])
    const oom = fields.flag('oom', false)
    return {
      verb: 'kill',
      atMs,
      namespace: fields.text('namespace', 'default', MAX_NAME),
      pod: name(fields, 'pod'),
      container: name(fields, 'container'),
      exitCode: fields.whole('exitCode', 137, 0, 255),
      oom,
    }
  },
  writeFile(reader, atMs) {
    const fields = below(reader, 'writeFile', ['node', 'path', 'content'])
    const content = fields.text('content', '', MAX_CONTENT)
    return { verb: 'writeFile', atMs, node: name(fields, 'node'), path: diskPath(fields), content }
  },
  removeFile(reader, atMs) {
    const fields = below(reader, 'removeFile', ['node', 'path'])
    return { verb: 'removeFile', atMs, node: name(fields, 'node'), path: diskPath(fields) }
  },
}

function diskPath(fields: FieldReader): string {
  const path = name(fields, 'path')
  if (path !== '' && !(path.startsWith('/') && isSafePath(path.slice(1)))) {
    fields.say('error', 'path', 'path must be absolute, like /etc/kubernetes/manifests/web.yaml')
  }
  return path
}

/** The valid actions in the order of the file. Others are reported at their place and left out. */
export function readActions(reader: FieldReader): readonly ReadAction[] {
  return reader.items('actions', MAX_ACTIONS).flatMap(({ index, reader: item }) => {
    const action = readAction(item)
    return action === null ? [] : [{ action, index }]
  })
}

function readAction(reader: FieldReader): Action | null {
  const before = reader.errors.count
  const verbs = Object.keys(VERBS).filter((verb) => reader.has(verb))
  const later = [...LATER_VERBS].find((verb) => reader.has(verb))
  if (later !== undefined) {
    reader.say('info', later, `${later} is not simulated yet: this action is left out`)
    return null
  }
  reader.allowFields(['at', ...Object.keys(VERBS)])
  const [verb] = verbs
  if (verb === undefined || verbs.length > 1) {
    const found =
      verbs.length > 1 ? `has ${verbs.length}: ${verbs.join(', ')}` : `${misspelt(reader)}`
    reader.say('error', '', `an action has exactly one verb; this one ${found}`)
    return null
  }
  if (!reader.has('at')) reader.say('error', '', 'at is missing: when does this happen?')
  const atMs = reader.duration('at', 0)
  const action = VERBS[verb]?.(reader, atMs) ?? null
  return reader.errors.count > before ? null : action
}

function misspelt(reader: FieldReader): string {
  const known = Object.keys(VERBS).find((verb) => reader.raw(verb) === null)
  if (known !== undefined) return `says nothing after ${known}`
  return `has none of ${Object.keys(VERBS).join(', ')}`
}
