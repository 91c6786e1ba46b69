// Every Pod runs as a ServiceAccount, and finds its token in a volume.
// Follows plugin/pkg/admission/serviceaccount/admission.go (v1.36).
import { isMirrorPod } from '#api/core/containers.ts'
import type { Container, Pod, PodSpec, ServiceAccount, Volume } from '#api/generated/types.ts'
import { isPathSegmentName } from '#api/meta/formats.ts'
import type { AdmissionContext } from '../admit-types.ts'
import { type AdmissionAnswer, namespaceOf, pluginFor, refuse } from './admission-types.ts'

const DEFAULT_ACCOUNT = 'default'
const VOLUME_PREFIX = 'kube-api-access-'
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
/** One hour, and seven seconds that tell this token from one that somebody asked for. */
const TOKEN_SECONDS = 3607
const DEFAULT_MODE = 0o644

/** The volume with token, certificate and namespace. */
function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: DEFAULT_MODE,
      sources: [
        { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [
              {
                path: 'namespace',
                fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' },
              },
            ],
          },
        },
      ],
    },
  }
}

const isTokens = ({ name = '' }: Volume): boolean => name.startsWith(VOLUME_PREFIX)

/** How the name of the token's volume of a Pod ends; null when it has none. */
export function tokenSuffixOf({ spec }: Pod): string | null {
  return spec?.volumes?.find(isTokens)?.name.slice(VOLUME_PREFIX.length) ?? null
}

const lacksMount = (container: Container): boolean =>
  !(container.volumeMounts ?? []).some((mount) => mount.mountPath === MOUNT_PATH)

function withMount(container: Container, name: string): Container {
  if (!lacksMount(container)) return container
  const mount = { name, readOnly: true, mountPath: MOUNT_PATH }
  return { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] }
}

function mountToken(spec: PodSpec, context: AdmissionContext): PodSpec {
  const { containers = [], initContainers = [], volumes = [] } = spec
  const existing = volumes.find(isTokens)
  if (![...containers, ...initContainers].some(lacksMount)) return spec
  const name = existing?.name ?? `${VOLUME_PREFIX}${context.suffix()}`
  return {
    ...spec,
    ...(spec.containers === undefined
      ? {}
      : { containers: containers.map((container) => withMount(container, name)) }),
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: initContainers.map((container) => withMount(container, name)) }),
    volumes: existing === undefined ? [...volumes, tokenVolume(name)] : volumes,
  }
}

/** The Pod's own word counts before the account's. */
function mountsToken(spec: PodSpec, account: ServiceAccount): boolean {
  return spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
}

function readsSecret(spec: PodSpec): boolean {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  return (
    (spec.volumes ?? []).some((volume) => volume.secret !== undefined) ||
    (spec.imagePullSecrets ?? []).length > 0 ||
    containers.some(
      (container) =>
        (container.env ?? []).some((variable) => variable.valueFrom?.secretKeyRef !== undefined) ||
        (container.envFrom ?? []).some((source) => source.secretRef !== undefined),
    )
  )
}

/** A mirror Pod is left as its kubelet wrote it, and may not need anything that only the API server has. */
function admitMirror(pod: Pod): AdmissionAnswer {
  const spec = pod.spec ?? { containers: [] }
  if ((spec.serviceAccountName ?? '') !== '')
    return refuse(pod, 'a mirror pod may not reference service accounts')
  if (readsSecret(spec)) return refuse(pod, 'a mirror pod may not reference secrets')
  const readsToken = (spec.volumes ?? []).some((volume) =>
    (volume.projected?.sources ?? []).some((source) => source.serviceAccountToken !== undefined),
  )
  return readsToken
    ? refuse(pod, 'a mirror pod may not use ServiceAccountToken volume projections')
    : { object: pod }
}

export const serviceAccount = pluginFor({
  name: 'ServiceAccount',
  kinds: ['Pod'],
  operations: ['CREATE'],
  admit({ object, context }) {
    if (isMirrorPod(object)) return admitMirror(object)
    const given = object.spec ?? { containers: [] }
    const name = given.serviceAccountName || DEFAULT_ACCOUNT
    const namespace = namespaceOf(object)
    const account = context.serviceAccount(namespace, name)
    if (account === undefined) {
      const illegal = isPathSegmentName(name)
      const problem =
        illegal.length > 0
          ? `invalid resource name "${name}": [${illegal.join(' ')}]`
          : `serviceaccount "${name}" not found`
      const text = `error looking up service account ${namespace}/${name}: ${problem}`
      return refuse(object, text)
    }
    const named = { ...given, serviceAccountName: name, serviceAccount: name }
    const spec = mountsToken(given, account) ? mountToken(named, context) : named
    const secrets = account.imagePullSecrets ?? []
    const pull =
      (spec.imagePullSecrets ?? []).length === 0 && secrets.length > 0
        ? { imagePullSecrets: secrets }
        : {}
    return { object: { ...object, spec: { ...spec, ...pull } } }
  },
})
