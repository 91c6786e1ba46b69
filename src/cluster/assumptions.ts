// What is assumed of an object's containers when they run: their images, programs and scripts.
import type { Container, PodSpec } from '#api/generated/types.ts'
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Assumed } from '#apiserver/admit-types.ts'
import {
  assumptionsAbout,
  assumptionsAboutCommand,
  assumptionsAboutUser,
} from '#runtime/assumptions.ts'

type Path = Assumed['path']

/** What is assumed of a Pod, or of the template of an object that makes Pods; each thing once. */
export function assumptionsOf(object: ApiObject): readonly Assumed[] {
  const found = new Map<string, Assumed>()
  const pod = podSpecOf(object)
  if (pod === null) return []
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [index, container] of (pod.spec[list] ?? []).entries()) {
      for (const one of assumptionsOfContainer(pod.spec, container, [...pod.path, list, index]))
        if (!found.has(one.message)) found.set(one.message, one)
    }
  }
  return [...found.values()]
}

/** The image says who its processes are, and that matters: the kubelet refuses to run them as root. */
function asksForUser(spec: PodSpec, { securityContext: own }: Container): boolean {
  const shared = spec.securityContext
  const mustNotBeRoot = own?.runAsNonRoot ?? shared?.runAsNonRoot
  return mustNotBeRoot === true && (own?.runAsUser ?? shared?.runAsUser) === undefined
}

function assumptionsOfContainer(
  spec: PodSpec,
  container: Container,
  path: Path,
): readonly Assumed[] {
  const at =
    (below: Path) =>
    (one: Assumed): Assumed => ({
      ...one,
      path: [...path, ...below, ...one.path],
    })
  const commands: readonly (readonly [Path, readonly string[] | undefined])[] = [
    [['livenessProbe', 'exec'], container.livenessProbe?.exec?.command],
    [['readinessProbe', 'exec'], container.readinessProbe?.exec?.command],
    [['startupProbe', 'exec'], container.startupProbe?.exec?.command],
    [['lifecycle', 'postStart', 'exec'], container.lifecycle?.postStart?.exec?.command],
    [['lifecycle', 'preStop', 'exec'], container.lifecycle?.preStop?.exec?.command],
  ]
  return [
    ...assumptionsAbout(container).map(at([])),
    ...(asksForUser(spec, container) ? assumptionsAboutUser(container).map(at([])) : []),
    ...commands.flatMap(([below, command]) =>
      command === undefined ? [] : assumptionsAboutCommand(container, command).map(at(below)),
    ),
  ]
}
