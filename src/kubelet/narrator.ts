// The kubelet's sentences in the journal and its Events about a Pod.
import type { Pod } from '#api/generated/types.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import type { Level, Narration } from '#sim/world.ts'
import { fieldPathOf } from './pod-runtime-status.ts'
import type { KubeletContext } from './context.ts'

export interface Sentence {
  readonly message: string
  readonly because?: string
  readonly level: Level
  readonly kind: string
  readonly containerName?: string
  readonly containerId?: string
  /** What it waits for that long. */
  readonly delayMs?: number
  /** More keys of runtime records that it is about. */
  readonly records?: readonly string[]
}

export interface PodEvent {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly containerName?: string
}

/** The narration of something the kubelet did to a Pod; the Pod's key comes first. */
export function narrationOf(
  context: Pick<KubeletContext, 'nodeName'>,
  pod: Pod,
  sentence: Sentence,
): Narration {
  const { containerName, containerId, delayMs, records = [] } = sentence
  const instance =
    containerId === undefined ? [] : [`ContainerInstance/${context.nodeName}/${containerId}`]
  return {
    actor: `kubelet on ${context.nodeName}`,
    message: sentence.message,
    ...(sentence.because === undefined ? {} : { because: sentence.because }),
    level: sentence.level,
    kind: sentence.kind,
    objects: [keyOf(pod), ...instance, ...records],
    ...(containerName === undefined
      ? {}
      : { data: { containerName, ...(delayMs === undefined ? {} : { delayMs }) } }),
  }
}

/** Writes a journal entry that changes no object. */
export function narrate(
  context: Pick<KubeletContext, 'nodeName' | 'narrate'>,
  pod: Pod,
  sentence: Sentence,
): void {
  context.narrate(narrationOf(context, pod, sentence))
}

/** The same, and what this piece of work does from here on follows from the entry. */
export function narrateAndFollow(context: KubeletContext, pod: Pod, sentence: Sentence): void {
  context.clock.cause = context.narrate(narrationOf(context, pod, sentence))
}

/** Reports a core/v1 Event about a Pod or one of its containers. */
export function reportEvent(
  context: Pick<KubeletContext, 'recorder' | 'nodeName'>,
  pod: Pod,
  event: PodEvent,
): void {
  const { type, reason, message, containerName } = event
  context.recorder.event(pod, {
    type,
    reason,
    message,
    source: 'kubelet',
    host: context.nodeName,
    ...(containerName === undefined ? {} : { fieldPath: fieldPathOf(pod, containerName) }),
  })
}

/** '`web`' or '`shop/web`': a Pod's name inside a sentence, after the word Pod. */
export function podInSentence(pod: Pod): string {
  return nameInSentence(pod)
}

/** '10 s', '2 min 40 s', '1.5 s': a duration in a sentence. */
export function durationInSentence(ms: number): string {
  if (ms < 60_000) return `${ms / 1000} s`
  const minutes = Math.floor(ms / 60_000)
  const seconds = (ms % 60_000) / 1000
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`
}
