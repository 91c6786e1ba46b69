// `kubectl version`, `cluster-info` and `config`: who talks to whom.
// Follows version/version.go, clusterinfo/clusterinfo.go and config of k8s.io/kubectl/pkg/cmd (v1.36).
import { parseCommandLine } from '../flags.ts'
import { SERVER } from '../kubeconfig.ts'
import { sortedValue } from '../output-formats.ts'
import { printText } from '../print-all.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { splitCommand } from '../split-command.ts'
import { usageError } from '../usage.ts'
import type { ReadingCommand } from '../verb.ts'
import { leftOutCommand } from './left-out.ts'

const VERSION = 'v1.36.2'
const KUSTOMIZE = 'v5.8.1'

const VERSION_FLAGS = {
  client: { kind: 'bool', value: false },
  output: { kind: 'text', short: 'o', value: '' },
} as const

/** What is built of the release; when and by what nobody can say here. */
const BUILD = {
  gitVersion: VERSION,
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
}
const RELEASE = { major: '1', minor: '36' }

function versionsAs(output: string, isClient: boolean): string {
  const emulated = {
    emulationMajor: '1',
    emulationMinor: '36',
    minCompatibilityMajor: '1',
    minCompatibilityMinor: '35',
  }
  const versions = {
    clientVersion: { ...RELEASE, ...BUILD },
    kustomizeVersion: KUSTOMIZE,
    ...(isClient ? {} : { serverVersion: { ...RELEASE, ...emulated, ...BUILD } }),
  }
  return output === 'json'
    ? `${JSON.stringify(versions, null, 2)}\n`
    : `${printYaml(sortedValue(versions))}\n`
}

interface VersionOptions {
  readonly client: boolean
  readonly output: string
}

export const version: ReadingCommand<VersionOptions> = {
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
    return { ok: true, options: { client: flags.client, output: flags.output } }
  },
  run({ out }, { client, output }) {
    if (output !== '') {
      printText(out, versionsAs(output, client))
      return 0
    }
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
    const { command: word, rest } = splitCommand(words)
    if (word === 'dump') return leftOutCommand('cluster-info dump', rest)
    const read = parseCommandLine('cluster-info', {}, words)
    return read.ok ? { ok: true, options: null } : read
  },
  run({ out }) {
    out(`Kubernetes control plane is running at ${SERVER}`)
    out('')
    out("To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")
    return 0
  },
}
