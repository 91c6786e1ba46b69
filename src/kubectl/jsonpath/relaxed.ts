// Paths as `--sort-by` and custom columns take them: with or without braces and the first dot.
// Follows k8s.io/kubectl/pkg/cmd/get/customcolumn.go RelaxedJSONPathExpression (v1.36).

/** The template of a path; null when it is none. */
export function relaxedPath(text: string): string | null {
  if (text === '') return ''
  const [, inBraces, plain] = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text) ?? []
  const path = inBraces ?? plain
  return path === undefined ? null : `{.${path}}`
}

export const UNEXPECTED_PATH =
  "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
