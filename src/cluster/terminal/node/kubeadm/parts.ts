// What the commands of kubeadm share: they print, wait, and change files and services of their node.
import type { Invocation } from '#runtime/process/command.ts'
import { type Task, wait } from '#sim/task.ts'
import { printTo } from '../../print-line.ts'
import type { NodeHost } from '../node-host.ts'
import { machineAt } from '../runtime-records.ts'

export const VERSION = 'v1.36.2'
export const KUBERNETES = '/etc/kubernetes'
export const MANIFESTS = `${KUBERNETES}/manifests`
export const PKI = `${KUBERNETES}/pki`
export const KUBELET = '/var/lib/kubelet'
/** The same for every cluster: nobody can do harm with them. */
export const TOKEN = 'abcdef.0123456789abcdef'
export const JOIN_ARGUMENTS = `--discovery-token-ca-cert-hash sha256:${'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'}`
export const CONFIG = `${KUBELET}/config.yaml`

export interface Kubeadm {
  readonly parts: NodeHost
  readonly invocation: Invocation
  readonly args: readonly string[]
  readonly flags: Flags
}

export interface Flags {
  has(...names: readonly string[]): boolean
  value(name: string): string
}

/** Words that stand alone, and the flags; a flag's value may stand in the next word where `valued` names it. */
export function readWords(
  words: readonly string[],
  valued: readonly string[],
): { readonly args: readonly string[]; readonly flags: Flags } {
  const args: string[] = []
  const found = new Map<string, string>()
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [, name = '', inline] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === '') args.push(word)
    else if (inline !== undefined) found.set(name, inline)
    else if (valued.includes(name)) {
      at += 1
      found.set(name, words[at] ?? '')
    } else found.set(name, 'true')
  }
  return {
    args,
    flags: {
      has: (...names) => names.some((name) => found.has(name) && found.get(name) !== 'false'),
      value: (name) => found.get(name) ?? '',
    },
  }
}

/** Prints lines. */
export function say(
  { invocation }: Pick<Kubeadm, 'invocation'>,
  ...lines: readonly string[]
): void {
  for (const line of lines) invocation.stdout.write(`${line}\n`)
}

/** Ends with an error, as kubeadm prints it; the exit code. */
export function failed({ invocation }: Pick<Kubeadm, 'invocation'>, problem: string): 1 {
  invocation.stderr.write(
    `error: ${problem}\nTo see the stack trace of this error execute with --v=5 or higher\n`,
  )
  return 1
}

/** Takes its time, with what was written before carried out. */
export function* take({ parts }: Pick<Kubeadm, 'parts'>, ms: number): Task<void> {
  yield* parts.disk.flush()
  yield* wait(parts.host.sleeper.sleep(ms, 'kubeadm'))
}

/** Writes a file, with the folders above it. */
export function write(
  { parts: { disk } }: Pick<Kubeadm, 'parts'>,
  path: string,
  content: string,
): void {
  disk.tree.put(path, { type: 'file', content })
}

export function isThere({ parts: { disk } }: Pick<Kubeadm, 'parts'>, path: string): boolean {
  return disk.tree.get(path) !== undefined
}

/** Starts or stops the kubelet of the node; nothing where that is so already. */
export function* switchKubelet(
  { parts: { host, node, disk }, invocation }: Pick<Kubeadm, 'parts' | 'invocation'>,
  state: 'started' | 'stopped',
): Task<void> {
  yield* disk.flush()
  const runs = machineAt(host.past.state(), node)?.kubelet === 'running'
  if (runs === (state === 'started')) return
  const atMs = host.acting.nextMs()
  yield* host.acting.perform({ verb: 'kubelet', atMs, node, state }, printTo(invocation))
}

/** Asks before something is changed; who does not say yes is told so, with the phase that has not been carried out. */
export function* isConfirmed(kubeadm: Kubeadm, action: string): Task<boolean> {
  const { invocation } = kubeadm
  invocation.stdout.write(`[${action}] Are you sure you want to proceed? [y/N]: `)
  const answer = (yield* invocation.stdin.line()) ?? ''
  if (answer === '') invocation.stdout.write('\n')
  if (/^(?:y|yes)$/i.test(answer.trim())) return true
  failed(
    kubeadm,
    "error execution phase preflight: won't proceed; the user didn't answer (Y|y) in order to continue",
  )
  return false
}

/** What stood in a file when the cluster was set up: the run begins with it. */
export function originalOf({ parts: { host, node } }: Kubeadm, path: string): string | undefined {
  for (const { changes, timeMs } of host.past.journal()) {
    if (timeMs > 0) return undefined
    for (const { key, after } of changes) {
      if (key !== `Disk/${node}` || after?.kind !== 'Disk') continue
      const found = after.files.find((file) => file.path === path)
      if (found !== undefined) return found.content
    }
  }
  return undefined
}
