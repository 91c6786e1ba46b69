// The Pods of an owner as a row of shapes, or, when they are many, as one bar with a part for each state.
import type { CanvasTone, OwnerPicture, PodPicture } from './canvas-graph.ts'

/** One Pod, or the place of one that is not there. */
export interface Pip {
  readonly key: string
  /** The ordinal, of Pods with names of their own. */
  readonly label: string
  readonly tone: CanvasTone
  readonly title: string
  /** The phases of its claims. */
  readonly claims: readonly string[]
}

export interface Share {
  readonly tone: CanvasTone
  readonly count: number
  readonly words: readonly string[]
}

export type Pips =
  | { readonly kind: 'row'; readonly pips: readonly Pip[] }
  | { readonly kind: 'bar'; readonly total: number; readonly shares: readonly Share[] }

const TONES: readonly CanvasTone[] = ['run', 'part', 'wait', 'fail', 'done', 'term', 'idle']
const NO_CLAIMS: readonly string[] = []

/** The Pods of an owner in a row of at most `room` shapes, else folded to a bar. */
export function pipsOf(owner: OwnerPicture, pods: readonly PodPicture[], room: number): Pips {
  const active = pods.filter(({ state }) => counts(state.tone)).length
  const missing = Math.max(0, owner.desired - active - finished(owner, pods))
  const places = owner.places
  if (places.length > 0 && places.length <= room) return { kind: 'row', pips: ordered(owner, pods) }
  if (pods.length + missing > room) return folded(pods, missing)
  const absent = Array.from({ length: missing }, (_, index): Pip => ({
    key: `missing ${index}`,
    label: '',
    tone: 'idle',
    title: 'not made yet',
    claims: NO_CLAIMS,
  }))
  return { kind: 'row', pips: [...pods.map((pod) => pipOf(pod)), ...absent] }
}

/** What has ended or is ending is not counted as being there. */
const counts = (tone: CanvasTone): boolean => tone !== 'term' && tone !== 'done'

/** Pods that have done their work take a place of those that are wanted. */
const finished = ({ ready }: OwnerPicture, pods: readonly PodPicture[]): number =>
  Math.min(ready, pods.filter(({ state }) => state.tone === 'done').length)

function pipOf(pod: PodPicture, label = '', claims: readonly string[] = NO_CLAIMS): Pip {
  const where = pod.nodeName === null ? 'on no node yet' : `on ${pod.nodeName}`
  const { tone, word } = pod.state
  return { key: pod.id, label, tone, title: `${pod.name}: ${word}, ${where}`, claims }
}

/** Pods that have places, in the order of these, and behind them those that are too many. */
function ordered({ places }: OwnerPicture, pods: readonly PodPicture[]): readonly Pip[] {
  const byName = new Map(pods.map((pod) => [pod.name, pod]))
  const names = new Set(places.map(({ pod }) => pod))
  const placed = places.map(({ label, pod: name, claims }): Pip => {
    const pod = byName.get(name)
    return pod === undefined
      ? { key: name, label, tone: 'idle', title: `${name}: not made yet`, claims }
      : pipOf(pod, label, claims)
  })
  const others = pods.filter(({ name }) => !names.has(name))
  return [...placed, ...others.map((pod) => pipOf(pod, pod.name.split('-').at(-1)))]
}

function folded(pods: readonly PodPicture[], missing: number): Pips {
  const shares = new Map<CanvasTone, { count: number; words: Set<string> }>()
  const note = (tone: CanvasTone, word: string, count: number): void => {
    const share = shares.get(tone) ?? { count: 0, words: new Set() }
    shares.set(tone, share)
    share.count += count
    share.words.add(word)
  }
  for (const { state } of pods) note(state.tone, state.word, 1)
  if (missing > 0) note('idle', 'not made yet', missing)
  return {
    kind: 'bar',
    total: pods.length + missing,
    shares: TONES.flatMap((tone) => {
      const share = shares.get(tone)
      return share === undefined ? [] : [{ tone, count: share.count, words: [...share.words] }]
    }),
  }
}

/** '2 Running, 1 not made yet': the same for who does not see it. */
export function pipsText(pips: Pips): string {
  if (pips.kind === 'bar') {
    return pips.shares.map(({ count, words }) => `${count} ${words.join(' or ')}`).join(', ')
  }
  return pips.pips.length === 0 ? 'no Pods' : pips.pips.map(({ title }) => title).join('; ')
}
