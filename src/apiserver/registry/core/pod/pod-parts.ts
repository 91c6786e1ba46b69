// The parts of a Pod that are changed by requests of their own: the resources of its containers, and its ephemeral
// containers.
// Follows pkg/registry/core/pod/strategy.go (v1.36), podResizeStrategy and podEphemeralContainersStrategy, and
// ValidatePodResize and ValidatePodEphemeralContainersUpdate of pkg/apis/core/validation/validation.go.
import { isSidecar, MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import { computePodQos } from '#api/core/pod-qos.ts'
import type { Container, Pod, PodSpec, ResourceRequirements } from '#api/generated/types.ts'
import { FieldPath, type FieldError, rootPath } from '#api/meta/field-error.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import { forbidden, invalid } from '../../../validation/errors.ts'
import { forbiddenChange } from '../../../validation/go-internal.ts'
import { asSparse } from '../../../validation/sparse.ts'
import { validatePodMetadataAndSpec } from '../../../validation/pod/validate-pod.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { nextGeneration, type PartStrategy } from '../../strategy.ts'
import { validatePodAnnotationUpdates } from './validate-pod-update.ts'

const SPEC = rootPath('spec')
const ROOT = new FieldPath()
const NO_SPEC: PodSpec = { containers: [] }
type ResourceList = Readonly<Record<string, string | number>>
type Lists = 'containers' | 'initContainers'
const LISTS: readonly Lists[] = ['containers', 'initContainers']

const isMirror = ({ metadata }: Pod): boolean =>
  metadata.annotations?.[MIRROR_POD_ANNOTATION] !== undefined
const namesOf = (containers: readonly Container[] = []): readonly string[] =>
  containers.map(({ name }) => name)

/** The containers with the resources and the policies of others; those others where they are not the same ones. */
function withResources(
  next: readonly Container[] | undefined,
  old: readonly Container[] | undefined,
): readonly Container[] | undefined {
  if (!equal(namesOf(next), namesOf(old))) return next
  return old?.map((container, index): Container => {
    const { resources, resizePolicy } = next?.[index] ?? {}
    return defined(Object.assign({}, container, { resources, resizePolicy }))
  })
}

/** Nothing but resources is taken over; a Pod with other containers stays as it is, to be refused. */
function resized(next: Pod, old: Pod): Pod {
  const [spec, before] = [next.spec ?? NO_SPEC, old.spec ?? NO_SPEC]
  if (LISTS.some((list) => (spec[list] ?? []).length !== (before[list] ?? []).length)) return next
  const kept = defined({
    ...before,
    resources: spec.resources,
    containers: withResources(spec.containers, before.containers) ?? [],
    initContainers: withResources(spec.initContainers, before.initContainers),
  })
  return defined({ ...next, metadata: old.metadata, spec: kept, status: old.status })
}

function orderErrors(next: PodSpec, old: PodSpec): readonly FieldError[] {
  return LISTS.flatMap((list) => {
    const path = SPEC.child(list)
    const [names, before] = [namesOf(next[list]), namesOf(old[list])]
    if (names.length !== before.length)
      return [forbidden(path, `${list} may not be added or removed on resize`)]
    return before.flatMap((name, index) =>
      names[index] === name
        ? []
        : [
            forbidden(
              path.index(index).child('name'),
              'containers may not be renamed or reordered on resize'.replace('containers', list),
            ),
          ],
    )
  })
}

const isRemoved = (next: ResourceList = {}, old: ResourceList = {}): boolean =>
  Object.keys(old).some((name) => !Object.hasOwn(next, name))

function removalErrors(
  next: ResourceRequirements = {},
  old: ResourceRequirements = {},
  path: FieldPath,
): readonly FieldError[] {
  return (['requests', 'limits'] as const).flatMap((list) =>
    isRemoved(next[list], old[list])
      ? [forbidden(path.child(list), `resource ${list} cannot be removed`)]
      : [],
  )
}

/** A list with cpu and memory as they were. */
function withOldCpuMemory(next: ResourceList | undefined, old: ResourceList | undefined) {
  const { cpu: _, memory: __, ...others } = next ?? {}
  const { cpu, memory } = old ?? {}
  return defined({ ...others, cpu, memory }) as ResourceList
}

/** A container with cpu and memory as they were; what holds nothing is as good as missing. */
function withoutCpuMemory({ resources, ...container }: Container, old: Container): unknown {
  return { ...container, resources: munged(resources, old.resources) }
}

const munged = (next: ResourceRequirements | undefined, old: ResourceRequirements | undefined) => ({
  limits: withOldCpuMemory(next?.limits, old?.limits),
  requests: withOldCpuMemory(next?.requests, old?.requests),
})
const asMunged = ({ resources, ...container }: Container): unknown => ({
  ...container,
  resources: { limits: resources?.limits ?? {}, requests: resources?.requests ?? {} },
})

const ONLY = 'only cpu and memory resources are mutable'
const RESTARTS =
  'non-sidecar init containers with a resize policy of RestartContainer cannot be resized'

function mutabilityErrors(next: PodSpec, old: PodSpec): readonly FieldError[] {
  const isOther = (container: Container, before: Container): boolean =>
    !equal(withoutCpuMemory(container, before), asMunged(before))
  const pairs = (list: Lists): readonly (readonly [Container, Container])[] =>
    (next[list] ?? []).flatMap((container, index) => {
      const before = old[list]?.[index]
      return before === undefined ? [] : [[container, before] as const]
    })
  return [
    ...pairs('containers').flatMap(([container, before]) =>
      isOther(container, before) ? [forbidden(SPEC, ONLY)] : [],
    ),
    ...pairs('initContainers').flatMap(([container, before], index) => {
      const path = SPEC.child('initContainers').index(index)
      const restarts = (container.resizePolicy ?? []).filter(
        ({ restartPolicy }) => restartPolicy === 'RestartContainer',
      )
      const isFixed = isSidecar(container) || equal(container, before)
      const detail = 'only cpu and memory resources for init or sidecar containers are mutable'
      return [
        ...(isOther(container, before) ? [forbidden(path, detail)] : []),
        ...(isFixed ? [] : restarts.map(() => forbidden(path, RESTARTS))),
      ]
    }),
  ]
}

function podLevelErrors(next: PodSpec, old: PodSpec): readonly FieldError[] {
  const path = SPEC.child('resources')
  const { resources } = next
  if (old.resources !== undefined && resources === undefined)
    return [forbidden(path, 'pod-level resources cannot be removed')]
  const before = old.resources ?? {}
  const others = munged(resources, old.resources)
  const { limits = {}, requests = {} } = before
  return [
    ...(['requests', 'limits'] as const).flatMap((list) =>
      isRemoved(resources?.[list], before[list])
        ? [forbidden(path.child(list), `pod-level resource ${list} cannot be removed`)]
        : [],
    ),
    ...(equal(others, { limits, requests })
      ? []
      : [forbidden(SPEC, 'only cpu and memory resources are mutable at pod-level')]),
  ]
}

function validateResize(next: Pod, old: Pod): readonly FieldError[] {
  const [spec, before] = [next.spec ?? NO_SPEC, old.spec ?? NO_SPEC]
  if (isMirror(old)) return [forbidden(ROOT, 'static pods cannot be resized')]
  if (before.os?.name === 'windows') return [forbidden(ROOT, 'windows pods cannot be resized')]
  const { qosClass } = old.status ?? {}
  const qos = 'Pod QOS Class may not change as a result of resizing'
  const isAdjustable = (old.status?.containerStatuses ?? []).find(
    ({ state }) => state?.running !== undefined,
  )
  const errors = [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validatePodMetadataAndSpec(asSparse(next)),
    ...(qosClass === computePodQos(next) ? [] : [invalid(SPEC, next.status?.qosClass, qos)]),
    ...(isAdjustable !== undefined && isAdjustable.resources === undefined
      ? [forbidden(SPEC, 'Pod running on node without support for resize')]
      : []),
    ...podLevelErrors(spec, before),
  ]
  const order = orderErrors(spec, before)
  if (order.length > 0) return [...errors, ...order]
  const removals = [...LISTS].toReversed().flatMap((list) =>
    (before[list] ?? []).flatMap(({ resources }, index) => {
      const path = SPEC.child(list).index(index).child('resources')
      return removalErrors(spec[list]?.[index]?.resources, resources, path)
    }),
  )
  return [...errors, ...removals, ...mutabilityErrors(spec, before)]
}

/** Nothing but the ephemeral containers is taken over. */
function withEphemeral(next: Pod, old: Pod): Pod {
  const { ephemeralContainers } = next.spec ?? NO_SPEC
  const spec = defined({ ...(old.spec ?? NO_SPEC), ephemeralContainers })
  return defined({ ...next, metadata: old.metadata, spec, status: old.status })
}

function validateEphemeral(next: Pod, old: Pod): readonly FieldError[] {
  const path = SPEC.child('ephemeralContainers')
  if (isMirror(old)) return [forbidden(ROOT, 'static pods do not support ephemeral containers')]
  const after = next.spec?.ephemeralContainers ?? []
  return [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validatePodMetadataAndSpec(asSparse(next)),
    ...validatePodAnnotationUpdates(next, old),
    ...(old.spec?.ephemeralContainers ?? []).flatMap((before) => {
      const said = `existing ephemeral containers ${JSON.stringify(before.name)} may not be`
      const at = after.findIndex(({ name }) => name === before.name)
      const found = after[at]
      if (found === undefined) return [forbidden(path, `${said} removed\n`)]
      if (equal(found, before)) return []
      const change = { type: 'EphemeralContainer', before, after: found, at: path.index(at) }
      return [forbiddenChange(path, `${said} changed`, change)]
    }),
  ]
}

const counted = (next: Pod, old: Pod): Pod => nextGeneration(next, old, !equal(next.spec, old.spec))

export const POD_PARTS: Readonly<Record<'resize' | 'ephemeralcontainers', PartStrategy<Pod>>> = {
  resize: {
    prepareForUpdate: (next, old) => counted(resized(next, old), old),
    validateUpdate: validateResize,
  },
  ephemeralcontainers: {
    prepareForUpdate: (next, old) => counted(withEphemeral(next, old), old),
    validateUpdate: validateEphemeral,
  },
}
