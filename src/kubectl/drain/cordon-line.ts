// The command lines of cordon and uncordon, which differ in a word alone.
// Follows k8s.io/kubectl/pkg/cmd/drain/drain.go NewCmdCordon, Complete (v1.36).
import { DRY_RUN_FLAG, flagWords, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { joinWords, parseCommandLine, type UsageError } from '../flags.ts'
import { usageErrorWithHelp } from '../usage.ts'
import type { Parsed } from '../verb.ts'
import type { NodesRequest } from './cordon.ts'

export const CORDON_FLAGS = { ...SELECTOR_FLAG, ...DRY_RUN_FLAG } as const

interface CordonLike<V extends string> extends NodesRequest {
  readonly verb: V
  readonly atMs: number
}

/** Reads NODE … or -l. */
export function parseCordon<V extends 'cordon' | 'uncordon'>(
  verb: V,
  words: readonly string[],
  atMs: number,
): Parsed<CordonLike<V>> {
  const read = parseCommandLine(verb, CORDON_FLAGS, words)
  if (!read.ok) return read
  const { args, flags } = read
  const problem =
    nodesProblem(verb, args, flags.selector) ?? unfollowed(read, CORDON_FLAGS, ['selector'])
  if (problem !== null) return problem
  return { ok: true, action: { verb, atMs, ...nodesOf(args, flags.selector) } }
}

/** What is wrong with the choice of Nodes; null when one can be made. */
export function nodesProblem(
  verb: string,
  args: readonly string[],
  selector: string,
): UsageError | null {
  if (args.length === 0 && selector === '')
    return usageErrorWithHelp(verb, `USAGE: ${verb} NODE [flags]`)
  if (args.length > 0 && selector !== '')
    return usageErrorWithHelp(verb, 'cannot specify both a node name and a --selector option')
  return null
}

/** The Nodes that arguments and a selector choose; `node/worker-1` is worker-1. */
export function nodesOf(args: readonly string[], selector: string): NodesRequest {
  const nodes = args.map((word) => word.replace(/^(nodes?|no)\//, ''))
  return { nodes, ...(selector === '' ? {} : { selector }) }
}

/** The words after `kubectl`. */
export function cordonWords({ verb, nodes, selector }: CordonLike<string>): readonly string[] {
  return [verb, ...nodes, ...flagWords({ selector })]
}

/** The action as scenario.yaml writes it. */
export function writeCordon(action: CordonLike<string>): Readonly<Record<string, unknown>> {
  const { verb, nodes, selector } = action
  return nodes.length === 1 && selector === undefined
    ? { [verb]: nodes[0] }
    : { kubectl: joinWords(cordonWords(action)) }
}
