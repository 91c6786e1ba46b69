// The paths of a scenario's tree, and what each is for.

export type FileRole =
  | { readonly role: 'scenario' | 'cluster' | 'manifest' | 'other' }
  /** On the disk of a node, at an absolute path. */
  | { readonly role: 'node-file'; readonly node: string; readonly nodePath: string }

/** The file with the Nodes; without it there are the usual ones. */
export const CLUSTER_FILE = 'cluster.yaml'

const YAML_NAME = /\.(?:ya?ml|json)$/

/** What a file of the tree is for. Manifests lie in `manifests/` or at the top. */
export function roleOf(path: string): FileRole {
  if (path === 'scenario.yaml') return { role: 'scenario' }
  if (path === CLUSTER_FILE) return { role: 'cluster' }
  const onNode = /^nodes\/([^/]+)\/(.+)$/.exec(path)
  if (onNode !== null) {
    return { role: 'node-file', node: onNode[1] ?? '', nodePath: `/${onNode[2]}` }
  }
  const atTop = !path.includes('/')
  const manifest = YAML_NAME.test(path) && (atTop || path.startsWith('manifests/'))
  return { role: manifest ? 'manifest' : 'other' }
}

const STATIC_POD_FOLDER = '/etc/kubernetes/manifests/'

/** True for a file in the folder of a node whose Pods its kubelet runs by itself. */
export function isStaticPodFile(nodePath: string): boolean {
  const name = nodePath.slice(STATIC_POD_FOLDER.length)
  const inFolder = nodePath.startsWith(STATIC_POD_FOLDER) && !name.includes('/')
  return inFolder && !name.startsWith('.')
}
