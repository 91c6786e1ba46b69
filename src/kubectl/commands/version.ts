// `kubectl version`, `cluster-info` and `config`: who talks to whom.
// Follows version/version.go, clusterinfo/clusterinfo.go and config of k8s.io/kubectl/pkg/cmd (v1.36).
import { simplified } from '#lib/simplified.ts'
import { parseCommandLine } from '../flags.ts'
import { notSimulated, usageError } from '../usage.ts'
import type { ParsedOptions, ReadingCommand } from '../verb.ts'

simplified(
  'kubectl-config',
  'There is one cluster, one user and one context; `kubectl config` shows them and changes nothing.',
)

const VERSION = 'v1.36.2'
const KUSTOMIZE = 'v5.8.1'
const CLUSTER = 'podscape'
const SERVER = 'https://127.0.0.1:6443'

const VERSION_FLAGS = {
  client: { kind: 'bool', value: false },
  output: { kind: 'text', short: 'o', value: '' },
} as const

export const version: ReadingCommand<{ readonly client: boolean }> = {
  name: 'version',
  use: '[--client] [--output=json|yaml]',
  flags: VERSION_FLAGS,
  completes: 'files',
  parse(words) {
    const read = parseCommandLine('version', VERSION_FLAGS, words)
    if (!read.ok) return read
    const { args, flags } = read
    if (args.length > 0) return usageError(`extra arguments: [${args.join(' ')}]`)
    if (flags.output !== '' && flags.output !== 'json' && flags.output !== 'yaml')
      return usageError("--output must be 'yaml' or 'json'")
    if (flags.output !== '') return notSimulated(`-o ${flags.output}`)
    return { ok: true, options: { client: flags.client } }
  },
  run({ out }, { client }) {
    out(`Client Version: ${VERSION}`)
    out(`Kustomize Version: ${KUSTOMIZE}`)
    if (!client) out(`Server Version: ${VERSION}`)
    return 0
  },
}

export const clusterInfo: ReadingCommand<null> = {
  name: 'cluster-info',
  use: '',
  flags: {},
  completes: 'files',
  parse(words) {
    const read = parseCommandLine('cluster-info', {}, words)
    if (!read.ok) return read
    return read.args.length > 0
      ? notSimulated(`cluster-info ${read.args[0]}`)
      : { ok: true, options: null }
  },
  run({ out }) {
    out(`Kubernetes control plane is running at ${SERVER}`)
    out('')
    out("To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")
    return 0
  },
}

const CONFIG_FLAGS = {
  minify: { kind: 'bool', value: false },
  'no-headers': { kind: 'bool', value: false },
  output: { kind: 'text', short: 'o', value: '' },
} as const

const CONFIG_VIEW = `apiVersion: v1
clusters:
- cluster:
    server: ${SERVER}
  name: ${CLUSTER}
contexts:
- context:
    cluster: ${CLUSTER}
    user: ${CLUSTER}
  name: ${CLUSTER}
current-context: ${CLUSTER}
kind: Config
users:
- name: ${CLUSTER}
  user: {}`

const PAGES: Readonly<Record<string, readonly string[]>> = {
  view: CONFIG_VIEW.split('\n'),
  'current-context': [CLUSTER],
  'get-clusters': ['NAME', CLUSTER],
  'get-users': ['NAME', CLUSTER],
  'get-contexts': [
    'CURRENT   NAME       CLUSTER    AUTHINFO   NAMESPACE',
    `*         ${CLUSTER}   ${CLUSTER}   ${CLUSTER}   `,
  ],
}

export const config: ReadingCommand<{ readonly page: string }> = {
  name: 'config',
  use: 'view | current-context | get-contexts | get-clusters | get-users',
  flags: CONFIG_FLAGS,
  completes: 'files',
  parse(words): ParsedOptions<{ readonly page: string }> {
    const read = parseCommandLine('config', CONFIG_FLAGS, words)
    if (!read.ok) return read
    const [page = ''] = read.args
    return Object.hasOwn(PAGES, page)
      ? { ok: true, options: { page } }
      : notSimulated(`config ${page}`)
  },
  run({ out }, { page }) {
    for (const line of PAGES[page] ?? []) out(line)
    return 0
  },
}
