// Answers that are made of the amounts of a Pod alone, each worked out once: a status is written many times, the
// amounts stay.
import { equal } from '#lib/equal.ts'
import type { Container, ContainerStatus, Pod, PodSpec } from '../generated/types.ts'

type Amounts = Pick<PodSpec, 'initContainers' | 'resources' | 'overhead'>

interface Known<T> extends Required<{ readonly [K in keyof Amounts]: Amounts[K] | undefined }> {
  readonly answer: T
}

/** The answers of one question, kept with the containers that they are about: objects never change. */
export type Memory<T> = WeakMap<readonly Container[], Known<T>>

/** What `compute` answers, who reads of a Pod only the parts of its spec that say amounts. */
export function ofSpec<T>(memory: Memory<T>, { spec }: Pod, compute: () => T): T {
  if (spec === undefined) return compute()
  const { containers, initContainers, resources, overhead } = spec
  const known = memory.get(containers)
  if (
    known !== undefined &&
    known.initContainers === initContainers &&
    known.resources === resources &&
    known.overhead === overhead
  )
    return known.answer
  const answer = compute()
  memory.set(containers, { initContainers, resources, overhead, answer })
  return answer
}

/** The same for one who reads the amounts that containers are said to hold besides. */
export function ofRequests<T>(memory: Memory<T>, pod: Pod, compute: () => T): T {
  return holdsWhatItAsks(pod) ? ofSpec(memory, pod, compute) : compute()
}

/** Whether the status says no other amounts than the spec, as it does while nothing is resized. */
function holdsWhatItAsks({ spec, status }: Pod): boolean {
  return (
    areHeld(spec?.containers, status?.containerStatuses) &&
    areHeld(spec?.initContainers, status?.initContainerStatuses)
  )
}

function areHeld(
  containers: readonly Container[] | undefined,
  statuses: readonly ContainerStatus[] = [],
): boolean {
  return statuses.every((status) => holdsItsRequests(status, containers))
}

/** Whether the status of one of `containers` says no other amounts than what that one asks for. */
export function holdsItsRequests(
  { name, resources, allocatedResources }: ContainerStatus,
  containers: readonly Container[] = [],
): boolean {
  if (resources === undefined) return true
  const asked = containers.find((container) => container.name === name)?.resources?.requests
  return (
    equal(resources.requests, asked) &&
    (allocatedResources === undefined || equal(allocatedResources, asked))
  )
}
