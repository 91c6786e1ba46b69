// The table of kubectl's commands that change something: each has one home in commands/.
import { apply, applyFace } from './commands/apply.ts'
import { cordon, cordonFace } from './commands/cordon.ts'
import { deleteFace, deleteVerb } from './commands/delete.ts'
import { drain, drainFace } from './commands/drain.ts'
import { label, labelFace } from './commands/label.ts'
import { line, lineFace } from './commands/line.ts'
import { rollout, rolloutFace } from './commands/rollout.ts'
import { scale, scaleFace } from './commands/scale.ts'
import { set, setFace } from './commands/set.ts'
import { taint, taintFace } from './commands/taint.ts'
import { uncordon, uncordonFace } from './commands/uncordon.ts'
import type { KubectlVerb, VerbFace } from './verb.ts'

/** By the word after `kubectl`, which is the field of scenario.yaml as well. */
export const KUBECTL_VERBS = {
  apply,
  scale,
  rollout,
  set,
  cordon,
  uncordon,
  drain,
  taint,
  label,
  delete: deleteVerb,
  kubectl: line,
} as const

type ActionOf<V> = V extends KubectlVerb<infer A> ? A : never
export type KubectlAction = ActionOf<(typeof KUBECTL_VERBS)[keyof typeof KUBECTL_VERBS]>

type Faces = {
  readonly [V in keyof typeof KUBECTL_VERBS]: VerbFace<ActionOf<(typeof KUBECTL_VERBS)[V]>>
}

/** What the page needs of them from the start, in the order in which it offers them. */
export const KUBECTL_FACES: Faces = {
  apply: applyFace,
  scale: scaleFace,
  rollout: rolloutFace,
  set: setFace,
  cordon: cordonFace,
  uncordon: uncordonFace,
  drain: drainFace,
  taint: taintFace,
  label: labelFace,
  delete: deleteFace,
  kubectl: lineFace,
}
