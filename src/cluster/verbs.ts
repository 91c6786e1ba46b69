// The verbs of a scenario: kubectl's, and what is done to the machines. Each has one home; what a home
// lacks, or what is missing here, is a compile error. The page uses the faces alone, so that what
// carries a verb out is no part of its first load.
import type { WorldObject } from '#client/world.ts'
import { KUBECTL_FACES, KUBECTL_VERBS } from '#kubectl/commands.ts'
import type { KubectlVerb, Moment, Offer, OfferForm, Verb, VerbFace } from '#kubectl/verb.ts'
import { connect, connectFace } from './machine/connect.ts'
import { containerd, containerdFace } from './machine/containerd.ts'
import { crictl, crictlFace } from './machine/crictl.ts'
import { kill, killFace } from './machine/kill.ts'
import { kubelet, kubeletFace } from './machine/kubelet.ts'
import type { MachineSession } from './machine/machine-session.ts'
import { makeFolder, makeFolderFace } from './machine/make-folder.ts'
import { network, networkFace } from './machine/network.ts'
import { notSimulated, notSimulatedFace } from './machine/not-simulated.ts'
import { power, powerFace } from './machine/power.ts'
import { reboot, rebootFace } from './machine/reboot.ts'
import { removeFile, removeFileFace } from './machine/remove-file.ts'
import { shellLine, shellLineFace } from './machine/shell-line.ts'
import { shutdown, shutdownFace } from './machine/shutdown.ts'
import { writeFile, writeFileFace } from './machine/write-file.ts'

/** By the field of scenario.yaml. */
export const VERBS = {
  ...KUBECTL_VERBS,
  power,
  reboot,
  shutdown,
  network,
  kubelet,
  containerd,
  kill,
  writeFile,
  removeFile,
  makeFolder,
  crictl,
  shellLine,
  connect,
  notSimulated,
} as const

type ActionOf<V> = V extends { run(session: MachineSession, action: infer A): unknown } ? A : never

/** What a person does while time runs. Written in scenario.yaml as `at: 30s` and one verb. */
export type Action = ActionOf<(typeof VERBS)[keyof typeof VERBS]>

/** In the order in which the page offers them. */
const FACES: { readonly [V in keyof typeof VERBS]: VerbFace<ActionOf<(typeof VERBS)[V]>> } = {
  ...KUBECTL_FACES,
  power: powerFace,
  reboot: rebootFace,
  shutdown: shutdownFace,
  network: networkFace,
  kubelet: kubeletFace,
  containerd: containerdFace,
  kill: killFace,
  writeFile: writeFileFace,
  removeFile: removeFileFace,
  makeFolder: makeFolderFace,
  crictl: crictlFace,
  shellLine: shellLineFace,
  connect: connectFace,
  notSimulated: notSimulatedFace,
}

/** The home of an action: the table holds each verb under its own name. */
export function verbOf<A extends Action>(action: A): Verb<A, MachineSession> {
  return VERBS[action.verb] as unknown as Verb<A, MachineSession>
}

/** The words after `kubectl` of an action; null for one that is not kubectl's. */
export function kubectlWordsOf(action: Action): readonly string[] | null {
  if (!Object.hasOwn(KUBECTL_VERBS, action.verb)) return null
  return (verbOf(action) as unknown as KubectlVerb<Action>).words(action)
}

function faceOf<A extends Action>(action: A): VerbFace<A> {
  return FACES[action.verb] as unknown as VerbFace<A>
}

/** 'delete Pod web', 'scale ReplicaSet cache to 3': what a flag of the timeline says. */
export function describeAction(action: Action): string {
  return faceOf(action).describe(action)
}

/** What can be done to a thing at a moment, in the order of the verbs. */
export function offersFor(thing: WorldObject, moment: Moment): readonly Offer<Action>[] {
  return Object.values(FACES).flatMap((face): readonly Offer<Action>[] =>
    face.offers(thing, moment),
  )
}

/** The same with a value that a person types. */
export function formsFor(thing: WorldObject, moment: Moment): readonly OfferForm<Action>[] {
  return Object.values(FACES).flatMap((face): readonly OfferForm<Action>[] => {
    const form = face.form(thing, moment)
    return form === null ? [] : [form]
  })
}
