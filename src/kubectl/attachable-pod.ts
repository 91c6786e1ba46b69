// Which Pod and which of its containers a command means that goes into one: exec, attach, cp, port-forward.
// Follows k8s.io/kubectl/pkg/polymorphichelpers/attachablepodforobject.go and pkg/cmd/util/podcmd/podcmd.go (v1.36).
import { goType } from './errors.ts'
import type { LabelSelector, Pod } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import { resourceOf } from './resource-types.ts'
import { kindHere, parseResources } from './resources.ts'
import type { Session } from './session.ts'

/** The Pod of `POD` or `TYPE/NAME`; the exit code when there is none, which was said. */
export function attachablePod(
  session: Pick<Session, 'client' | 'err'>,
  namespace: string,
  word: string,
): Pod | number {
  const { client, err } = session
  const parsed = word.includes('/')
    ? parseResources({ args: [word], selected: false, allowEmptySelector: false })
    : null
  if (parsed?.ok === false) {
    for (const line of parsed.lines) err(line)
    return 1
  }
  const found = parsed?.resources[0]
  const named = kindHere(client, found?.kind ?? 'Pod')
  if ('unknown' in named) {
    err(named.unknown)
    return 1
  }
  const { kind } = named
  const name = found?.name ?? word
  const object = client.get(kind, infoOf(kind).namespaced ? namespace : '', name)
  if (object === undefined) {
    err(`Error from server (NotFound): ${resourceOf(kind)} ${JSON.stringify(name)} not found`)
    return 1
  }
  if (object.kind === 'Pod') return object
  if (object.kind === 'Service' && Object.keys(object.spec?.selector ?? {}).length === 0) {
    err(
      `error: cannot attach to *v1.Service: invalid service '${name}': Service is defined without a selector`,
    )
    return 1
  }
  const labels = selectorOf(object)
  if (labels === undefined) {
    err(
      `error: cannot attach to ${goType(object.kind)}: selector for ${goType(object.kind)} not implemented`,
    )
    return 1
  }
  const [first] = client
    .list('Pod', { namespace })
    .filter(({ metadata }) => matchesLabelSelector(labels, metadata.labels))
    .toSorted(byActivity)
  if (first !== undefined) return first
  err('error: timed out waiting for the condition')
  return 1
}

function selectorOf(object: ApiObject): LabelSelector | undefined {
  const { spec } = object as { readonly spec?: { readonly selector?: unknown } }
  const selector = spec?.selector
  if (typeof selector !== 'object' || selector === null) return undefined
  return object.kind === 'Service' || object.kind === 'ReplicationController'
    ? { matchLabels: selector as Readonly<Record<string, string>> }
    : selector
}

/** Those that run before the others, ready ones before those, the oldest first (controller.ActivePods, reversed). */
function byActivity(a: Pod, b: Pod): number {
  const rank = ({ spec, status }: Pod): number => {
    if ((spec?.nodeName ?? '') === '') return 3
    if (status?.phase !== 'Running') return 2
    const isReady = status.conditions?.some(
      ({ type, status: is }) => type === 'Ready' && is === 'True',
    )
    return isReady === true ? 0 : 1
  }
  const created = ({ metadata }: Pod): number => msOfTime(metadata.creationTimestamp ?? '')
  return (
    rank(a) - rank(b) ||
    created(a) - created(b) ||
    compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

/** The container that is meant; null when there is no such one, which was said. */
export function containerIn(
  { err }: Pick<Session, 'err'>,
  { metadata, spec }: Pod,
  wanted: string,
  quiet: boolean,
): string | null {
  const app = (spec?.containers ?? []).map(({ name }) => name)
  const init = (spec?.initContainers ?? []).map(({ name }) => name)
  const ephemeral = (spec?.ephemeralContainers ?? []).map(({ name }) => name)
  const all = [...app, ...init, ...ephemeral]
  const marked = [
    ...app,
    ...ephemeral.map((name) => `${name} (ephem)`),
    ...init.map((name) => `${name} (init)`),
  ].join(', ')
  const asked = wanted || metadata.annotations?.[DEFAULT_CONTAINER] || ''
  if (asked !== '') {
    if (all.includes(asked)) return asked
    err(`error: container ${asked} is not valid for pod ${metadata.name ?? ''} out of: ${marked}`)
    return null
  }
  const [first = ''] = app
  if (!quiet && all.length > 1)
    err(`Defaulted container ${JSON.stringify(first)} out of: ${marked}`)
  return first
}
