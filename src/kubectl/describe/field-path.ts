// The fields of a Pod that its variables can name.
// Follows k8s.io/kubectl/pkg/util/fieldpath/fieldpath.go ExtractFieldPathAsString (v1.36).
import type { ObjectMeta } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'

/** What a path means; '' for those that kubectl cannot follow: fields of the status, and one label or annotation. */
export function fieldPathText(
  { metadata }: { readonly metadata: ObjectMeta },
  path: string,
): string {
  switch (path) {
    case 'metadata.annotations':
      return formatMap(metadata.annotations)
    case 'metadata.labels':
      return formatMap(metadata.labels)
    case 'metadata.name':
      return metadata.name ?? ''
    case 'metadata.namespace':
      return metadata.namespace ?? ''
    case 'metadata.uid':
      return metadata.uid ?? ''
    default:
      return ''
  }
}

/** 'a="b"' on a line each. */
function formatMap(values: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(values ?? {})
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n')
}
