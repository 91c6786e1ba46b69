// Of a Pod little may change: images, deadline, tolerations, and while it is gated where it may go.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePodUpdate.
import { inclusiveRange } from '#api/meta/formats.ts'
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type {
  Container,
  NodeAffinity,
  NodeSelectorTerm,
  Pod,
  PodSchedulingGate,
  PodSpec,
  Toleration,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import { forbidden, invalid, required } from '../../../validation/errors.ts'
import { forbiddenChange, internalValue } from '../../../validation/go-internal.ts'
import { goMap } from '../../../validation/go-text.ts'
import { asSparse } from '../../../validation/sparse.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import {
  validatePodMetadataAndSpec,
  validatePodSpecificAnnotations,
} from '../../../validation/pod/validate-pod.ts'
import { validateTolerations } from '../../../validation/pod/validate-tolerations.ts'

const SPEC = rootPath('spec')
const MAX_INT32 = 2147483647
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const EMPTY_SPEC: PodSpec = { containers: [] }
const MUTABLE_FIELDS = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
]

/** The errors of annotations that may not come, go or change. Follows ValidatePodSpecificAnnotationUpdates. */
export function validatePodAnnotationUpdates(next: Pod, old: Pod): readonly FieldError[] {
  const after = next.metadata.annotations ?? {}
  const before = old.metadata.annotations ?? {}
  const path = rootPath('metadata', 'annotations')
  const nameOf = (key: string): string | undefined => {
    if (key.startsWith(APP_ARMOR)) return 'AppArmor annotations'
    return key === MIRROR_POD_ANNOTATION ? 'mirror pod annotation' : undefined
  }
  const changed = sortedEntries(before).flatMap(([key, value]) => {
    const name = after[key] === value ? undefined : nameOf(key)
    return name === undefined ? [] : [forbidden(path.key(key), `may not remove or update ${name}`)]
  })
  const added = sortedEntries(after).flatMap(([key]) => {
    const name = Object.hasOwn(before, key) ? undefined : nameOf(key)
    return name === undefined ? [] : [forbidden(path.key(key), `may not add ${name}`)]
  })
  const own = validatePodSpecificAnnotations(after, asSparse(next.spec ?? EMPTY_SPEC), path)
  return [...changed, ...added, ...own]
}

function validateImages(containers: readonly Container[], path: FieldPath): readonly FieldError[] {
  return containers.flatMap(({ image = '' }, index) => {
    const at = path.index(index).child('image')
    if (image === '') return [required(at)]
    return image.trim() === image
      ? []
      : [invalid(at, image, 'must not have leading or trailing whitespace')]
  })
}

function validateDeadline(next: PodSpec, old: PodSpec): readonly FieldError[] {
  const path = SPEC.child('activeDeadlineSeconds')
  const seconds = next.activeDeadlineSeconds
  const before = old.activeDeadlineSeconds
  if (seconds === undefined) {
    const detail = 'must not update from a positive integer to nil value'
    return before === undefined ? [] : [invalid(path, undefined, detail)]
  }
  if (seconds < 0 || seconds > MAX_INT32)
    return [invalid(path, seconds, inclusiveRange(0, MAX_INT32))]
  const isLater = before !== undefined && before < seconds
  return isLater ? [invalid(path, seconds, 'must be less than or equal to previous value')] : []
}

