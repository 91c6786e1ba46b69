// What kubectl says of a kubeconfig, a context, a cluster or a user that it has not.
// Follows k8s.io/client-go/tools/clientcmd/client_config.go and loader.go (v1.36); which commands ask for the namespace before they ask
// for the server was recorded of each.
import { CLUSTER, configIn, KUBECONFIG_FILE } from './kubeconfig.ts'
import type { Session } from './session.ts'
import { splitCommand } from './split-command.ts'

/** Commands that read no kubeconfig. */
const WITHOUT: ReadonlySet<string> = new Set(
  ' help options completion plugin kustomize __complete __completeNoDesc'.split(' '),
)

/** Those whose first question is in which namespace they are. */
const NAMESPACE_FIRST: ReadonlySet<string> = new Set(
  'annotate attach cp debug delete describe edit events exec get label logs patch port-forward rollout scale set taint'.split(
    ' ',
  ),
)

/** And commands below others of which that is so, or is not so. */
const OTHERWISE: Readonly<Record<string, boolean>> = {
  'set env': false,
  'create token': true,
  'top pod': true,
}

/** Commands with a flag of their own that is called `--user`. */
const OWN_USER: ReadonlySet<string> = new Set([
  'create clusterrolebinding',
  'create rolebinding',
  'set subject',
])

/**
 * The line of standard error about what the words after `kubectl` name and the kubeconfig has not; null when it has
 * everything, or is not read.
 */
export function configProblem(session: Session, words: readonly string[]): string | null {
  const { command, rest } = splitCommand(words)
  const before = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  const isClient = command === 'version' && before.some((word) => /^--client(=true)?$/.test(word))
  const asksHelp = before.some((word) => word === '--help' || word === '-h')
  if (WITHOUT.has(command) || isClient || asksHelp) return null
  const path = valueOf(before, 'kubeconfig')
  const isMissing = path !== '' && path !== KUBECONFIG_FILE && session.text(path) === undefined
  if (command === 'config')
    return isMissing ? 'error: config of a file that is not there is not simulated' : null
  if (isMissing) return `error: stat ${path}: no such file or directory`
  const long = `${command} ${splitCommand(rest).command}`
  const isFirst = OTHERWISE[long] ?? NAMESPACE_FIRST.has(command)
  return missingPart(session, before, {
    asksNamespace: isFirst && !before.some((word) => /^(-n|--namespace)/.test(word)),
    takesUser: !OWN_USER.has(long),
  })
}

function missingPart(
  { kubeconfig }: Session,
  words: readonly string[],
  { asksNamespace, takesUser }: { readonly asksNamespace: boolean; readonly takesUser: boolean },
): string | null {
  const { contexts } = kubeconfig?.get() ?? configIn('')
  const context = valueOf(words, 'context')
  if (context !== '' && !Object.hasOwn(contexts, context))
    return asksNamespace
      ? `Error in configuration: context was not found for specified context: ${context}`
      : `error: context "${context}" does not exist`
  const user = takesUser ? valueOf(words, 'user') : ''
  if (user !== '' && user !== CLUSTER) return `error: auth info "${user}" does not exist`
  const cluster = valueOf(words, 'cluster')
  if (cluster === '' || cluster === CLUSTER) return null
  return asksNamespace
    ? `error: no server found for cluster "${cluster}"`
    : `error: cluster "${cluster}" does not exist`
}

/** The value of a flag that all commands have, as it was given last; '' where it was not. */
function valueOf(words: readonly string[], name: string): string {
  const values = words.flatMap((word, index) => {
    if (word === `--${name}`) return [words[index + 1] ?? '']
    return word.startsWith(`--${name}=`) ? [word.slice(name.length + 3)] : []
  })
  return values.at(-1) ?? ''
}
