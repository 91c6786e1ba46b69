// What an apply on the server's side makes of an object that kubectl applied on the client's side before.
// Follows k8s.io/apimachinery/pkg/util/managedfields/internal/lastappliedmanager.go and lastappliedupdater.go (v0.36).
import { LAST_APPLIED, sortedJson } from '#api/meta/last-applied.ts'
import { fieldOf, isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { difference, type FieldSet, isEmptySet } from './field-set.ts'
import { type Applied, applyManagers, type Change, type Managers } from './managers.ts'
import { compareValues, fieldSetOf, problemOf } from './typed.ts'

/** Who applies with another name does not mean the client's side. */
const KUBECTL = 'kubectl'

/** As `applyManagers`, but kubectl takes what it applied on the client's side and nobody changed since then. */
export function applyOverLastApplied(
  managers: Managers,
  change: Change,
  request: { readonly config: JsonFields; readonly force: boolean },
): Applied {
  const applied = applyManagers(managers, change, request)
  if (applied.ok) return { ...applied, object: withLastApplied(applied.object, change, request) }
  if (change.manager.name !== KUBECTL) return applied
  const allowed = lastAppliedSet(change)
  if (allowed === null) return applied
  const left = [...applied.conflicts]
    .map(([key, one]) => [key, { ...one, set: difference(one.set, allowed) }] as const)
    .filter(([, { set }]) => !isEmptySet(set))
  return left.length > 0
    ? { ok: false, conflicts: new Map(left) }
    : applyOverLastApplied(managers, change, { ...request, force: true })
}

/** The fields that are as they were applied on the client's side; null where nothing is known of that. */
function lastAppliedSet({ slot, live, manager }: Change): FieldSet | null {
  const last = parsed(annotationOf(live))
  if (last === null || fieldOf(last, 'apiVersion') !== manager.apiVersion) return null
  if (problemOf(slot, last) !== null) return null
  const { modified, added, removed } = compareValues(slot, last, live)
  return [modified, added, removed].reduce(difference, fieldSetOf(slot, last))
}

function parsed(text: string): JsonFields | null {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

/** The annotation of an object; '' for none. */
function annotationOf(object: JsonFields): string {
  const text = fieldOf(annotationsOf(object), LAST_APPLIED)
  return typeof text === 'string' ? text : ''
}

function annotationsOf(object: JsonFields): JsonFields {
  const annotations = fieldOf(metadataOf(object), 'annotations')
  return isFields(annotations) ? annotations : {}
}

function metadataOf(object: JsonFields): JsonFields {
  const metadata = fieldOf(object, 'metadata')
  return isFields(metadata) ? metadata : {}
}

/** With the manifest of this apply in the annotation, where kubectl applies and there is one. */
function withLastApplied(
  object: JsonFields,
  { manager }: Change,
  { config }: { readonly config: JsonFields },
): JsonFields {
  if (manager.name !== KUBECTL || annotationOf(object) === '') return object
  const { annotations, ...metadata } = metadataOf(config)
  const { [LAST_APPLIED]: _, ...others } = annotationsOf(config)
  const kept = isFields(annotations) ? { annotations: others } : {}
  const text = `${sortedJson({ ...config, metadata: { ...metadata, ...kept } })}\n`
  return {
    ...object,
    metadata: {
      ...metadataOf(object),
      annotations: { ...annotationsOf(object), [LAST_APPLIED]: text },
    },
  }
}
