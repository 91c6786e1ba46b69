// Pods, and the templates that controllers make Pods of.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePodCreate and ValidatePodTemplateSpec.
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { simplified } from '#lib/simplified.ts'
import type { ObjectMeta, Pod, PodSpec, PodTemplateSpec } from '#api/generated/types.ts'
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { eachItem, forbidden, invalid } from '../errors.ts'
import { goQuote } from '#lib/go-quote.ts'
import type { Sparse } from '../sparse.ts'
import { validateLocalDescendingPath } from '../validate-paths.ts'
import { validateImageBlanks } from './validate-containers.ts'
import { sortedEntries, validateAnnotations, validateLabels } from '../validate-labels.ts'
import { validateObjectMeta } from '../validate-object-meta.ts'
import { TEMPLATE_SCOPE, validatePodSpec } from './validate-pod-spec.ts'

simplified(
  'security-annotations',
  'the old seccomp annotations are not compared with the fields that replaced them.',
)

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'
const MAX_INT32 = 2147483647

function isInt32(text: string): boolean {
  return (
    /^(?:0|-?[1-9]\d*)$/.test(text) && Number(text) >= -MAX_INT32 - 1 && Number(text) <= MAX_INT32
  )
}

/** The errors of annotations that mean something in a Pod. Follows ValidatePodSpecificAnnotations. */
export function validatePodSpecificAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  spec: Sparse<PodSpec> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const errors: FieldError[] = []
  const valueOf = (key: string): string | undefined =>
    annotations !== undefined && Object.hasOwn(annotations, key) ? annotations[key] : undefined
  const mirror = valueOf(MIRROR_POD_ANNOTATION)
  if (mirror !== undefined && (spec?.nodeName ?? '') === '') {
    const detail = 'must set spec.nodeName if mirror pod annotation is set'
    errors.push(invalid(path.key(MIRROR_POD_ANNOTATION), mirror, detail))
  }
  const cost = valueOf(DELETION_COST)
  if (cost !== undefined && !isInt32(cost)) {
    errors.push(invalid(path.key(DELETION_COST), cost, 'must be a 32bit integer'))
  }
  return [
    ...errors,
    ...validateSeccompAnnotations(annotations, path),
    ...validateAppArmorAnnotations(annotations, spec, path),
  ]
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const SECCOMP_PROFILES = ['runtime/default', 'docker/default', 'unconfined']
const LOCALHOST = 'localhost/'

/** Annotations of seccomp, from before it had a field. Follows ValidateSeccompPodAnnotations. */
function validateSeccompAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const of = (isMeant: (key: string) => boolean): readonly FieldError[] =>
    sortedEntries(annotations).flatMap(([key, profile]) => {
      if (!isMeant(key) || SECCOMP_PROFILES.includes(profile)) return []
      const at = path.child(key)
      return profile.startsWith(LOCALHOST)
        ? validateLocalDescendingPath(profile.slice(LOCALHOST.length), at)
        : [invalid(at, profile, 'must be a valid seccomp profile')]
    })
  return [...of((key) => key === SECCOMP_POD), ...of((key) => key.startsWith(SECCOMP_CONTAINER))]
}

/** Annotations of AppArmor, from before it had a field. */
function validateAppArmorAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  spec: Sparse<PodSpec> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
  return sortedEntries(annotations).flatMap(([key, profile]) => {
    if (!key.startsWith(APP_ARMOR)) return []
    const name = key.slice(APP_ARMOR.length)
    const isKnown = containers.some((container) => container.name === name)
    const isProfile =
      ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith('localhost/')
    return [
      ...(isKnown ? [] : [invalid(path.key(key), name, 'container not found')]),
      ...(isProfile
        ? []
        : [invalid(path.key(key), profile, `invalid AppArmor profile name: ${goQuote(profile)}`)]),
    ]
  })
}

function validateTokenVolumes(spec: Sparse<PodSpec>, path: FieldPath): readonly FieldError[] {
  if ((spec.serviceAccountName ?? '') !== '') return []
  const detail = 'must not be specified when serviceAccountName is not set'
  return eachItem(spec.volumes, path.child('volumes'), (volume, volumePath) =>
    eachItem(volume.projected?.sources, volumePath.child('projected', 'sources'), (source, at) =>
      source.serviceAccountToken === undefined
        ? []
        : [forbidden(at.child('serviceAccountToken'), detail)],
    ),
  )
}

const hasMirrorAnnotation = (metadata: Sparse<ObjectMeta>): boolean =>
  Object.hasOwn(metadata.annotations ?? {}, MIRROR_POD_ANNOTATION)

/** What is checked of a Pod at creation and at every update. */
export function validatePodMetadataAndSpec(pod: Sparse<Pod>): readonly FieldError[] {
  const metadata = pod.metadata ?? {}
  const spec = pod.spec ?? {}
  const path = rootPath('spec')
  const where = {
    isPod: true,
    podName: metadata.name ?? '',
    isMirror: hasMirrorAnnotation(metadata),
  }
  return [
    ...validateObjectMeta(metadata, { namespaced: true, nameFormat: isDns1123Subdomain }),
    ...validatePodSpecificAnnotations(
      metadata.annotations,
      spec,
      rootPath('metadata', 'annotations'),
    ),
    ...validatePodSpec(spec, where, path),
    ...validateTokenVolumes(spec, path),
    ...eachItem(spec.containers, path.child('containers'), validateImageBlanks),
    ...eachItem(spec.initContainers, path.child('initContainers'), validateImageBlanks),
  ]
}

/** The errors of a Pod that is created. */
export function validatePod(pod: Sparse<Pod>): readonly FieldError[] {
  const spec = pod.spec ?? {}
  const path = rootPath('spec')
  const errors = [...validatePodMetadataAndSpec(pod)]
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden(path.child('ephemeralContainers'), 'cannot be set on create'))
  }
  if ((spec.nodeName ?? '') !== '' && (spec.schedulingGates ?? []).length > 0) {
    errors.push(
      forbidden(
        path.child('nodeName'),
        'cannot be set until all schedulingGates have been cleared',
      ),
    )
  }
  return errors
}

/** The errors of a Pod template. Its labels are reported without `metadata` in the path, as upstream does. */
export function validatePodTemplate(
  template: Sparse<PodTemplateSpec> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const metadata = template?.metadata ?? {}
  const ephemeral = path.child('spec', 'ephemeralContainers')
  return [
    ...validateLabels(metadata.labels, path.child('labels')),
    ...validateAnnotations(metadata.annotations, path.child('annotations')),
    ...validatePodSpecificAnnotations(
      metadata.annotations,
      template?.spec,
      path.child('annotations'),
    ),
    ...validatePodSpec(template?.spec, TEMPLATE_SCOPE, path.child('spec')),
    ...((template?.spec?.ephemeralContainers ?? []).length > 0
      ? [forbidden(ephemeral, 'ephemeral containers not allowed in pod template')]
      : []),
  ]
}