function validateAddedTolerations(
  next: readonly Toleration[],
  old: readonly Toleration[],
): readonly FieldError[] {
  const path = SPEC.child('tolerations')
  const kept = old.every((toleration) =>
    next.some((other) =>
      equal({ ...toleration, tolerationSeconds: other.tolerationSeconds }, other),
    ),
  )
  if (!kept)
    return [forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')]
  return validateTolerations(next, path)
}

function validateDeletedGates(
  next: readonly PodSchedulingGate[],
  old: readonly PodSchedulingGate[],
): readonly FieldError[] {
  const path = SPEC.child('schedulingGates')
  return next.flatMap(({ name }, index) =>
    old.some((gate) => gate.name === name)
      ? []
      : [
          forbidden(
            path.index(index).child('name'),
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  )
}

function validateNodeSelector(next: PodSpec, old: PodSpec): readonly FieldError[] {
  const after = next.nodeSelector ?? {}
  const kept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => after[key] === value)
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
  return kept ? [] : [invalid(SPEC.child('nodeSelector'), goMap(next.nodeSelector), detail)]
}

function hasOnlyAdditions(next: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const wasEmpty = (old.matchExpressions ?? []).length + (old.matchFields ?? []).length === 0
  const isEmpty = (next.matchExpressions ?? []).length + (next.matchFields ?? []).length === 0
  if (wasEmpty && !isEmpty) return false
  return (['matchExpressions', 'matchFields'] as const).every((list) => {
    const before = old[list] ?? []
    return equal((next[list] ?? []).slice(0, before.length), before)
  })
}

function validateNodeAffinity(
  next: NodeAffinity | undefined,
  old: NodeAffinity | undefined,
): readonly FieldError[] {
  const before = old?.[REQUIRED]?.nodeSelectorTerms ?? []
  const after = next?.[REQUIRED]?.nodeSelectorTerms ?? []
  const path = SPEC.child('affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms')
  if (before.length > 0 && before.length !== after.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'
    return [invalid(path, internalValue('[]NodeSelectorTerm', after), detail)]
  }
  return before.flatMap((term, index) => {
    const other = after[index] ?? {}
    if (hasOnlyAdditions(other, term)) return []
    const detail = 'only additions are allowed (no mutations or deletions)'
    return [invalid(path.index(index), internalValue('NodeSelectorTerm', other), detail)]
  })
}

function withOldImages(
  containers: readonly Container[] | undefined,
  old: readonly Container[] | undefined,
): readonly Container[] {
  return (containers ?? []).map((container, index) =>
    defined(Object.assign({}, container, { image: old?.[index]?.image })),
  )
}

/** The affinity with the old node affinity, where that is another one; with nothing but a new one it is as if there were none. */
function mungeAffinity(next: PodSpec, old: PodSpec): PodSpec['affinity'] {
  const { affinity } = next
  const nodeAffinity = old.affinity?.nodeAffinity
  if (equal(affinity?.nodeAffinity, nodeAffinity)) return affinity
  const isOnlyNew =
    old.affinity === undefined &&
    affinity?.podAffinity === undefined &&
    affinity?.podAntiAffinity === undefined
  return isOnlyNew ? undefined : defined({ ...affinity, nodeAffinity })
}

/** The new spec with everything put back that may change. What is left must equal the old one. */
function munge(next: PodSpec, old: PodSpec): PodSpec {
  const isGated = (old.schedulingGates ?? []).length > 0
  const wasNegative = (old.terminationGracePeriodSeconds ?? 0) < 0
  return defined({
    ...next,
    containers: withOldImages(next.containers, old.containers),
    initContainers: old.initContainers && withOldImages(next.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    ...(wasNegative && next.terminationGracePeriodSeconds === 1
      ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds }
      : {}),
    ...(isGated ? { nodeSelector: old.nodeSelector, affinity: mungeAffinity(next, old) } : {}),
  })
}

function validateGatedPlacement(next: PodSpec, old: PodSpec): readonly FieldError[] {
  if ((old.schedulingGates ?? []).length === 0) return []
  return [
    ...validateNodeSelector(next, old),
    ...validateNodeAffinity(next.affinity?.nodeAffinity, old.affinity?.nodeAffinity),
  ]
}

function validateSpecChange(next: PodSpec, old: PodSpec): readonly FieldError[] {
  const deadline = validateDeadline(next, old)
  if (deadline.length > 0 && next.activeDeadlineSeconds !== undefined) return deadline
  const errors = [
    ...deadline,
    ...validateAddedTolerations(next.tolerations ?? [], old.tolerations ?? []),
    ...validateDeletedGates(next.schedulingGates ?? [], old.schedulingGates ?? []),
    ...validateGatedPlacement(next, old),
  ]
  const munged = munge(next, old)
  if (equal(munged, old)) return errors
  const detail = `pod updates may not change fields other than ${MUTABLE_FIELDS.join(',')}`
  const change = { type: 'PodSpec', before: old, after: munged }
  return [...errors, forbiddenChange(SPEC, detail, change)]
}

/** The errors of a changed Pod, without those of its changed metadata. */
export function validatePodUpdate(next: Pod, old: Pod): readonly FieldError[] {
  const after = next.spec ?? EMPTY_SPEC
  const before = old.spec ?? EMPTY_SPEC
  const errors = [...validatePodMetadataAndSpec(next), ...validatePodAnnotationUpdates(next, old)]
  for (const list of ['containers', 'initContainers'] as const) {
    const path = SPEC.child(list)
    if ((after[list] ?? []).length !== (before[list] ?? []).length) {
      return [...errors, forbidden(path, 'pod updates may not add or remove containers')]
    }
    errors.push(...validateImages(after[list] ?? [], path))
  }
  return [...errors, ...validateSpecChange(after, before)]
}
