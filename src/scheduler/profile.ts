// The default profile put together: the plugins, and what the framework lends to them.
// Follows pkg/scheduler/profile/profile.go and framework/runtime/framework.go (v1.36), RunFilterPluginsWithNominatedPods.
import type { Prng } from '#lib/prng.ts'
import type { Cache } from './cache/cache.ts'
import { createFramework } from './framework/framework.ts'
import type { Framework } from './framework/framework.ts'
import { podInfoOf } from './framework/node-info.ts'
import type { Handle } from './framework/plugin.ts'
import { PLUGINS } from './plugins/registry.ts'
import type { Nominator } from './queue/nominator.ts'

export interface ProfileParts extends Pick<Handle, 'client' | 'clock' | 'recorder'> {
  readonly prng: Prng
  readonly cache: Pick<Cache, 'snapshot'>
  readonly nominator: Pick<Nominator, 'podsFor'>
}

/** Makes the framework with all plugins; nothing is watched, and nothing runs before it is asked. */
export function createProfile(parts: ProfileParts): {
  readonly framework: Framework
  readonly handle: Handle
} {
  const { client, clock, recorder, prng, cache, nominator } = parts
  const handle: Handle = {
    client,
    clock,
    recorder,
    snapshot: cache.snapshot,
    prng: prng.fork('preemption'),
    runFilters(state, pod, node) {
      const nominated = nominator.podsFor(node.name)
      if (nominated.length === 0) return framework.filter(state, pod, node)
      const priority = pod.spec?.priority ?? 0
      const expected = nominated
        .filter((other) => other.metadata.uid !== pod.metadata.uid)
        .filter((other) => (other.spec?.priority ?? 0) >= priority)
      if (expected.length === 0) return framework.filter(state, pod, node)
      // They may come or not: the Pod must fit in both cases.
      const withThem = node.clone()
      for (const other of expected) withThem.addPod(podInfoOf(other))
      return framework.filter(state, pod, withThem) ?? framework.filter(state, pod, node)
    },
  }
  const framework: Framework = createFramework(
    PLUGINS.map(({ create, weight }) => ({ plugin: create(handle), weight })),
  )
  return { framework, handle }
}
