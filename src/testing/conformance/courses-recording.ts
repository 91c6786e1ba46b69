// The form of those questions and answers of conformance/controllers that say when things happen; see
// reference/README.md.
import type { ApiObject } from '#api/meta/object.ts'
import type { Taint } from '#api/generated/types.ts'
import type { Json } from './controllers-recording.ts'

type Labels = Readonly<Record<string, string>>

/** A node that exists before. */
export interface CourseNode {
  readonly name: string
  readonly labels?: Labels
  readonly taints?: readonly Taint[]
  readonly unschedulable?: boolean
}

/** How the Pods that fit behave. A delay is '1.5s' or 'never'. */
export interface Behaviour {
  readonly image?: string
  readonly match?: Labels
  readonly name?: string
  readonly index?: string
  /** Only the first so many Pods that fit. */
  readonly first?: number
  readonly node?: string
  readonly scheduled?: string
  readonly starts?: string
  readonly ready?: string
  readonly waiting?: string
  readonly exits?: string
  readonly code?: number
  readonly restarts?: string
  readonly ends?: string
  readonly endCode?: number
}

/** What each Pod that fits uses. */
export interface Usage {
  readonly match: Labels
  readonly cpu: string
  readonly memory?: string
}

export interface CourseStep {
  readonly at?: string
  readonly create?: readonly ApiObject[]
  /** 'Kind/name', 'Kind/namespace/name' or 'Kind/na*me#2'. */
  readonly of?: string
  readonly patch?: unknown
  readonly patchType?: 'json' | 'merge' | 'strategic'
  readonly subresource?: 'status'
  readonly scale?: number
  readonly delete?: string
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  readonly gracePeriodSeconds?: number
  readonly evict?: string
  readonly ready?: boolean
  readonly exit?: number
  readonly silence?: string
  readonly revive?: string
  readonly metrics?: readonly Usage[]
}

export interface CourseQuestion {
  readonly nodes?: readonly CourseNode[]
  readonly given?: readonly ApiObject[]
  readonly pods?: readonly Behaviour[]
  readonly spread?: boolean
  readonly steps: readonly CourseStep[]
  readonly until: string
}

/** What happened to an object at a moment, in seconds since the first step. */
export interface Entry {
  readonly at: number
  readonly created?: Json
  readonly changed?: Json
  readonly deleted?: boolean
}

export interface Refusal {
  readonly at: number
  readonly code: number
  readonly reason: string
  readonly message: string
}

export interface Course {
  readonly objects: Readonly<Record<string, readonly Entry[]>>
  readonly events?: Readonly<Record<string, readonly string[]>>
  readonly refused?: readonly Refusal[]
}

export interface CourseAnswer {
  readonly course: Course
  /** Other courses that the same script took, where the controllers leave something to chance. */
  readonly also?: readonly Course[]
}
