// `kubectl delete`. Follows k8s.io/kubectl/pkg/cmd/delete/delete.go (v1.36).
import { isMirrorPod } from '#api/core/containers.ts'
import { type ApiObject, KINDS, nameInSentence } from '#api/meta/object.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import type { WorldObject } from '#client/world.ts'
import {
  type FieldReader,
  fieldsBelow,
  namespaceField,
  readKind,
  readName,
  readNamespace,
} from '../fields.ts'
import { typeOf } from '../resource-types.ts'
import { findResources, type ResourceRef, resourcesText } from '../resources.ts'
import { fail, failNotFound, failRefused, narrate, type Session } from '../session.ts'
import type { Offer, Verb, VerbFace } from '../verb.ts'

export interface DeleteAction {
  readonly verb: 'delete'
  readonly atMs: number
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  /** All of the kinds in the namespace whose labels match. */
  readonly selector?: string
  /** 0 takes the object away at once; left out, the object says how long. */
  readonly gracePeriodSeconds?: number
}

export const deleteFace: VerbFace<DeleteAction> = {
  describe({ resources, selector, gracePeriodSeconds }) {
    const grace = gracePeriodSeconds === 0 ? ' without grace' : ''
    return `delete ${resourcesText(resources, selector)}${grace}`
  },
  offers(thing, { atMs }) {
    const object = deletable(thing)
    if (object === null) return []
    const { name = '', namespace = 'default' } = object.metadata
    const resources = [{ kind: object.kind, name }]
    const action: DeleteAction = { verb: 'delete', atMs, namespace, resources }
    const named = `${object.kind} ${name}`
    const normal: Offer<DeleteAction> = {
      id: 'delete',
      label: 'Delete',
      fullLabel: `Delete ${named}`,
      done: `Deleted ${named}`,
      action,
      danger: true,
      hint: hintOf(object),
      place: 'row',
    }
    if (object.kind !== 'Pod') return [normal]
    const now: Offer<DeleteAction> = {
      ...normal,
      id: 'delete-now',
      label: 'Delete now',
      fullLabel: `Delete ${named} now, without grace`,
      done: `Deleted ${named} without grace`,
      action: { ...action, gracePeriodSeconds: 0 },
      hint: isMirrorPod(object)
        ? MIRROR_HINT
        : 'Grace period 0: the object is gone at once, before its containers are',
    }
    return object.metadata.deletionTimestamp === undefined ? [normal, now] : [now]
  },
  form: () => null,
}

// A Namespace would keep its contents, as nothing empties it here; Events are a record of the past, and
// a Node without its object is a machine that nobody knows.
const LEFT_ALONE: ReadonlySet<string> = new Set(['Namespace', 'Event', 'Node'])

function deletable(thing: WorldObject): ApiObject | null {
  return 'metadata' in thing && !LEFT_ALONE.has(thing.kind) ? thing : null
}

const DEFAULT_GRACE_SECONDS = 30
const MIRROR_HINT = 'Only the mirror goes; the kubelet makes it again'

const HINTS: Readonly<Record<string, string>> = {
  ReplicaSet: 'Its Pods are deleted after it',
  Service: 'Its name and its address lead nowhere any more',
  ConfigMap: 'New containers that need it cannot start; what runs, runs on',
  Secret: 'New containers that need it cannot start; what runs, runs on',
  ServiceAccount: 'New Pods that name it are refused',
  StorageClass: 'New claims that name it stay Pending',
}

function hintOf(object: ApiObject): string {
  if (object.kind !== 'Pod') return HINTS[object.kind] ?? 'It is gone at once'
  const seconds = object.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS
  return isMirrorPod(object) ? MIRROR_HINT : `Its containers get ${seconds} s to stop`
}

export const deleteVerb: Verb<DeleteAction> = { face: deleteFace, read, write, run }

const FIELDS = ['kind', 'name', 'namespace', 'selector', 'gracePeriodSeconds']
const MAX_SELECTOR = 1000
const MAX_GRACE_SECONDS = 86_400

