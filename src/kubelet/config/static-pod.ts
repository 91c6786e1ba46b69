// What the kubelet makes of the manifest of a static Pod, and what it refuses.
// Follows pkg/kubelet/config/common.go (v1.36), applyDefaults and tryDecodeSinglePod, and
// pkg/kubelet/config/mirror.go for the references that are not allowed.
import { simplified } from '#lib/simplified.ts'
import { allContainers, CONFIG_SOURCE_ANNOTATION } from '#api/core/containers.ts'
import type { Pod, Volume } from '#api/generated/types.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import { fnv128a } from './fnv.ts'

simplified(
  'static-pod-hash',
  "the hash that is a static Pod's UID is taken over its JSON, so its digits differ from a real kubelet's.",
)

const CONFIG_HASH_ANNOTATION = 'kubernetes.io/config.hash'
const CONFIG_SEEN_ANNOTATION = 'kubernetes.io/config.seen'

interface StaticPodOrigin {
  readonly nodeName: string
  readonly path: string
  readonly nowMs: number
}

/** The Pod as the kubelet runs it: name with the node's, UID from the content, annotations, toleration. */
export function applyStaticPodDefaults(decoded: Pod, origin: StaticPodOrigin): Pod {
  const { nodeName, path, nowMs } = origin
  const { uid: ownUid, annotations } = decoded.metadata
  const uid = ownUid ?? fnv128a(`${JSON.stringify(decoded)}host:${nodeName}file:${path}`)
  const seen = new Date(EPOCH_MS + nowMs).toISOString()
  const spec = decoded.spec ?? { containers: [] }
  return {
    ...decoded,
    metadata: {
      ...decoded.metadata,
      name: `${decoded.metadata.name ?? ''}-${nodeName.toLowerCase()}`,
      namespace: decoded.metadata.namespace ?? 'default',
      uid,
      annotations: {
        ...annotations,
        [CONFIG_HASH_ANNOTATION]: uid,
        [CONFIG_SEEN_ANNOTATION]: seen,
        [CONFIG_SOURCE_ANNOTATION]: 'file',
      },
    },
    spec: {
      ...spec,
      nodeName,
      tolerations: [...(spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }],
    },
  }
}

/** What the Pod refers to in the API server, in the words of the kubelet's log; null when it may run. */
export function forbiddenReference(pod: Pod): string | null {
  const { spec } = pod
  if ((spec?.serviceAccountName ?? '') !== '') return 'serviceaccounts'
  if ((spec?.resourceClaims ?? []).length > 0) return 'resourceclaims'
  for (const { container } of allContainers(pod)) {
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      if (configMapRef !== undefined) return 'configmaps'
      if (secretRef !== undefined) return 'secrets'
    }
    for (const { valueFrom } of container.env ?? []) {
      if (valueFrom?.configMapKeyRef !== undefined) return 'configmaps'
      if (valueFrom?.secretKeyRef !== undefined) return 'secrets'
    }
  }
  if ((spec?.imagePullSecrets ?? []).length > 0) return 'secrets'
  for (const volume of spec?.volumes ?? []) {
    const kind = forbiddenVolume(volume)
    if (kind !== null) return kind
  }
  return null
}

function forbiddenVolume(volume: Volume): string | null {
  if (volume.configMap !== undefined) return 'configmaps'
  if (volume.secret !== undefined) return 'secrets'
  if (volume.persistentVolumeClaim !== undefined) return 'persistentvolumeclaims'
  if (volume.ephemeral !== undefined) return 'ephemeral volumes'
  if (volume.csi !== undefined) return 'csi volumes'
  for (const source of volume.projected?.sources ?? []) {
    if (source.configMap !== undefined) return 'configmaps'
    if (source.secret !== undefined) return 'secrets'
    if (source.serviceAccountToken !== undefined) return 'serviceaccounts'
    if (source.clusterTrustBundle !== undefined) return 'clustertrustbundles'
    if (source.podCertificate !== undefined) return 'podcertificates'
  }
  return null
}
