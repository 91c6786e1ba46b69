// The form of questions and answers of conformance/controllers; see reference/README.md.
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiRequest } from './api-stage.ts'

/** What becomes of Pods, played for the scheduler and the kubelet. */
export interface Play {
  readonly become: 'ready' | 'running' | 'succeeded' | 'failed' | 'gone'
  readonly select?: Readonly<Record<string, string>>
  /** Of so many Pods; of all when it is not set. */
  readonly count?: number
  readonly exitCode?: number
}

export interface Step {
  readonly create?: readonly ApiObject[]
  readonly request?: ApiRequest & { readonly propagationPolicy?: string }
  readonly pods?: Play
}

export interface Question {
  readonly steps: readonly Step[]
}

export type Json = Readonly<Record<string, unknown>>

export interface RecordedEvent {
  readonly about: string
  readonly type: string
  readonly reason: string
  readonly message: string
}

/** All that differs when nothing moves any more after a step. */
export interface Outcome {
  readonly created?: readonly { readonly names: readonly string[]; readonly object: unknown }[]
  readonly changed?: Json
  readonly deleted?: readonly string[]
  readonly events?: readonly RecordedEvent[]
}

export interface Answer {
  readonly steps: readonly Outcome[]
}
