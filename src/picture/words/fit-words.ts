// What would let a Pod fit, in words: the change, as one would see it in a file or type it, and where the Pod lands.
import { taintText } from '#api/core/toleration.ts'
import type { Fit, FitChange, VainTry } from '#api/scheduler/fit-change.ts'
import { amountText } from './format.ts'
import { milliValue, value } from '#api/meta/quantity.ts'

export interface FitWords {
  /** 'Ask for less memory'. */
  readonly title: string
  /** What goes and what comes, a line each. */
  readonly lines: readonly { readonly sign: '−' | '+'; readonly text: string }[]
  /** 'Lands on `worker-2`.' */
  readonly lands: string
}

/** What one set of changes is called; names stand in backticks. */
export function fitWords({ changes, nodeNames }: Fit): FitWords {
  const titles = [...new Set(changes.map(titleOf))]
  return {
    title: titles.map((title, index) => (index === 0 ? title : lowerFirst(title))).join(', and '),
    lines: changes.flatMap(linesOf),
    lands: landsOn(nodeNames),
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function titleOf(change: FitChange): string {
  switch (change.kind) {
    case 'request':
      return `Ask for less ${change.resource}`
    case 'toleration':
      return `Tolerate the taint \`${change.taint.key}\``
    case 'selector':
      return `Do without ${Object.keys(change.labels)
        .map((key) => `\`${key}\``)
        .join(' and ')}`
    case 'affinity':
      return change.of === 'nodeAffinity'
        ? 'Do without the required node affinity'
        : change.of === 'podAffinity'
          ? 'Let it run apart from the Pods that it wants beside it'
          : 'Let it run beside the Pods that it keeps away from'
    case 'spread':
      return `Spread over \`${change.topologyKey}\` only as well as it goes`
    case 'hostPort':
      return `Do without the host port ${change.port}`
    case 'label':
      return `Give \`${change.nodeName}\` the label`
    case 'uncordon':
      return `Open \`${change.nodeName}\` again`
    case 'node':
      return `Add a node like \`${change.like}\``
  }
}

type Line = FitWords['lines'][number]

const plus = (text: string): Line => ({ sign: '+', text })
const minus = (text: string): Line => ({ sign: '−', text })

function linesOf(change: FitChange): readonly Line[] {
  switch (change.kind) {
    case 'request':
      return [
        minus(`${change.resource}: ${change.from}`),
        plus(
          `${change.resource}: ${change.to}${change.container === '' ? '' : `  # ${change.container}`}`,
        ),
      ]
    case 'toleration':
      return [plus(`tolerations: ${taintText(change.taint)}`)]
    case 'selector':
      return Object.entries(change.labels).map(([key, held]) =>
        minus(`nodeSelector: ${key}: ${held}`),
      )
    case 'affinity':
      return [minus(`${change.of}: required…`)]
    case 'spread':
      return [minus('whenUnsatisfiable: DoNotSchedule'), plus('whenUnsatisfiable: ScheduleAnyway')]
    case 'hostPort':
      return [minus(`hostPort: ${change.port}`)]
    case 'label': {
      const pairs = Object.entries(change.labels).map(([key, held]) => `${key}=${held}`)
      return [plus(`kubectl label node ${change.nodeName} ${pairs.join(' ')}`)]
    }
    case 'uncordon':
      return [plus(`kubectl uncordon ${change.nodeName}`)]
    case 'node':
      return [plus(`Node ${change.node.metadata.name ?? ''}: ${sizeOf(change.node)}`)]
  }
}

function sizeOf({ status }: Extract<FitChange, { kind: 'node' }>['node']): string {
  const { cpu, memory } = status?.allocatable ?? {}
  return `${amountText('cpu', milliValue(cpu))} cpu, ${amountText('memory', value(memory))}`
}

const NAMED = 3

function landsOn(names: readonly string[]): string {
  const [first = ''] = names
  if (names.length === 1) return `Lands on \`${first}\`.`
  const shown = names.slice(0, NAMED).map((name) => `\`${name}\``)
  const more = names.length - shown.length
  const list = more > 0 ? `${shown.join(', ')} or ${more} more` : shown.join(' or ')
  return `Fits on ${list}.`
}

const TRIED: Readonly<Record<VainTry['what'], (node: string) => string>> = {
  toleration: (node) => `Tolerating the taint of ${node} is not enough`,
  request: (node) => `Asking for less is not enough on ${node}`,
  selector: (node) => `Doing without the selector is not enough on ${node}`,
  node: (node) => `One more node like ${node} does not help`,
  nothing: (node) =>
    node === '' ? 'No change of nodes helps' : `On ${node} nothing helps that is changed here`,
}

/** Why something that one might try does not help: 'One more node like `worker-1` does not help: Insufficient cpu.' */
export function vainWords({ what, nodeName, reasons }: VainTry): string {
  const node = nodeName === '' ? '' : `\`${nodeName}\``
  return `${TRIED[what](node)}: ${reasons.join(', ')}.`
}