function read(reader: FieldReader, atMs: number): DeleteAction {
  const word = reader.raw('delete')
  if (typeof word === 'string') return readWord(reader, atMs, word)
  const fields = fieldsBelow(reader, 'delete', FIELDS)
  const grace = fields.has('gracePeriodSeconds')
    ? { gracePeriodSeconds: fields.whole('gracePeriodSeconds', 30, 0, MAX_GRACE_SECONDS) }
    : {}
  const kind = readKind(fields, 'kind', readName(fields, 'kind'))
  const namespace = readNamespace(fields)
  const { name, ...selector } = readWhich(fields)
  return { verb: 'delete', atMs, namespace, resources: [{ kind, name }], ...selector, ...grace }
}

/** `pod/web`, or `pod/shop/web` with a namespace. */
function readWord(reader: FieldReader, atMs: number, word: string): DeleteAction {
  const parts = word.split('/')
  const [kind = '', second = '', third] = parts
  const isNamed = parts.length >= 2 && parts.length <= 3 && !parts.includes('')
  if (!isNamed) reader.say('error', 'delete', 'write kind and name, like pod/web')
  return {
    verb: 'delete',
    atMs,
    namespace: third === undefined ? 'default' : second,
    resources: isNamed ? [{ kind: readKind(reader, 'delete', kind), name: third ?? second }] : [],
  }
}

/** One name, or a label selector instead. */
function readWhich(fields: FieldReader): { readonly name: string; readonly selector?: string } {
  if (!fields.has('selector')) return { name: readName(fields, 'name') }
  if (fields.has('name')) {
    fields.say('error', 'name', 'name cannot be provided when a selector is specified')
  }
  const selector = fields.text('selector', '', MAX_SELECTOR)
  if (parseLabelSelector(selector) === undefined) {
    fields.say('error', 'selector', 'a selector is written app=shop, or app=shop,tier!=web')
  }
  return { name: '', selector }
}

function write(action: DeleteAction): Readonly<Record<string, unknown>> {
  const { resources, namespace, selector, gracePeriodSeconds } = action
  const { kind = '', name = '' } = resources[0] ?? {}
  const isPlain = namespaceField(namespace).namespace === undefined
  if (isPlain && selector === undefined && gracePeriodSeconds === undefined)
    return { delete: `${kind.toLowerCase()}/${name}` }
  const which = selector === undefined ? { name } : { selector }
  return { delete: { kind, ...which, ...namespaceField(namespace), gracePeriodSeconds } }
}

function run(session: Session, action: DeleteAction): number {
  const { objects, missing } = findResources(session.client, action)
  const codes = [
    ...objects.map((object) => deleteObject(session, object, action.gracePeriodSeconds)),
    ...missing.map(({ kind, name }) => failNotFound(session, kind, name, ' to delete')),
  ]
  return codes.length === 0 ? foundNone(session, action) : Math.max(...codes)
}

function foundNone(session: Session, { resources, selector }: DeleteAction): number {
  const kinds = resources.map(({ kind }) => kind).join(', ')
  const which = selector === undefined ? '' : ` with the labels \`${selector}\``
  fail(session, `found no ${kinds}${which} to delete`, 'there is none at this moment', [])
  session.out('No resources found')
  return 0
}

function deleteObject(session: Session, object: ApiObject, grace: number | undefined): number {
  const { kind, metadata } = object
  const { name = '', namespace = 'default' } = metadata
  const given = grace === undefined ? '' : ` with a grace period of ${grace} s`
  const result = session.client.delete(
    kind,
    namespace,
    name,
    grace === undefined ? {} : { gracePeriodSeconds: grace },
    narrate(`deleted ${nameInSentence(object)}${given}`, 'Deleted'),
  )
  if (!result.ok) return failRefused(session, 'delete', object, result.status)
  const where = KINDS[kind].namespaced ? ` from ${namespace} namespace` : ''
  session.out(`${typeOf(kind)} "${name}" ${grace === 0 ? 'force deleted' : 'deleted'}${where}`)
  return 0
}
