// The outcome of one plugin at one extension point. `null` stands for success, as nil does upstream.
// Follows k8s.io/kube-scheduler/framework/interface.go (v1.36), Code and Status.

export type Code =
  | 'Error'
  /** Rejected, but removing other Pods could help. */
  | 'Unschedulable'
  /** Rejected, and removing other Pods cannot help. */
  | 'UnschedulableAndUnresolvable'
  | 'Wait'
  /** The plugin has nothing to do for this Pod: its later extension points are left out. */
  | 'Skip'

export interface Status {
  readonly code: Code
  readonly plugin: string
  readonly reasons: readonly string[]
}

/** A rejection that removing other Pods could change. */
export function unschedulable(plugin: string, ...reasons: readonly string[]): Status {
  return { code: 'Unschedulable', plugin, reasons }
}

/** A rejection that removing other Pods cannot change. */
export function unresolvable(plugin: string, ...reasons: readonly string[]): Status {
  return { code: 'UnschedulableAndUnresolvable', plugin, reasons }
}

/** Says that the plugin has nothing to do for this Pod. */
export function skip(plugin: string): Status {
  return { code: 'Skip', plugin, reasons: [] }
}

/** A fault that is no decision about the Pod. */
export function failure(plugin: string, reason: string): Status {
  return { code: 'Error', plugin, reasons: [reason] }
}

/** True for the two codes that say no. */
export function isRejected(status: Status): boolean {
  return status.code === 'Unschedulable' || status.code === 'UnschedulableAndUnresolvable'
}
