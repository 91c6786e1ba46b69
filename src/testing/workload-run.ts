// Short ways to run a workload through the whole engine and to look at what became of it. For tests.
import type { Pod } from '#api/generated/types.ts'
import { type Kind, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { Cluster } from '#cluster/types.ts'
import { runScenario } from '#scenario/run-scenario.ts'

/** What happens later: a second, and a manifest that is applied or a kubectl line. */
export type Later = readonly [
  atSeconds: number,
  what: { readonly apply: string } | { readonly kubectl: string },
]

export interface WorkloadRun {
  readonly later?: readonly Later[]
  readonly until?: string
  readonly seed?: number
  /** More lines of scenario.yaml. */
  readonly scenario?: string
}

/** Runs a manifest on two workers. Images with the tag `missing` do not exist. */
export function runWorkload(
  manifest: string,
  { later = [], until = '10m', seed = 1, scenario = '' }: WorkloadRun = {},
): Cluster {
  const actions = later.map(([at, what], index) =>
    'apply' in what
      ? `- { at: ${at}s, apply: later/${index}.yaml }\n`
      : `- { at: ${at}s, kubectl: ${JSON.stringify(what.kubectl)} }\n`,
  )
  const images = 'images:\n- { image: "nginx:missing", missing: true }\n'
  const text = `until: ${until}\nseed: ${seed}\n${images}${scenario}actions:\n${actions.join('')}`
  return runScenario([
    { path: 'scenario.yaml', text },
    { path: 'manifests/web.yaml', text: manifest },
    ...later.flatMap(([, what], index) =>
      'apply' in what ? [{ path: `later/${index}.yaml`, text: what.apply }] : [],
    ),
  ]).cluster
}

/** An object of the default namespace at the end. A missing one fails the test. */
export function objectOf<K extends Kind>({ world }: Cluster, kind: K, name: string): ObjectOf<K> {
  const found = world.get(objectKey(kind, 'default', name))
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
  // The key says which kind it is.
  return found as ObjectOf<K>
}

/** All objects of a kind at a time, in milliseconds; at the end without one. */
export function objectsOf<K extends Kind>(
  cluster: Cluster,
  kind: K,
  atMs?: number,
): readonly ObjectOf<K>[] {
  const state = atMs === undefined ? cluster.world.state : cluster.seek(atMs)
  return [...state.values()].filter((object): object is ObjectOf<K> => object.kind === kind)
}

/** 'worker-1 nginx:2' for each Pod that is not being deleted, sorted: where it is and what it runs. */
export function placesOf(cluster: Cluster, atMs?: number): readonly string[] {
  return objectsOf(cluster, 'Pod', atMs)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ spec }: Pod) => `${spec?.nodeName ?? '-'} ${spec?.containers[0]?.image ?? ''}`)
    .toSorted()
}

/** 'Normal SuccessfulCreate Created pod: web-x' of each Event about an object, in the order of its first time. */
export function eventsAbout(cluster: Cluster, kind: Kind): readonly string[] {
  return objectsOf(cluster, 'Event')
    .filter(({ involvedObject }) => involvedObject.kind === kind)
    .map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`)
}
