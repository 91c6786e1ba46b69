// `kubectl cordon`. Follows k8s.io/kubectl/pkg/cmd/drain/drain.go NewCmdCordon (v1.36).
import { runCordonOrUncordon } from '../drain/cordon.ts'
import { CORDON_FLAGS, cordonWords, parseCordon, writeCordon } from '../drain/cordon-line.ts'
import { readName } from '../fields.ts'
import type { KubectlVerb, VerbFace } from '../verb.ts'

export interface CordonAction {
  readonly verb: 'cordon'
  readonly atMs: number
  readonly nodes: readonly string[]
  /** Instead of names: the labels of the Nodes. */
  readonly selector?: string
}

export const cordonFace: VerbFace<CordonAction> = {
  describe: ({ nodes, selector }) => `cordon ${selector ?? nodes.join(', ')}`,
  offers(thing, { atMs }) {
    if (thing.kind !== 'Node' || thing.spec?.unschedulable === true) return []
    const name = thing.metadata.name ?? ''
    return [
      {
        id: 'cordon',
        label: 'Cordon',
        fullLabel: `Cordon Node ${name}`,
        done: `Cordoned Node ${name}`,
        action: { verb: 'cordon', atMs, nodes: [name] },
        danger: false,
        hint: 'No new Pod is placed here; what runs, runs on',
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const cordon: KubectlVerb<CordonAction> = {
  face: cordonFace,
  command: {
    name: 'cordon',
    use: 'NODE',
    flags: CORDON_FLAGS,
    completes: 'nodes',
    parse: (words, atMs) => parseCordon('cordon', words, atMs),
  },
  words: (action) => cordonWords(action),
  read: (reader, atMs) => ({ verb: 'cordon', atMs, nodes: [readName(reader, 'cordon')] }),
  write: (action) => writeCordon(action),
  run: (session, action) => runCordonOrUncordon(session, action, true),
}
