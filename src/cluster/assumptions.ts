// What is assumed of an object's containers when they run: their images, programs and scripts.
import type { Container, PodSpec } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Assumed } from '#apiserver/admit-types.ts'
import { assumptionsAbout, assumptionsAboutCommand } from '#runtime/assumptions.ts'

type Path = Assumed['path']

/** What is assumed of a Pod, or of the template of an object that makes Pods; each thing once. */
export function assumptionsOf(object: ApiObject): readonly Assumed[] {
  const found = new Map<string, Assumed>()
  const pod = podSpecOf(object)
  if (pod === null) return []
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [index, container] of (pod.spec[list] ?? []).entries()) {
      for (const one of assumptionsOfContainer(container, [...pod.path, list, index]))
        if (!found.has(one.message)) found.set(one.message, one)
    }
  }
  return [...found.values()]
}

/** The Pod spec of a Pod or of a template, and where it stands. */
function podSpecOf(object: ApiObject): { readonly spec: PodSpec; readonly path: Path } | null {
  if (object.kind === 'Pod')
    return object.spec === undefined ? null : { spec: object.spec, path: ['spec'] }
  const outer: unknown = 'spec' in object ? object.spec : undefined
  if (!hasTemplate(outer) || outer.template?.spec === undefined) return null
  return { spec: outer.template.spec, path: ['spec', 'template', 'spec'] }
}

function hasTemplate(spec: unknown): spec is { readonly template?: { readonly spec?: PodSpec } } {
  return typeof spec === 'object' && spec !== null && 'template' in spec
}

function assumptionsOfContainer(container: Container, path: Path): readonly Assumed[] {
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
    ...commands.flatMap(([below, command]) =>
      command === undefined ? [] : assumptionsAboutCommand(container, command).map(at(below)),
    ),
  ]
}
