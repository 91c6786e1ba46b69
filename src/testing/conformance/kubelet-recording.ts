// The form of questions and answers of conformance/kubelet; see reference/README.md.
import type { ApiObject } from '#api/meta/object.ts'
import type { Json } from './controllers-recording.ts'

export interface Image {
  readonly present?: boolean
  readonly takes?: string
  readonly error?: string
  /** How many pulls fail; all of them when it is not set. */
  readonly fails?: number
}

export interface Run {
  readonly for?: string
  readonly exitCode?: number
  readonly reason?: string
  readonly message?: string
  readonly log?: readonly string[]
  readonly term?: {
    readonly after?: string
    readonly exitCode?: number
    readonly ignored?: boolean
  }
  readonly startError?: string
}

/** An answer that holds until a time since the start of the instance. */
export interface Phase {
  readonly until?: string
  readonly exitCode?: number
  readonly status?: number
  readonly output?: string
  readonly takes?: string
  readonly refuse?: boolean
}

export interface Script {
  readonly runs?: readonly Run[]
  readonly exec?: Readonly<Record<string, readonly Phase[]>>
  readonly http?: Readonly<Record<string, readonly Phase[]>>
  readonly tcp?: Readonly<Record<string, readonly Phase[]>>
}

export interface Step {
  readonly at?: string
  readonly create?: ApiObject
  readonly delete?: string
  readonly gracePeriodSeconds?: number
  readonly patch?: Json
  /** Sets the condition of the Pod that is named by `of`. */
  readonly condition?: { readonly type: string; readonly status: string }
  /** 'pods/web' or 'configmaps/settings'. */
  readonly of?: string
  readonly kill?: string
  readonly exitCode?: number
  readonly reason?: string
  readonly killSandbox?: string
  readonly writeFile?: string
  readonly content?: string
  readonly removeFile?: string
  /** Ends the kubelet; another one starts so long after. */
  readonly restartKubelet?: string
  /** Ends all that runs on the node; the kubelet starts so long after. */
  readonly reboot?: string
  /** The runtime has lost its records in the reboot. */
  readonly forgets?: boolean
  readonly api?: 'down' | 'up'
}

export interface Question {
  /** What the kubelet's KubeletConfiguration says. */
  readonly config?: Readonly<Record<string, unknown>>
  readonly given?: readonly ApiObject[]
  readonly images?: Readonly<Record<string, Image>>
  readonly containers?: Readonly<Record<string, Script>>
  readonly steps: readonly Step[]
  readonly until: string
}

/** What was written about one Pod. A line begins with the seconds since the first step. */
export interface PodCourse {
  readonly created?: { readonly at: number; readonly object: Json }
  readonly events?: readonly string[]
  readonly statuses: readonly { readonly at: number; readonly change: Json }[]
  readonly deleted?: readonly number[]
}

export interface Course {
  readonly runtime: readonly string[]
  readonly pods: Readonly<Record<string, PodCourse>>
}

export interface Answer {
  /** With every random delay as short as it can be. */
  readonly soonest: Course
  /** With every random delay as long; missing when it is the same. */
  readonly latest?: Course
  /** Other courses that the same script took, where the kubelet leaves something to chance. */
  readonly alsoSoonest?: readonly Course[]
  readonly alsoLatest?: readonly Course[]
}
