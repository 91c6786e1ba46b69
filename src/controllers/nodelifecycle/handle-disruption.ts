// Many nodes down at once: tainting goes on slower, and stops when no node at all is ready, because then the
// fault is rather with the one who looks.
// Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36), handleDisruption.
import type { NodeCondition } from '#api/generated/types.ts'
import type { Lifecycle } from './lifecycle.ts'
import { markNodeAsReachable } from './no-execute-taints.ts'
import { computeZoneState, evictionRate } from './zones.ts'

/** Follows what became of the zones; `zones` has the Ready conditions of their nodes. */
export function handleDisruption(
  run: Lifecycle,
  zones: ReadonlyMap<string, readonly (NodeCondition | undefined)[]>,
): void {
  const { zoneStates, zoneNoExecuteTainter, health } = run.state
  const next = new Map([...zones].map(([zone, nodes]) => [zone, computeZoneState(nodes)]))
  for (const zone of zoneStates.keys()) if (!zones.has(zone)) zoneStates.delete(zone)
  for (const zone of zones.keys()) if (!zoneStates.has(zone)) zoneStates.set(zone, 'Initial')
  const isDown = (state: string): boolean => state === 'FullDisruption'
  const areAllDown = [...next.values()].every(isDown)
  const wereAllDown = [...zoneStates.values()].every(isDown)
  if (areAllDown && wereAllDown) return
  if (areAllDown) {
    for (const node of run.client.list('Node')) {
      markNodeAsReachable(run, node, 'no Node is ready, so the fault may be on this side')
    }
    for (const zone of zones.keys()) {
      zoneNoExecuteTainter.get(zone)?.setRate(0)
      zoneStates.set(zone, 'FullDisruption')
    }
    return
  }
  if (wereAllDown) {
    for (const [name, seen] of health) health.set(name, { ...seen, probeMs: run.clock.nowMs })
  }
  for (const [zone, state] of next) {
    // The way out sets all rates anew, also of zones that are still down: their tainting was stopped on the way in.
    if (!wereAllDown && zoneStates.get(zone) === state) continue
    const rate = evictionRate(state, zones.get(zone)?.length ?? 0)
    zoneNoExecuteTainter.get(zone)?.setRate(rate)
    zoneStates.set(zone, state)
  }
}
