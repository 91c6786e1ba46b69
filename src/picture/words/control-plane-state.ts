// What is said of a control plane that is made of Pods while a part of it does nothing: who waits for nobody, and that what
// the API server heard last grows old.
import type { Unanswered } from '#api/runtime/records.ts'
import type { WorldObject } from '#client/world.ts'

export interface ControlPlaneState {
  /** Null while the API server answers, or works by itself. */
  readonly deaf: Deafness | null
  /** No scheduler looks at Pods that wait. */
  readonly schedulerAway: boolean
}

export interface Deafness {
  /** A word or three for a badge. */
  readonly word: string
  /** What follows from it, in a line. */
  readonly brief: string
  /** Why, and what that means for what is shown. */
  readonly sentence: string
}

type Moment = { get(key: string): WorldObject | undefined }

/** The state of the control plane at a moment; all is well where it works without Pods. */
export function controlPlaneAt(world: Moment): ControlPlaneState {
  const scheduler = world.get('Component/kube-scheduler')
  return {
    deaf: deafnessAt(world),
    schedulerAway: scheduler?.kind === 'Component' && scheduler.state !== 'works',
  }
}

/** Why the API server does not answer at a moment; null while it does. */
export function deafnessAt(world: Moment): Deafness | null {
  const server = world.get('Component/kube-apiserver')
  if (server?.kind !== 'Component' || server.refusal === null) return null
  const { word, why } = wordsOf(server.refusal)
  const sentence = `${why} What Pods and Nodes report is what it heard last, and may be out of date.`
  return { word, brief: `API server: ${word}. What is shown may be out of date.`, sentence }
}

function wordsOf({ address, how }: Unanswered): { readonly word: string; readonly why: string } {
  const nobody = `Nobody answers for the API server at ${address}`
  switch (how) {
    case 'refused':
      return { word: 'nobody answers', why: `${nobody}: connection refused.` }
    case 'no route':
      return { word: 'out of reach', why: `${nobody}: its machine does not run.` }
    case 'no store':
      return {
        word: 'without etcd',
        why: 'The API server can neither read nor write: etcd does not answer it.',
      }
  }
}
