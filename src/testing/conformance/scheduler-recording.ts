// The form of questions and answers of conformance/scheduler; see reference/README.md.
import type { Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'

export interface Question {
  readonly given?: readonly ApiObject[]
  readonly pending?: readonly Pod[]
}

export interface Rejected {
  readonly plugin?: string
  readonly code: string
  readonly reasons: readonly string[]
}

export interface RecordedNode {
  readonly rejected?: Rejected
  readonly scores?: Readonly<
    Record<string, { readonly raw: number; readonly normalized: number; readonly weighted: number }>
  >
  readonly total?: number
}

export interface RecordedEvent {
  readonly about: string
  readonly type?: string
  readonly reason?: string
  readonly action?: string
  readonly note?: string
}

export interface Attempt {
  readonly pod: string
  readonly preFilter?: Rejected
  readonly nodes?: Readonly<Record<string, RecordedNode>>
  readonly best?: readonly string[]
  readonly node?: string
  readonly condition?: {
    readonly status: string
    readonly reason?: string
    readonly message?: string
  }
  readonly nominatedNode?: string
  readonly victims?: readonly string[]
  readonly events?: readonly RecordedEvent[]
}

export interface Answer {
  readonly attempts: readonly Attempt[]
  readonly gated?: readonly string[]
}
