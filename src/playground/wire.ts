// The messages between the page and the engine's worker.
import type { ScenarioFile } from '#scenario/types.ts'
import type { Place } from '#scenario/places.ts'
import type { ListChange } from './list-change.ts'
import type { Packed } from './pack.ts'
import type { Answer, Question } from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import type { CheckResult, RunChunk, RunRequest, ScenarioEdit } from './types.ts'

export type ToWorker =
  | {
      readonly type: 'check'
      readonly id: number
      readonly files: readonly ScenarioFile[]
      /** What to run when nothing is wrong, under another id. */
      readonly next: Extract<ToWorker, { type: 'run' }> | null
      readonly whole: boolean
    }
  | {
      readonly type: 'edit'
      readonly id: number
      readonly files: readonly ScenarioFile[]
      readonly edit: ScenarioEdit
    }
  | { readonly type: 'run'; readonly id: number; readonly request: RunRequest }
  | {
      readonly type: 'ask'
      readonly id: number
      readonly at: RunMoment
      readonly question: Question
    }
  | { readonly type: 'cancel' }
  /** For a sign of life, which is a pong. */
  | { readonly type: 'ping' }

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | {
      readonly type: 'checked'
      readonly id: number
      readonly result: Packed<Omit<CheckResult, 'places'>>
      /** Since the check that was answered before it by the same worker. */
      readonly places: Packed<ListChange<Place>>
      /** Whether what was to be run next has begun. */
      readonly begins: boolean
    }
  | { readonly type: 'edited'; readonly id: number; readonly files: readonly ScenarioFile[] }
  | { readonly type: 'answered'; readonly id: number; readonly answer: Answer }
  | {
      readonly type: 'chunk'
      readonly id: number
      readonly chunk: RunChunk
      /** The answers to what is asked first about it, by `questionKey`. */
      readonly answers: Readonly<Record<string, Answer>>
    }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
