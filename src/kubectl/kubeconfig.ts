// The kubeconfig of a shell: contexts of the one cluster and its one user.
// Follows k8s.io/client-go/tools/clientcmd/api/v1/types.go (v1.36).
import { splitCommand } from './split-command.ts'

export interface Context {
  readonly cluster: string
  readonly user: string
  readonly namespace?: string
}

export interface KubeConfig {
  /** '' for none. */
  readonly current: string
  readonly contexts: Readonly<Record<string, Context>>
}

/** Where a shell keeps its own. */
export interface KubeConfigStore {
  get(): KubeConfig
  set(next: KubeConfig): void
}

/** The name of the cluster, of its user and of the context that a shell begins with. */
export const CLUSTER = 'podscape'
/** Where the kubeconfig of a shell is. */
export const KUBECONFIG_FILE = '/root/.kube/config'
export const SERVER = 'https://127.0.0.1:6443'

/** The config that has one context, in a namespace; '' or 'default' says none. */
export function configIn(namespace: string): KubeConfig {
  const place = namespace === '' || namespace === 'default' ? {} : { namespace }
  return {
    current: CLUSTER,
    contexts: { [CLUSTER]: { cluster: CLUSTER, user: CLUSTER, ...place } },
  }
}

/** The namespace of the current context. */
export function namespaceOf({ contexts, current }: KubeConfig): string {
  return contexts[current]?.namespace ?? 'default'
}

/** The words after `kubectl` with the namespace of the context, where they name none. */
export function withNamespace(words: readonly string[], namespace: string): readonly string[] {
  const isNamed = words.some((word) => /^(?:-n|--namespace)(?:=|$)|^-n[^-]/.test(word))
  const all = words.includes('-A') || words.includes('--all-namespaces')
  const isPlain = namespace === 'default' || words.length === 0
  if (isPlain || isNamed || all || splitCommand(words).command === 'config') return words
  return ['--namespace', namespace, ...words]
}
