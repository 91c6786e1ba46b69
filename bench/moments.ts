// How the engine is asked for a moment. Beside an older engine the benchmark puts another file of this name.
import type { Cluster } from '#cluster/types.ts'

/** Returns a function that gives the state after an entry of the cluster's journal. */
export function momentsOf(cluster: Cluster): (entry: number) => { readonly size: number } {
  return (entry) => cluster.world.stateAt(entry)
}
