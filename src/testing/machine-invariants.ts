// What must hold of machines, whatever happens to them: of static Pods and their mirrors, and of what volumes keep.
import { isMirrorPod } from '#api/core/containers.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'

type State = ReadonlyMap<string, WorldObject>

const MIRROR = 'kubernetes.io/config.mirror'
/** A kubelet looks at each Pod again within 90 s, and lists its folder every 20 s; what ends may take 30 s. */
const SOON_MS = 150_000

/** Lines that a start of a container writes, with their ends. */
const LINE_BYTES = 2

/**
 * What was violated about static Pods in a journal, as sentences: a mirror is there exactly while its static Pod is and the API
 * server answers (a moment later, as kubelets see it), and nothing that the API server says stops a container of one. The journal
 * tells of what was until `endMs`.
 */
export function staticPodViolations(
  journal: readonly JournalEntry[],
  endMs: number,
): readonly string[] {
  const violations: string[] = []
  const state = new Map<string, WorldObject>()
  const apiUids = uidsOf(journal)
  const startedBy = new Map<string, number>()
  const wrongSince = new Map<string, number>()
  let timeMs = 0
  for (const entry of journal) {
    // What is so now has been so since the entry before.
    if (entry.timeMs > timeMs) violations.push(...mirrorViolations(state, wrongSince, timeMs))
    if (entry.timeMs > timeMs + 1000)
      violations.push(...mirrorViolations(state, wrongSince, entry.timeMs))
    timeMs = entry.timeMs
    for (const { key, before, after } of entry.changes) {
      if (after === undefined) state.delete(key)
      else state.set(key, after)
      if (after?.kind !== 'ContainerInstance' || apiUids.has(after.pod.uid)) continue
      if (after.state === 'running') startedBy.set(key, startedBy.get(key) ?? entry.id)
      const wasRunning = before?.kind === 'ContainerInstance' && before.state === 'running'
      if (!wasRunning || after.state !== 'exited') continue
      const order = orderOf(journal, entry, startedBy.get(key) ?? 0)
      if (order !== undefined)
        violations.push(
          `entry ${entry.id}: ${after.pod.name}/${after.name} stops because of entry ${order.id}: ${order.actor} ${order.message}`,
        )
    }
  }
  violations.push(...mirrorViolations(state, wrongSince, timeMs))
  return [...new Set([...violations, ...mirrorViolations(state, wrongSince, endMs)])]
}

/** The UIDs of all Pods that the API server ever held. */
function uidsOf(journal: readonly JournalEntry[]): ReadonlySet<string> {
  return new Set(
    journal.flatMap(({ changes }) =>
      changes.flatMap(({ after }) => (after?.kind === 'Pod' ? [after.metadata.uid ?? ''] : [])),
    ),
  )
}

