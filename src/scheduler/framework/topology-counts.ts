// Numbers by topology: for a label key of nodes and each of its values. A place that was once counted
// stays, be it with zero. Follows pkg/scheduler/framework/plugins/interpodaffinity/filtering.go (v1.36), topologyToMatchedTermCount.
import type { Node } from '#api/generated/types.ts'
import { labelOf } from '#api/meta/labels.ts'

export class TopologyCounts {
  readonly #byKey = new Map<string, Map<string, number>>()

  /** True when nothing was ever counted. */
  get isEmpty(): boolean {
    return this.#byKey.size === 0
  }

  /** Adds to where `node` is; nothing when it lacks the label. */
  add(node: Node, topologyKey: string, amount: number): void {
    const value = labelOf(node.metadata.labels, topologyKey)
    if (value === undefined) return
    const values = this.#byKey.get(topologyKey) ?? new Map<string, number>()
    this.#byKey.set(topologyKey, values)
    values.set(value, (values.get(value) ?? 0) + amount)
  }

  /** The number where `node` is; undefined when it lacks the label. */
  at(node: Node, topologyKey: string): number | undefined {
    const value = labelOf(node.metadata.labels, topologyKey)
    return value === undefined ? undefined : (this.#byKey.get(topologyKey)?.get(value) ?? 0)
  }

  /** The numbers of all keys where `node` is. */
  allAt(node: Node): readonly number[] {
    return Array.from(this.#byKey.keys(), (topologyKey) => this.at(node, topologyKey) ?? 0)
  }

  /** True when some number is above zero. */
  hasAny(): boolean {
    return [...this.#byKey.values()].some((values) => [...values.values()].some((n) => n > 0))
  }

  clone(): TopologyCounts {
    const copy = new TopologyCounts()
    for (const [key, values] of this.#byKey) copy.#byKey.set(key, new Map(values))
    return copy
  }
}
