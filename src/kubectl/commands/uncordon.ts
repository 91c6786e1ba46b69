// `kubectl uncordon`. Follows k8s.io/kubectl/pkg/cmd/drain/drain.go NewCmdUncordon (v1.36).
import { runCordonOrUncordon } from '../drain/cordon.ts'
import { CORDON_FLAGS, cordonWords, parseCordon, writeCordon } from '../drain/cordon-line.ts'
import { readName } from '../fields.ts'
import type { KubectlVerb, VerbFace } from '../verb.ts'

export interface UncordonAction {
  readonly verb: 'uncordon'
  readonly atMs: number
  readonly nodes: readonly string[]
  /** Instead of names: the labels of the Nodes. */
  readonly selector?: string
}

export const uncordonFace: VerbFace<UncordonAction> = {
  describe: ({ nodes, selector }) => `uncordon ${selector ?? nodes.join(', ')}`,
  offers(thing, { atMs }) {
    if (thing.kind !== 'Node' || thing.spec?.unschedulable !== true) return []
    const name = thing.metadata.name ?? ''
    return [
      {
        id: 'uncordon',
        label: 'Uncordon',
        fullLabel: `Uncordon Node ${name}`,
        done: `Uncordoned Node ${name}`,
        action: { verb: 'uncordon', atMs, nodes: [name] },
        danger: false,
        hint: 'New Pods can be placed here again',
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const uncordon: KubectlVerb<UncordonAction> = {
  face: uncordonFace,
  command: {
    name: 'uncordon',
    use: 'NODE',
    flags: CORDON_FLAGS,
    completes: 'nodes',
    parse: (words, atMs) => parseCordon('uncordon', words, atMs),
  },
  words: (action) => cordonWords(action),
  read: (reader, atMs) => ({ verb: 'uncordon', atMs, nodes: [readName(reader, 'uncordon')] }),
  write: (action) => writeCordon(action),
  run: (session, action) => runCordonOrUncordon(session, action, false),
}
