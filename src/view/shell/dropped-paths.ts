// Where dropped files go in the tree of a scenario.

const OF_A_TREE = /^(?:scenario\.yaml|cluster\.yaml|manifests\/|nodes\/)/
const TEXT_NAME = /\.(?:ya?ml|json|txt|conf)$/

/**
 * The path of each dropped file in the scenario; null for those that are no part of one. The folder of
 * a whole scenario keeps its tree, whatever it is called; all else counts as manifests.
 */
export function scenarioPaths(dropped: readonly string[]): readonly (string | null)[] {
  const inner = dropped.map((path) => path.replace(/^\/+/, ''))
  const root = commonFolder(inner)
  const tree = inner.map((path) => path.slice(root.length))
  const isTree = tree.some((path) => OF_A_TREE.test(path))
  const taken = new Set<string>()
  return tree.map((path) => {
    const keeps = isTree && OF_A_TREE.test(path)
    if (!keeps && !TEXT_NAME.test(path)) return null
    if (path.split('/').some((part) => part.startsWith('.'))) return null
    const wanted = keeps ? path : `manifests/${path.replaceAll('/', '-')}`
    const free = taken.has(wanted) ? null : wanted
    taken.add(wanted)
    return free
  })
}

/** The folder that all paths begin with, '' or with a slash at its end. */
function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths
  const folder = first.slice(0, first.indexOf('/') + 1)
  const isTree = OF_A_TREE.test(first)
  return folder !== '' && !isTree && paths.every((path) => path.startsWith(folder)) ? folder : ''
}
