// The Namespaces that a person would have: those of objects that were taken from a living cluster, or all that the
// manifests name.
import type { Namespace } from '#api/generated/types.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import type { CheckedObject } from '#manifest/check-files.ts'
import type { FileDiagnostic } from '#manifest/types.ts'

const THERE: ReadonlySet<string> = new Set([
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
])

export interface MissingNamespaces {
  /** To be applied before all others. */
  readonly objects: readonly CheckedObject[]
  readonly diagnostics: readonly FileDiagnostic[]
}

/** Which to create: those of dumps, or with `all` those of every object. */
export function missingNamespaces(
  decoded: readonly Omit<CheckedObject, 'refused'>[],
  all: boolean,
): MissingNamespaces {
  const known = new Set(THERE)
  for (const { object } of decoded)
    if (object.kind === 'Namespace') known.add(object.metadata.name ?? '')
  const objects: CheckedObject[] = []
  const diagnostics: FileDiagnostic[] = []
  for (const one of decoded) {
    const { namespace = '' } = one.object.metadata
    const isWanted = namespace !== '' && infoOf(one.object.kind).namespaced && !known.has(namespace)
    if (!isWanted || !(all || isDump(one))) continue
    known.add(namespace)
    objects.push({ ...one, object: namespaceNamed(namespace), refused: false })
    if (all) continue
    diagnostics.push({
      path: one.path,
      severity: 'info',
      source: 'scope',
      message: `this ${one.object.kind} comes from a living cluster: its Namespace \`${namespace}\` is created with it`,
      range: one.ranges.nearest(['metadata', 'namespace']),
    })
  }
  return { objects, diagnostics }
}

function namespaceNamed(name: string): Namespace {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

/** The object as it can be created again: without the version in which it was read. */
export function asCreated<T extends ApiObject>(object: T): T {
  if (!isDump({ object }) || object.metadata.resourceVersion === undefined) return object
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** True for what an API server has stored: only it gives a UID and says when that was. */
function isDump({ object: { metadata } }: Pick<CheckedObject, 'object'>): boolean {
  return metadata.uid !== undefined && metadata.creationTimestamp !== undefined
}
