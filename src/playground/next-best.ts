// Texts that are no manifests, and what to do with them instead.

export interface NextBest {
  /** What it is, and the next best thing. */
  readonly text: string
  /** A command that prints what can be read. */
  readonly command?: string
}

const LOOKED_AT = 20_000

interface Rule {
  readonly looksLike: RegExp
  advise(text: string): NextBest
}

const first = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? ''

const RULES: readonly Rule[] = [
  {
    looksLike: /^Name:\s+\S+\r?\n(?:.*\r?\n){0,3}?(?:Namespace|Priority|Labels):/,
    advise(text) {
      const name = first(text, /^Name:\s+(\S+)/)
      const namespace = first(text, /^Namespace:\s+(\S+)/m)
      const where = namespace === '' ? '' : ` -n ${namespace}`
      return {
        text: 'This is what `kubectl describe` prints, which is for people to read. The object itself can be read: its state is explained, and it runs again.',
        command: `kubectl get pod ${name}${where} -o yaml`,
      }
    },
  },
  {
    looksLike: /^(?:NAMESPACE\s+)?LAST SEEN\s+TYPE/,
    advise: () => ({
      text: 'These are events as a table. With the Pods that they are about they are read, and told as a story.',
      command: 'kubectl get pods,events -o yaml',
    }),
  },
  {
    looksLike: /^(?:NAMESPACE\s+)?NAME\s+(?:READY|STATUS|TYPE|DESIRED|COMPLETIONS|SCHEDULE)\b/,
    advise: () => ({
      text: 'This is the table that `kubectl get` prints. As YAML it can be read: the cluster begins where yours stands.',
      command: 'kubectl get nodes,pods -A -o yaml',
    }),
  },
  {
    looksLike: /\{\{-?\s*(?:\.Values|\.Release|include|template|if|range|with)\b/,
    advise: () => ({
      text: 'This is a template of Helm, which makes manifests of it. What Helm prints can be read, hooks and all.',
      command: 'helm template my-release ./chart',
    }),
  },
  {
    looksLike: /^(?:version:.*\r?\n+)?services:\s*\r?\n\s+[\w-]+:/m,
    advise: () => ({
      text: 'This is a file of Docker Compose, not of Kubernetes. A tool makes manifests of it.',
      command: 'kompose convert --stdout',
    }),
  },
  {
    looksLike: /^\s*kind:\s*Kustomization\b/m,
    advise: () => ({
      text: 'This says how kustomize puts manifests together. What it prints can be read; so can the folder, as a tar or dropped here.',
      command: 'kubectl kustomize .',
    }),
  },
  {
    looksLike: /^(?:#.*\r?\n)*FROM\s+\S+/i,
    advise: () => ({
      text: 'This is a Dockerfile: it makes an image, and a Pod names one. A Pod that runs it begins like this:',
      command: 'kubectl run web --image=my-image --dry-run=client -o yaml',
    }),
  },
]

/** What a text that does not run is, and what to do; null when it is a manifest like others. */
export function nextBest(text: string): NextBest | null {
  const start = text.slice(0, LOOKED_AT).trimStart()
  return RULES.find(({ looksLike }) => looksLike.test(start))?.advise(start) ?? null
}
