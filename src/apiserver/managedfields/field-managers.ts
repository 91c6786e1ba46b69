// Who wrote which fields of which object. Until an object is applied for the first time nobody asks, so the writes
// are only kept; from then on the object says it itself, in metadata.managedFields, as every object does upstream.
// Follows k8s.io/apimachinery/pkg/util/managedfields/internal/fieldmanager.go and skipnonapplied.go (v0.36).
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { listsWrittenAsNull, normalForm } from '#api/meta/normal-form.ts'
import { fieldType } from '#api/meta/schema.ts'
import type { ObjectPart } from '#client/client.ts'
import { timeOf } from '#api/meta/time.ts'
import { customSchema, type Definitions } from '../registry/apiextensions/custom-objects.ts'
import type { Narration } from '#sim/world.ts'
import { setDefaults, withoutEmpty } from '../defaults/set-defaults.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import {
  decodeManagers,
  encodeManagers,
  type Manager,
  type Managers,
  updateManagers,
} from './managers.ts'
import { rootSlot } from './type-slot.ts'

/** A write as the client asked for it. */
export interface Write {
  /** The field manager that asked. */
  readonly manager: string
  readonly subresource: '' | 'status' | 'scale' | ObjectPart
  readonly asked: ApiObject
  /** What was stored before; undefined for a new object. */
  readonly live: ApiObject | undefined
}

export interface FieldManagers {
  /** Notes the creation of the object with this UID. */
  created(uid: string, write: Write): void
  /** Forgets the writes of an object: it is gone, or says it itself from now on. */
  forget(uid: string): void
  /** The managers of an object as it is stored, as far as they are known. */
  known(object: ApiObject): Managers
  /** The same for an apply: what nobody is known to have set was there before. */
  beforeApply(object: ApiObject): Managers
  /**
   * Notes a write of a stored object; returns what its metadata.managedFields says afterwards: nothing, for one that was
   * never applied. `sent` is the object of the request, which may say itself who manages what before, or ask for all
   * managers to be forgotten.
   */
  afterWrite(live: ApiObject, sent: ApiObject, write: Write): readonly ManagedFieldsEntry[]
}

const BEFORE_FIRST_APPLY = 'before-first-apply'
const NOBODY: Managers = new Map()

type NotedWrite = Write & { readonly now: string }

function noted({ manager, subresource, asked, live }: Write, now: string): NotedWrite {
  return { manager, subresource, asked, live, now }
}

/** Makes it for one API server; `nowMs` tells the time of a write. */
export function createFieldManagers(
  nowMs: () => number,
  definitions: Definitions = {},
): FieldManagers {
  const writes = new Map<string, NotedWrite[]>()
  const known = (object: ApiObject): Managers => {
    const { managedFields = [], uid = '' } = object.metadata
    if (managedFields.length > 0) return decodeManagers(managedFields)
    const all = writes.get(uid) ?? []
    return all.reduce((managers, write) => managersAfter(managers, write, definitions), NOBODY)
  }
  return {
    created: (uid, write) => void writes.set(uid, [noted(write, timeOf(nowMs()))]),
    forget: (uid) => void writes.delete(uid),
    known,
    beforeApply(object) {
      const managers = known(object)
      if (managers.size > 0) return managers
      const manager = BEFORE_FIRST_APPLY
      const write: Write = { manager, subresource: '', asked: object, live: undefined }
      return managersAfter(NOBODY, noted(write, timeOf(nowMs())), definitions)
    },
    afterWrite(live, sent, write) {
      const { managedFields = [], uid = '' } = live.metadata
      const now = timeOf(nowMs())
      if (isReset(sent)) {
        writes.delete(uid)
        return []
      }
      if (managedFields.length > 0) {
        // Who writes them out may also say who manages what.
        const { managedFields: said = [] } = sent.metadata
        const before = decodeManagers(said.length > 0 ? said : managedFields)
        return encodeManagers(managersAfter(before, noted(write, now), definitions))
      }
      writes.get(uid)?.push(noted(write, now))
      return []
    },
  }
}

