// Which objects of a kind a list or a watch is about.
// Follows k8s.io/apiserver/pkg/storage/selection_predicate.go (v1.36).
import type { LabelSelector } from '#api/generated/types.ts'
import { type FieldSelector, matchesFieldSelector } from '#api/meta/field-selector.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import type { IndexName } from '#api/meta/object-index.ts'
import type { ApiObject } from '#api/meta/object.ts'

/** What is not given selects everything. */
export interface Selection {
  readonly namespace?: string | undefined
  readonly labelSelector?: LabelSelector | undefined
  readonly fieldSelector?: FieldSelector | undefined
}

/** Which objects to list: those that match all that is given. */
export interface ListOptions extends Selection {
  /** Only those that an index of the kind holds under a value; under all of them, when there are several. */
  readonly index?: readonly [name: IndexName, value: string | readonly string[]] | undefined
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface WatchEvent<T extends ApiObject = ApiObject> {
  readonly type: WatchEventType
  /** The new object; for DELETED the last state. */
  readonly object: T
  readonly old: T | undefined
}

/** Whether an object is among the selected ones. */
export function isSelected(object: ApiObject, selection: Selection): boolean {
  const { namespace, labelSelector, fieldSelector } = selection
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false
  if (labelSelector !== undefined && !matchesLabelSelector(labelSelector, object.metadata.labels)) {
    return false
  }
  return fieldSelector === undefined || matchesFieldSelector(fieldSelector, object)
}

/**
 * A change as one sees it who watches the selected objects only: an object that comes to be selected is added,
 * one that is selected no more is deleted. Undefined when it never was of interest.
 */
export function selectedEvent<T extends ApiObject>(
  event: WatchEvent<T>,
  selection: Selection,
): WatchEvent<T> | undefined {
  const { type, object, old } = event
  const was = type !== 'ADDED' && old !== undefined && isSelected(old, selection)
  const is = type !== 'DELETED' && isSelected(object, selection)
  if (was && is) return event
  if (is) return { type: 'ADDED', object, old: undefined }
  return was ? { type: 'DELETED', object, old } : undefined
}