/** The latest cause of an entry, after entry `from`, that is a write of an API object by somebody else than a kubelet. */
function orderOf(
  journal: readonly JournalEntry[],
  entry: JournalEntry,
  from: number,
): JournalEntry | undefined {
  const firstId = journal[0]?.id ?? 0
  let at: JournalEntry | undefined = entry
  while (at !== undefined && at.id > from) {
    const writes = at.changes.some(({ key }) => /^(Pod|Node)\//.test(key))
    if (writes && !at.actor.startsWith('kubelet on ')) return at
    at = at.cause === null ? undefined : journal[at.cause - firstId]
  }
  return undefined
}

/** Mirrors that are there for nobody, and static Pods without one, for so long that no kubelet is still at it. */
function mirrorViolations(
  state: State,
  wrongSince: Map<string, number>,
  nowMs: number,
): readonly string[] {
  const wrong = new Map<string, string>()
  const mirrors = new Set<string>()
  for (const object of state.values()) {
    if (object.kind !== 'Pod' || !isMirrorPod(object)) continue
    const node = object.spec?.nodeName ?? ''
    const uid = object.metadata.annotations?.[MIRROR] ?? ''
    mirrors.add(uid)
    if (isLookedAfter(state, node) && !hasFile(state, node, object.metadata.name ?? ''))
      wrong.set(`mirror ${uid} on ${node}`, `${object.metadata.name} mirrors no static Pod`)
  }
  for (const object of state.values()) {
    if (object.kind !== 'ContainerInstance' || object.state !== 'running') continue
    const { pod, nodeName } = object
    const isStatic = hasFile(state, nodeName, pod.name)
    if (!isStatic || mirrors.has(pod.uid) || pod.namespace === 'nowhere') continue
    if (isLookedAfter(state, nodeName))
      wrong.set(`static ${pod.uid} on ${nodeName}`, `static Pod ${pod.name} has no mirror`)
  }
  for (const key of wrongSince.keys()) if (!wrong.has(key)) wrongSince.delete(key)
  return [...wrong].flatMap(([key, sentence]) => {
    const since = wrongSince.get(key) ?? nowMs
    wrongSince.set(key, since)
    return nowMs - since > SOON_MS ? [`${sentence}, since ${since}`] : []
  })
}

/** True when a kubelet runs that reaches its container runtime and its API server, and finds its Node there. */
function isLookedAfter(state: State, nodeName: string): boolean {
  const machine = state.get(`Machine/${nodeName}`)
  const server = state.get('Component/kube-apiserver')
  return (
    machine?.kind === 'Machine' &&
    machine.kubelet === 'running' &&
    machine.containerd !== 'stopped' &&
    machine.network !== 'cut' &&
    state.has(`Node//${nodeName}`) &&
    (server?.kind !== 'Component' || server.refusal === null)
  )
}

/** True when the folder of a node has a file that brings a Pod of this name. */
function hasFile(state: State, nodeName: string, podName: string): boolean {
  const disk = state.get(`Disk/${nodeName}`)
  const files = disk?.kind === 'Disk' ? disk.files : []
  return files.some(
    ({ path, content }) =>
      path.startsWith('/etc/kubernetes/manifests/') && podName === `${nameIn(content)}-${nodeName}`,
  )
}

interface PodText {
  readonly kind?: string
  readonly metadata?: { readonly name?: string }
  readonly spec?: { readonly serviceAccountName?: string }
}

const NAMES = new Map<string, string | undefined>()

/** The name of the Pod that a file brings; undefined when it brings none. */
function nameIn(content: string): string | undefined {
  if (!NAMES.has(content)) {
    const { documents, diagnostics } = parseYaml(content)
    const pod = documents[0]?.value as PodText | null | undefined
    const isTaken =
      pod?.kind === 'Pod' &&
      pod.spec?.serviceAccountName === undefined &&
      diagnostics.every(({ severity }) => severity !== 'error')
    NAMES.set(content, isTaken ? pod.metadata?.name : undefined)
  }
  return NAMES.get(content)
}

/**
 * What was violated about the keepers' volumes at the end of a journal, as sentences: what is on a disk lives as long as its Pod,
 * what is in memory as long as its machine has power, too, what is on the host for ever, and what is in a claim as long as that.
 */
export function volumeViolations(journal: readonly JournalEntry[]): readonly string[] {
  const state = new Map<string, WorldObject>()
  const starts: ContainerRecord[] = []
  const boots = new Map<string, number>()
  for (const entry of journal)
    for (const { key, before, after } of entry.changes) {
      if (after === undefined) state.delete(key)
      else state.set(key, after)
      if (after?.kind === 'Machine' && after.power !== 'on') boots.set(after.nodeName, entry.timeMs)
      if (after?.kind !== 'ContainerInstance' || after.name !== 'writer') continue
      const wasRunning = before?.kind === 'ContainerInstance' && before.state === 'running'
      if (after.state === 'running' && !wasRunning) starts.push(after)
    }
  return [...state.values()].flatMap((object) => {
    if (object.kind !== 'Volume' || !/^(keeper|store)-/.test(object.pod.name)) return []
    const { nodeName, pod, name } = object
    const bootMs = boots.get(nodeName) ?? 0
    const ofPod = starts.filter((one) => one.pod.uid === pod.uid)
    const wanted: Readonly<Record<string, readonly ContainerRecord[]>> = {
      disk: ofPod,
      memory: ofPod.filter(({ startedAtMs }) => (startedAtMs ?? 0) >= bootMs),
      host: starts.filter((one) => one.nodeName === nodeName && one.pod.name.startsWith('keeper-')),
      claim: starts.filter((one) => one.pod.name === pod.name),
    }
    const lines = wanted[name]
    const bytes = object.files.find(({ path }) => path.endsWith('log'))?.bytes ?? 0
    return lines === undefined || bytes === LINE_BYTES * lines.length
      ? []
      : [`volume ${name} of ${pod.name} on ${nodeName} has ${bytes} bytes of ${lines.length} lines`]
  })
}
