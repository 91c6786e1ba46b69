// `kubectl config`: what stands in the kubeconfig of the shell, and which context is the current one.
// Follows k8s.io/kubectl/pkg/cmd/config (v1.36).
import { compareText } from '#lib/compare.ts'
import { simplified } from '#lib/simplified.ts'
import { PRINT_FLAGS } from '../common-flags.ts'
import { groupPage } from '../command-groups.ts'
import { parseCommandLine } from '../flags.ts'
import { leftOutCommand } from './left-out.ts'
import {
  CLUSTER,
  configIn,
  type Context,
  KUBECONFIG_FILE as FILE,
  type KubeConfig,
  SERVER,
} from '../kubeconfig.ts'
import { printValue } from '../output-formats.ts'
import { printText } from '../print-all.ts'
import { parsePrinting } from '../printing.ts'
import { splitCommand } from '../split-command.ts'
import { alignCells } from '../table.ts'
import { unknownSubcommand, usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

simplified(
  'kubectl-config',
  'There is one cluster and one user. `kubectl config` changes contexts alone, and of these a shell keeps the namespace of the current one.',
)

const TABLES = {
  contexts: { ...PRINT_FLAGS, 'no-headers': { kind: 'bool', value: false } },
  view: {
    ...PRINT_FLAGS,
    flatten: { kind: 'bool', value: false },
    merge: { kind: 'bool', value: true },
    minify: { kind: 'bool', value: false },
    raw: { kind: 'bool', value: false },
  },
  set: {
    cluster: { kind: 'text', value: '' },
    current: { kind: 'bool', value: false },
    user: { kind: 'text', value: '' },
  },
  none: {},
} as const

/** What is done to a config: what is said, and the next config where it changes. */
interface Answer {
  readonly out?: readonly string[]
  /** The same as a text, whose last line may be open. */
  readonly text?: string
  readonly err?: readonly string[]
  readonly next?: KubeConfig
}

type Act = (config: KubeConfig) => Answer

export interface ConfigOptions {
  readonly act: Act
}

export const config: LineCommand<ConfigOptions> = {
  name: 'config',
  use: 'SUBCOMMAND',
  flags: {},
  completes: 'files',
  changes: false,
  parse,
  run(session, { act }) {
    const store = session.kubeconfig
    const { out = [], err = [], text = '', next } = act(store?.get() ?? configIn(''))
    for (const line of out) session.out(line)
    printText(session.out, text)
    for (const line of err) session.err(line)
    if (next !== undefined) store?.set(next)
    return err.some((line) => line.startsWith('error: ')) ? 1 : 0
  },
}

const SUBCOMMANDS: Readonly<
  Record<string, (words: readonly string[]) => ParsedOptions<ConfigOptions>>
> = {
  'current-context': (words) => simple('current-context', words, 0, () => currentContext),
  'delete-context': (words) =>
    simple('delete-context', words, 1, ([name = '']) => deleteContext(name)),
  'get-clusters': (words) =>
    simple('get-clusters', words, 0, () => () => ({ out: ['NAME', CLUSTER] })),
  'get-contexts': parseContexts,
  'get-users': (words) => simple('get-users', words, 0, () => () => ({ out: ['NAME', CLUSTER] })),
  'rename-context': (words) =>
    simple('rename-context', words, 2, ([from = '', to = '']) => renameContext(from, to)),
  'set-context': parseSetContext,
  unset: (words) => simple('unset', words, 1, ([property = '']) => unset(property)),
  use: (words) => simple('use-context', words, 1, ([name = '']) => useContext(name)),
  'use-context': (words) => simple('use-context', words, 1, ([name = '']) => useContext(name)),
  view: parseView,
}

const LEFT_OUT: ReadonlySet<string> = new Set([
  'delete-cluster',
  'delete-user',
  'set',
  'set-cluster',
  'set-credentials',
])

function parse(words: readonly string[]): ParsedOptions<ConfigOptions> {
  const { command: word, rest } = splitCommand(words)
  if (word === '') return groupPage('config')
  const found = Object.hasOwn(SUBCOMMANDS, word) ? SUBCOMMANDS[word] : undefined
  if (found !== undefined) return found(rest)
  return LEFT_OUT.has(word)
    ? leftOutCommand(`config ${word}`, rest)
    : (unknownSubcommand('config', words) ?? groupPage('config'))
}

const acting = (act: Act): ParsedOptions<ConfigOptions> => ({ ok: true, options: { act } })

function simple(
  name: string,
  words: readonly string[],
  count: number,
  actOf: (args: readonly string[]) => Act,
): ParsedOptions<ConfigOptions> {
  const read = parseCommandLine(`config ${name}`, TABLES.none, words)
  if (!read.ok) return read
  return read.args.length === count
    ? acting(actOf(read.args))
    : usageErrorWithHelp(`config ${name}`, `Unexpected args: [${read.args.join(' ')}]`)
}

const currentContext: Act = ({ current }) =>
  current === '' ? { err: ['error: current-context is not set'] } : { out: [current] }

const useContext =
  (name: string): Act =>
  (given) =>
    Object.hasOwn(given.contexts, name)
      ? { out: [`Switched to context "${name}".`], next: { ...given, current: name } }
      : { err: [`error: no context exists with the name: "${name}"`] }

const deleteContext =
  (name: string): Act =>
  ({ contexts, current }) => {
    if (!Object.hasOwn(contexts, name))
      return { err: [`error: cannot delete context ${name}, not in ${FILE}`] }
    const { [name]: _, ...left } = contexts
    const warning =
      current === name
        ? [
            'warning: this removed your active context, use "kubectl config use-context" to select a different one',
          ]
        : []
    return {
      out: [`deleted context ${name} from ${FILE}`],
      err: warning,
      next: { contexts: left, current },
    }
  }

const renameContext =
  (from: string, to: string): Act =>
  ({ contexts, current }) => {
    const { [from]: found, ...others } = contexts
    if (found === undefined)
      return { err: [`error: cannot rename the context "${from}", it's not in ${FILE}`] }
    if (Object.hasOwn(contexts, to))
      return {
        err: [
          `error: cannot rename the context "${from}", the context "${to}" already exists in ${FILE}`,
        ],
      }
    return {
      out: [`Context "${from}" renamed to "${to}".`],
      next: { contexts: { ...others, [to]: found }, current: current === from ? to : current },
    }
  }

const unset =
  (property: string): Act =>
  (given) => {
    const done = { out: [`Property "${property}" unset.`] }
    if (property === 'current-context') return { ...done, next: { ...given, current: '' } }
    const [, name = '', field] = /^contexts\.(.+?)(?:\.(namespace))?$/.exec(property) ?? []
    const { [name]: found, ...others } = given.contexts
    if (found === undefined) return { err: [`error: unset ${property} is not simulated`] }
    const { namespace: _, ...rest } = found
    const contexts = field === undefined ? others : { ...others, [name]: rest }
    return { ...done, next: { ...given, contexts } }
  }

function parseContexts(words: readonly string[]): ParsedOptions<ConfigOptions> {
  const read = parseCommandLine('config get-contexts', TABLES.contexts, words)
  if (!read.ok) return read
  const { args, flags } = read
  const { output } = flags
  if (output !== '' && output !== 'name')
    return usageError(
      `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
    )
  const isShort = output === 'name'
  return acting(({ contexts, current }) => {
    const sorted = Object.keys(contexts).toSorted(compareText)
    const shown = args.length === 0 ? sorted : sorted.filter((name) => args.includes(name))
    const missing = args.filter((name) => !sorted.includes(name))
    const rows = shown.map((name) => rowOf(name, contexts[name], current))
    const header = flags['no-headers'] ? [] : [HEADER]
    const table = [...header, ...rows]
    return {
      out: isShort ? shown : table.length === 0 ? [] : linesOf(table),
      err: missing.map((name) => `error: context ${name} not found`),
    }
  })
}

const HEADER = ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']

const linesOf = (table: readonly (readonly string[])[]): readonly string[] =>
  alignCells(table).replace(/\n$/, '').split('\n')

function rowOf(name: string, context: Context | undefined, current: string): readonly string[] {
  const { cluster = '', user = '', namespace = '' } = context ?? {}
  return [name === current ? '*' : '', name, cluster, user, namespace]
}

function parseSetContext(words: readonly string[]): ParsedOptions<ConfigOptions> {
  const read = parseCommandLine('config set-context', TABLES.set, words)
  if (!read.ok) return read
  const { args, flags, changed } = read
  const [name = '', ...more] = args
  if (more.length > 0)
    return usageErrorWithHelp('config set-context', `Unexpected args: [${args.join(' ')}]`)
  if (name !== '' && flags.current)
    return usageError('you cannot specify both a context name and --current')
  if (name === '' && !flags.current)
    return usageError('you must specify a non-empty context name or --current')
  const { cluster, user } = flags
  return acting((given) => {
    const chosen = flags.current ? given.current : name
    if (chosen === '') return { err: ['error: no current context is set'] }
    const before = Object.hasOwn(given.contexts, chosen) ? given.contexts[chosen] : undefined
    const { cluster: oldCluster = '', user: oldUser = '', namespace } = before ?? {}
    const place = changed.has('namespace') ? read.namespace : namespace
    const context: Context = {
      cluster: changed.has('cluster') ? cluster : oldCluster,
      user: changed.has('user') ? user : oldUser,
      ...(place === undefined ? {} : { namespace: place }),
    }
    const contexts = { ...given.contexts, [chosen]: context }
    const word = before === undefined ? 'created' : 'modified'
    return { out: [`Context "${chosen}" ${word}.`], next: { ...given, contexts } }
  })
}

function parseView(words: readonly string[]): ParsedOptions<ConfigOptions> {
  const read = parseCommandLine('config view', TABLES.view, words)
  if (!read.ok) return read
  const { args, flags } = read
  if (args.length > 0)
    return usageErrorWithHelp('config view', `unexpected arguments: [${args.join(' ')}]`)
  const output = flags.output === '' ? 'yaml' : flags.output
  const printing = parsePrinting({ ...flags, output, 'dry-run': 'none' })
  if (!printing.ok) return printing
  const { format } = printing.printing
  return acting((given) => {
    const shown = flags.minify ? minified(given) : given
    if (typeof shown === 'string') return { err: [`error: ${shown}`] }
    const { text, problem } = printValue(viewOf(shown, flags.raw), format ?? { kind: 'yaml' })
    return problem === null ? { text } : { err: [`error: ${problem}`] }
  })
}

function minified({ contexts, current }: KubeConfig): KubeConfig | string {
  const context = contexts[current]
  return context === undefined
    ? 'current-context must exist in order to minify'
    : { contexts: { [current]: context }, current }
}

/** The config as it is written, with its secrets left out. */
function viewOf({ contexts, current }: KubeConfig, isRaw: boolean): object {
  const names = Object.keys(contexts).toSorted(compareText)
  const data = isRaw ? AUTHORITY : 'DATA+OMITTED'
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: [{ name: CLUSTER, cluster: { server: SERVER, 'certificate-authority-data': data } }],
    users: [{ name: CLUSTER, user: { token: isRaw ? TOKEN : 'REDACTED' } }],
    contexts: names.map((name) => ({ name, context: contexts[name] })),
    'current-context': current,
  }
}

/** What stands where real data would. */
const AUTHORITY = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=='
const TOKEN = 'podscape'
