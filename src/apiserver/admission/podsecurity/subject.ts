// What the checks of the Pod Security Standards look at, and how they name what they find.
// Follows k8s.io/pod-security-admission/policy/visitor.go and helpers.go (v1.36).
import type { Container, ObjectMeta, PodSpec, SecurityContext } from '#api/generated/types.ts'
import type { Sparse } from '../../validation/sparse.ts'

export interface Subject {
  readonly metadata: Sparse<ObjectMeta>
  readonly spec: Sparse<PodSpec>
}

export interface Violation {
  readonly reason: string
  readonly detail: string
}

export type Verdict = Violation | null
export type AnyContainer = Sparse<Container>
type Context = Sparse<SecurityContext>

export const containersOf = (spec: Sparse<PodSpec>): readonly AnyContainer[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
  ...(spec.ephemeralContainers ?? []),
]

export const quoted = (items: readonly string[]): string =>
  items.length === 0 ? '' : `"${items.join('", "')}"`
export const plural = (word: string, count: number, many = `${word}s`): string =>
  count === 1 ? word : many
export const sorted = (items: readonly string[]): readonly string[] =>
  [...new Set(items)].toSorted()
export const named = (containers: readonly AnyContainer[]): string =>
  `${plural('container', containers.length)} ${quoted(containers.map(({ name = '' }) => name))}`

/** The containers that something is wrong with, named in a sentence. */
export function ofContainers(
  { spec }: Subject,
  isBad: (container: AnyContainer) => boolean,
  violation: (names: string) => Violation,
): Verdict {
  const bad = containersOf(spec).filter(isBad)
  return bad.length === 0 ? null : violation(named(bad))
}

export const isWindows = ({ spec }: Subject): boolean => spec.os?.name === 'windows'
/** Root in a user namespace of its own is nobody outside. */
export const isRelaxed = ({ spec }: Subject, minor: number): boolean =>
  spec.hostUsers === false && minor >= 35

/** Who sets a wrong value, the Pod or which containers, and the wrong values. */
export function settersOf(
  { spec }: Subject,
  wrong: (context: Context) => readonly string[],
): { readonly setters: string; readonly values: readonly string[] } | null {
  const ofPod = wrong((spec.securityContext ?? {}) as Context)
  const bad = containersOf(spec).filter(
    ({ securityContext = {} }) => wrong(securityContext).length > 0,
  )
  if (ofPod.length === 0 && bad.length === 0) return null
  const values = bad.flatMap(({ securityContext = {} }) => wrong(securityContext))
  const setters = [...(ofPod.length > 0 ? ['pod'] : []), ...(bad.length > 0 ? [named(bad)] : [])]
  return { setters: setters.join(' and '), values: sorted([...ofPod, ...values]) }
}
