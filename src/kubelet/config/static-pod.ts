// What the kubelet makes of the manifest of a static Pod, and what it refuses.
// Follows pkg/kubelet/config/common.go (v1.36), applyDefaults and tryDecodeSinglePod, and
// pkg/api/pod/util.go, HasAPIObjectReference, for the references that are not allowed.
import { simplified } from '#lib/simplified.ts'
import { CONFIG_SOURCE_ANNOTATION } from '#api/core/containers.ts'
import { podReferences } from '#api/core/pod-references.ts'
import type { Pod, Volume, VolumeProjection } from '#api/generated/types.ts'
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

/** What of a volume only the API server has, in upstream's words. */
const FORBIDDEN_VOLUMES: readonly (readonly [keyof Volume, string])[] = [
  ['configMap', 'configmaps (via configmap volumes)'],
  ['secret', 'secrets (via secret volumes)'],
  ['csi', 'csidrivers (via CSI volumes)'],
  ['glusterfs', 'endpoints (via glusterFS volumes)'],
  ['persistentVolumeClaim', 'persistentvolumeclaims'],
  ['ephemeral', 'persistentvolumeclaims (via ephemeral volumes)'],
  ['azureFile', 'secrets (via azureFile volumes)'],
]
const FORBIDDEN_SOURCES: readonly (readonly [keyof VolumeProjection, string])[] = [
  ['configMap', 'configmaps (via projected volumes)'],
  ['secret', 'secrets (via projected volumes)'],
  ['serviceAccountToken', 'serviceaccounts (via projected volumes)'],
  ['clusterTrustBundle', 'clustertrustbundles'],
  ['podCertificate', 'podcertificates'],
]

/** What the Pod refers to in the API server, in the words of the kubelet's log; null when it may run. */
export function forbiddenReference({ spec = { containers: [] }, metadata }: Pod): string | null {
  if ((spec.serviceAccountName ?? '') !== '') return 'serviceaccounts'
  const { volumes = [] } = spec
  const kinds = new Set(
    podReferences(spec, metadata.namespace).flatMap(({ kind, name }) => (name === '' ? [] : kind)),
  )
  if (kinds.has('Secret') || volumes.some(namesSecret)) return 'secrets'
  if (kinds.has('ConfigMap')) return 'configmaps'
  if ((spec.resourceClaims ?? []).length > 0) return 'resourceclaims'
  return volumes.map(forbiddenVolume).find((kind) => kind !== undefined) ?? null
}

/** Whether a volume of a vendor needs a Secret. */
function namesSecret(volume: Volume): boolean {
  const { azureFile, cephfs, cinder, csi, flexVolume, iscsi, rbd, scaleIO, storageos } = volume
  const references = [cephfs, cinder, flexVolume, iscsi, rbd, scaleIO, storageos].map(
    (source) => source?.secretRef,
  )
  const names = [...references, csi?.nodePublishSecretRef].map((reference) => reference?.name)
  return [...names, azureFile?.secretName].some((name = '') => name !== '')
}

function forbiddenVolume(volume: Volume): string | undefined {
  const [, own] = FORBIDDEN_VOLUMES.find(([field]) => volume[field] !== undefined) ?? []
  if (own !== undefined) return own
  const sources = volume.projected?.sources ?? []
  return sources
    .map((source) => FORBIDDEN_SOURCES.find(([field]) => source[field] !== undefined)?.[1])
    .find((kind) => kind !== undefined)
}