function managersAfter(managers: Managers, write: NotedWrite, definitions: Definitions): Managers {
  const { manager: name, subresource, asked, live, now } = write
  // Once nobody manages anything, as after the creation of what has but a name, nobody comes to it by an update.
  if (live !== undefined && managers.size === 0) return managers
  const { apiVersion, kind } = asked
  const manager: Manager = {
    name,
    operation: 'Update',
    subresource,
    apiVersion,
  }
  const before = live === undefined ? emptyObject(kind) : asWritten(kind, live)
  return updateManagers(
    managers,
    {
      slot: rootSlot(kind, customSchema(kind, apiVersion, definitions)),
      live: before,
      manager,
      now,
    },
    asWritten(kind, subresource === '' ? setDefaults(withoutEmpty(asked), definitions) : asked),
  )
}

/** What an object of a kind is before anything is set: Go writes its parts, and lists that must be there as null. */
function emptyObject(kind: string): JsonFields {
  const zero = normalForm<object>(kind, {})
  const parts = ['metadata', 'spec', 'status'].flatMap((part) =>
    fieldType(kind, part) === undefined ? [] : [[part, {}] as const],
  )
  return withEmptyParts(kind, { ...Object.fromEntries(parts), ...zero })
}

/** With the empty metadata of each template in it, and null for each list that must be there. */
function withEmptyParts(struct: string, zero: object): JsonFields {
  const isTemplate = fieldType(struct, 'metadata') !== undefined
  return asWritten(struct, isTemplate ? { metadata: {}, ...zero } : zero, withEmptyParts)
}

/** An object as Go writes it: with null for each list that has nothing in it and is written all the same. */
function asWritten(struct: string, value: object, inner = asWritten): JsonFields {
  const lists = listsWrittenAsNull(struct).map((field) => [field, null] as const)
  const fields = Object.entries(value).map(([field, item]: [string, unknown]) => {
    const type = fieldType(struct, field)
    return [field, type !== undefined && isFields(item) ? inner(type, item) : item] as const
  })
  return Object.fromEntries([...lists, ...fields])
}

/** An object as the fields that are managed. */
export function fieldsOfObject(object: ApiObject): JsonFields {
  return object as unknown as JsonFields
}

/** The field manager of a request: the one that it names, or the one that somebody is who acts in the journal. */
export function managerOf({
  actor,
  fieldManager,
}: Pick<Narration, 'actor' | 'fieldManager'>): string {
  if (fieldManager !== undefined) return fieldManager
  const [name = ''] = actor.split(' on ')
  // In a container it is kubectl as well.
  if (name === 'you' || name.startsWith('container ')) return 'kubectl'
  if (name === 'default-scheduler') return 'kube-scheduler'
  // Those of definitions run inside of the API server.
  if (name.startsWith('crd-')) return 'kube-apiserver'
  return name.endsWith('-controller') ? 'kube-controller-manager' : name
}

/** True when an update asks for its managers to be forgotten: an empty list, or one empty entry. */
function isReset({ metadata }: ApiObject): boolean {
  const { managedFields } = metadata
  if (managedFields === undefined) return false
  const [first] = managedFields
  return first === undefined || (managedFields.length === 1 && Object.keys(first).length === 0)
}

/** The object with these managed fields; without the field when there are none, and the same object when it had none. */
export function withManagedFields<T extends ApiObject>(
  object: T,
  entries: readonly ManagedFieldsEntry[],
): T {
  if (entries.length === 0 && object.metadata.managedFields === undefined) return object
  const { managedFields: _before, ...metadata } = object.metadata
  return {
    ...object,
    metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries },
  }
}

/** The object as it is without saying who manages its fields; the same one when it does not say so. */
export function withoutManagedFields<T extends ApiObject>(object: T): T {
  return withManagedFields(object, [])
}
