// What a Pod names that must be there: ConfigMaps, Secrets, claims, its account, its priority.
// Follows pkg/api/v1/pod/util.go (v1.36), VisitPodSecretNames and VisitPodConfigmapNames.
import type { Container, PodSpec, Volume } from '../generated/types.ts'
import { type Kind, objectKey, type ObjectKey } from '../meta/object.ts'
import { allContainersOfSpec } from './containers.ts'

/** A name of another object, and where it stands. */
export interface Reference {
  readonly key: ObjectKey
  readonly kind: Kind
  readonly name: string
  /** 'volume site', 'env of app'. */
  readonly where: string
  /** It may be missing. */
  readonly optional: boolean
}

/** A reference from an object in a namespace; `where` says by which field. */
export function referenceTo(
  kind: Kind,
  namespace: string | undefined,
  ...[name, where, optional = false]: readonly [string, string, boolean?]
): Reference {
  return { key: objectKey(kind, namespace, name), kind, name, where, optional }
}

const remembered = new WeakMap<PodSpec, readonly Reference[]>()

/** All that a Pod spec in a namespace names, in the order in which it stands there; a name may come more than once. */
export function podReferences(spec: PodSpec, namespace: string | undefined): readonly Reference[] {
  const known = remembered.get(spec)
  if (known !== undefined) return known
  const found = [
    ...(spec.volumes ?? []).flatMap((volume) => ofVolume(volume, namespace)),
    ...allContainersOfSpec(spec).flatMap(({ container }) => ofContainer(container, namespace)),
    ...(spec.imagePullSecrets ?? []).map(({ name = '' }) =>
      // Without it the image is pulled without a password.
      referenceTo('Secret', namespace, name, 'imagePullSecrets', true),
    ),
    ...named('ServiceAccount', namespace, spec.serviceAccountName, 'serviceAccountName'),
    ...named('PriorityClass', undefined, spec.priorityClassName, 'priorityClassName'),
  ]
  remembered.set(spec, found)
  return found
}

function named(
  kind: Kind,
  namespace: string | undefined,
  ...[name, where, optional]: readonly [string | undefined, string, boolean?]
): readonly Reference[] {
  return name === undefined || name === ''
    ? []
    : [referenceTo(kind, namespace, name, where, optional)]
}

function ofVolume(volume: Volume, namespace: string | undefined): readonly Reference[] {
  const where = `volume ${volume.name}`
  const { configMap, secret, persistentVolumeClaim: claim, projected } = volume
  return [
    ...named('ConfigMap', namespace, configMap?.name, where, configMap?.optional),
    ...named('Secret', namespace, secret?.secretName, where, secret?.optional),
    ...named('PersistentVolumeClaim', namespace, claim?.claimName, where),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...named('ConfigMap', namespace, source.configMap?.name, where, source.configMap?.optional),
      ...named('Secret', namespace, source.secret?.name, where, source.secret?.optional),
    ]),
  ]
}

function ofContainer(
  { name, env = [], envFrom = [] }: Container,
  namespace: string | undefined,
): readonly Reference[] {
  const where = `env of ${name}`
  return [
    ...env.flatMap(({ valueFrom }) => [
      ...named(
        'ConfigMap',
        namespace,
        valueFrom?.configMapKeyRef?.name,
        where,
        valueFrom?.configMapKeyRef?.optional,
      ),
      ...named(
        'Secret',
        namespace,
        valueFrom?.secretKeyRef?.name,
        where,
        valueFrom?.secretKeyRef?.optional,
      ),
    ]),
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...named('ConfigMap', namespace, configMapRef?.name, where, configMapRef?.optional),
      ...named('Secret', namespace, secretRef?.name, where, secretRef?.optional),
    ]),
  ]
}
