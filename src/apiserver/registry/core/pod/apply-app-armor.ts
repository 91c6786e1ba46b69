// Annotations of AppArmor become the fields that replaced them.
// Follows applyAppArmorVersionSkew of pkg/registry/core/pod/strategy.go and ApparmorFieldForAnnotation of
// pkg/api/pod/util.go (v1.36).
import type { AppArmorProfile, Container, Pod, PodSpec } from '#api/generated/types.ts'
import { type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { equal } from '#lib/equal.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { warnAt } from '../../../warnings/warn-at.ts'

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/'
const LOCALHOST = 'localhost/'
const DEPRECATED = 'deprecated since v1.30; use the "appArmorProfile" field instead'

type Annotations = Readonly<Record<string, string>>

/** The profile that an annotation means; undefined when it means none. */
function fieldFor(annotation: string): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' }
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  const localhostProfile = annotation.startsWith(LOCALHOST)
    ? annotation.slice(LOCALHOST.length).trim()
    : ''
  return localhostProfile === '' ? undefined : { type: 'Localhost', localhostProfile }
}

interface Deprecated {
  readonly container: Sparse<Container>
  readonly key: string
  /** Undefined when nothing can be made of the annotation. */
  readonly profile: AppArmorProfile | undefined
}

/** The containers with an annotation in the place of a field, where it says other than the Pod's own profile. */
function deprecatedIn(spec: Sparse<PodSpec>, annotations: Annotations): readonly Deprecated[] {
  const all = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  return all.flatMap((container) => {
    const key = `${PREFIX}${container.name ?? ''}`
    const annotation = annotations[key]
    if (annotation === undefined || container.securityContext?.appArmorProfile !== undefined)
      return []
    const profile = fieldFor(annotation)
    const isSame = profile !== undefined && equal(profile, spec.securityContext?.appArmorProfile)
    return isSame ? [] : [{ container, key, profile }]
  })
}

/** The Pod with the profiles that its annotations ask for. */
export function applyAppArmorVersionSkew(pod: Pod): Pod {
  const { spec, metadata } = pod
  const { annotations = {} } = metadata
  if (spec === undefined || spec.os?.name === 'windows') return pod
  const found = deprecatedIn(spec, annotations).filter(({ profile }) => profile !== undefined)
  if (found.length === 0) return pod
  const synced = (container: Container): Container => {
    const profile = found.find((one) => one.container === container)?.profile
    if (profile === undefined) return container
    const securityContext = { ...container.securityContext, appArmorProfile: profile }
    return { ...container, securityContext }
  }
  return {
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(synced),
      ...(spec.initContainers === undefined
        ? {}
        : { initContainers: spec.initContainers.map(synced) }),
    },
  }
}

/** The warnings about such annotations of a Pod as it was asked for, or of a template at `path`. */
export function appArmorWarnings(
  spec: Sparse<PodSpec>,
  annotations: Annotations,
  path: FieldPath = rootPath(),
): readonly AdmissionWarning[] {
  if (spec.os?.name === 'windows') return []
  return deprecatedIn(spec, annotations).map(({ key }) =>
    warnAt(path.child('metadata', 'annotations').key(key), DEPRECATED),
  )
}
