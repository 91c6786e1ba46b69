// Who selects a Pod, found by the Pod's own labels.
import type { Labels } from '#api/meta/labels.ts'
import { labelsIn, selectsByExpressions } from '#api/meta/object-index.ts'
import type { ObjectOf } from '#api/meta/object.ts'
import type { Client } from './client.ts'

/**
 * The objects of a kind with a selector that may select a Pod with these labels: all that do are among
 * them, and few others. Costs what it returns, and the labels.
 */
export function maySelect<K extends 'Service' | 'ReplicaSet'>(
  client: Pick<Client, 'list'>,
  kind: K,
  namespace: string,
  labels: Labels | undefined,
): readonly ObjectOf<K>[] {
  return [...labelsIn(namespace, labels), selectsByExpressions(namespace)].flatMap((value) =>
    client.list(kind, { namespace, index: ['selector', value] }),
  )
}
