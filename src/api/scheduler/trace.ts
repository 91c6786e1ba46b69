// The scheduler's decision for one Pod, kept as data: what the inspector's table shows. Written by
// the framework's runner itself, in the order in which it ran.

export type FilterVerdict =
  | { readonly code: 'Success' }
  /** An earlier plugin ended the node, or this plugin was skipped for the Pod. */
  | { readonly code: 'NotRun' | 'Skip' }
  | {
      readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable'
      readonly reasons: readonly string[]
    }

export interface NodeTrace {
  readonly nodeName: string
  readonly feasible: boolean
  /** By filter plugin name, in the order of the registry. */
  readonly filters: readonly { readonly plugin: string; readonly verdict: FilterVerdict }[]
  /** By score plugin; empty when nothing was scored. `total` is normalised × weight. */
  readonly scores: readonly {
    readonly plugin: string
    readonly weight: number
    readonly raw: number
    readonly normalized: number
    readonly total: number
  }[]
  readonly total: number | null
}

export interface RequestPart {
  readonly container: string
  readonly role: 'sidecar' | 'init' | 'app' | 'overhead'
  /** Millicores for cpu, bytes or whole units otherwise. */
  readonly amount: number
}

/** How init containers, sidecars and app containers make the effective request of one resource. */
export interface EffectiveRequest {
  readonly resource: string
  readonly amount: number
  /** The phases that were compared; the largest decides. One per init container, then 'steady'. */
  readonly phases: readonly {
    readonly name: string
    readonly parts: readonly RequestPart[]
    readonly amount: number
    readonly decides: boolean
  }[]
}

export interface SchedulingTrace {
  readonly podKey: string
  readonly attempt: number
  readonly nodes: readonly NodeTrace[]
  /** The nodes with the highest total; one of them was chosen. */
  readonly best: readonly string[]
  readonly selected: string | null
  /** The FailedScheduling text, when none was selected. */
  readonly message: string | null
  readonly requests: readonly EffectiveRequest[]
}
