// The classes that every cluster has. Follows pkg/apis/scheduling/v1/helpers.go (v1.36), SystemPriorityClasses.

/** From here on a Pod is critical: what the lower of the two has. Follows pkg/apis/scheduling/types.go, SystemCriticalPriority. */
export const SYSTEM_CRITICAL_PRIORITY = 2000000000

/** Their values by their names. */
export const SYSTEM_PRIORITY_CLASSES: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', SYSTEM_CRITICAL_PRIORITY],
  ['system-node-critical', 2000001000],
])
