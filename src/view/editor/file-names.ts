// Names of files for tabs, and what a path may look like.

/** Each path's last part; with more of the path where two would be called the same. */
export function shortNames(paths: readonly string[]): readonly string[] {
  const lastParts = paths.map((path) => path.slice(path.lastIndexOf('/') + 1))
  return paths.map((path, index) => {
    const last = lastParts[index] ?? path
    if (lastParts.filter((other) => other === last).length === 1) return last
    const parts = path.split('/')
    if (parts[0] === 'nodes' && parts.length > 3) return `${parts[1]}: ${last}`
    return parts.slice(-2).join('/')
  })
}

const KNOWN = /^(scenario\.yaml|cluster\.yaml|manifests\/.+\.(yaml|yml|json)|nodes\/[^/]+\/.+)$/

/** Why a new file cannot have this path; null when it can. */
export function pathProblem(path: string, taken: readonly string[]): string | null {
  const trimmed = path.trim()
  if (taken.includes(trimmed)) return 'There is a file with this path already.'
  if (trimmed.length > 200) return 'The path is too long.'
  if (trimmed.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    return 'Write a path such as manifests/web.yaml.'
  }
  if (!KNOWN.test(trimmed)) {
    return 'A file is scenario.yaml, cluster.yaml, manifests/….yaml or nodes/<node>/….'
  }
  return null
}
