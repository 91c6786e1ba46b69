// The classes that every cluster has. Follows pkg/apis/scheduling/v1/helpers.go (v1.36), SystemPriorityClasses.

/** Their values by their names. */
export const SYSTEM_PRIORITY_CLASSES: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2000000000],
  ['system-node-critical', 2000001000],
])
