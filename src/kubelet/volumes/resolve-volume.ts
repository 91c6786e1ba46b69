// From a volume of a Pod's spec to what the node has to set up.
// Follows pkg/volume/{configmap,secret,downwardapi,projected,hostpath}/*.go and
// pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type {
  ConfigMapProjection,
  Container,
  DownwardAPIVolumeFile,
  KeyToPath,
  Pod,
  Quantity,
  SecretProjection,
  Volume,
  VolumeProjection,
} from '#api/generated/types.ts'
import { attachmentNameOf } from '#api/storage/attachable-volume.ts'
import type { Client } from '#client/client.ts'
import type { VolumeSetup } from '#runtime/cri.ts'
import { value as quantityValue } from '#api/meta/quantity.ts'
import { defined } from '#lib/defined.ts'
import { configMapContent, secretContent } from '../config-content.ts'
import { fieldValue, type PodAddresses, resourceValue } from '../downward-api.ts'

simplified(
  'volume-contents',
  "a persistent volume's content belongs to its claim; volumes of other types start empty.",
)

simplified(
  'service-account-token',
  'the token of a ServiceAccount is a readable text and never rotates.',
)

type ProjectedFile = VolumeSetup['files'][number]

export interface ResolveInput {
  readonly client: Client
  readonly pod: Pod
  readonly addresses: PodAddresses
  readonly allocatable: Readonly<Record<string, Quantity>>
}

type Resolved =
  /** `attachment`: what the node's status must list before it can be mounted. */
  | { readonly ok: true; readonly setup: VolumeSetup; readonly attachment?: string }
  /** `claim`: the volume cannot even be looked for, which is reported at once. */
  | { readonly ok: false; readonly message: string; readonly claim: boolean }

type Files = { readonly files: readonly ProjectedFile[] } | { readonly error: string }

const DEFAULT_MODE = 0o644

/** What the node has to set up for `volume`, or the text of the `FailedMount` event. */
export function resolveVolume(input: ResolveInput, volume: Volume): Resolved {
  const type = volumeTypeOf(volume)
  const base: VolumeSetup = {
    name: volume.name,
    type,
    files: [],
    hostPath: null,
    sharedKey: null,
    readOnly: false,
    inMemory: volume.emptyDir?.medium === 'Memory',
    ...capacityOf(volume),
  }
  if (volume.hostPath !== undefined) {
    const { path, type: check = '' } = volume.hostPath
    return { ok: true, setup: { ...base, hostPath: { path, type: check } } }
  }
  if (volume.persistentVolumeClaim !== undefined) {
    const { claimName, readOnly = false } = volume.persistentVolumeClaim
    return resolveClaim(input, { ...base, readOnly }, claimName)
  }
  if (volume.ephemeral !== undefined) {
    return resolveClaim(input, base, `${input.pod.metadata.name ?? ''}-${volume.name}`)
  }
  const files = filesOf(input, volume)
  if ('error' in files) return { ok: false, message: files.error, claim: false }
  return { ok: true, setup: { ...base, files: files.files } }
}

/** A volume in memory takes no more than its size; one on the disk does, and is looked at afterwards. */
function capacityOf({ emptyDir }: Volume): { readonly capacityBytes?: number } {
  if (emptyDir?.medium !== 'Memory' || emptyDir.sizeLimit === undefined) return {}
  const bytes = quantityValue(emptyDir.sizeLimit)
  return bytes > 0 ? { capacityBytes: bytes } : {}
}

/** The field of the volume source; 'emptyDir' when none is set. */
function volumeTypeOf(volume: Volume): string {
  return Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir'
}

/** The objects whose change alters the volume's files: 'ConfigMap/<namespace>/<name>' ... */
export function sourcesOf(pod: Pod, volume: Volume): readonly string[] {
  const namespace = pod.metadata.namespace ?? 'default'
  const keys: string[] = []
  const add = (kind: string, name: string | undefined): void => {
    if (name !== undefined) keys.push(`${kind}/${namespace}/${name}`)
  }
  add('ConfigMap', volume.configMap?.name)
  add('Secret', volume.secret?.secretName)
  for (const source of volume.projected?.sources ?? []) {
    add('ConfigMap', source.configMap?.name)
    add('Secret', source.secret?.name)
  }
  return keys
}

function resolveClaim(input: ResolveInput, base: VolumeSetup, name: string): Resolved {
  const namespace = input.pod.metadata.namespace ?? 'default'
  const claim = input.client.get('PersistentVolumeClaim', namespace, name)
  const refuse = (reason: string): Resolved => ({
    ok: false,
    message: `error processing PVC ${namespace}/${name}: ${reason}`,
    claim: true,
  })
  if (claim === undefined) {
    return refuse(`failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`)
  }
  if (claim.metadata.deletionTimestamp !== undefined) return refuse('PVC is being deleted')
  if (claim.status?.phase !== 'Bound') return refuse('PVC is not bound')
  const volume = input.client.get('PersistentVolume', '', claim.spec?.volumeName ?? '')
  const attachment = volume === undefined ? undefined : attachmentNameOf(volume)
  const setup = { ...base, sharedKey: `pvc/${namespace}/${name}` }
  return { ok: true, setup, ...(attachment === undefined ? {} : { attachment }) }
}

function filesOf(input: ResolveInput, volume: Volume): Files {
  if (volume.configMap !== undefined)
    return configMapFiles(input, volume.configMap, volume.configMap.defaultMode)
  if (volume.secret !== undefined) {
    const { secretName, items, optional, defaultMode } = volume.secret
    return secretFiles(input, defined({ name: secretName, items, optional }), defaultMode)
  }
  if (volume.downwardAPI !== undefined) {
    const { items = [], defaultMode } = volume.downwardAPI
    return { files: downwardFiles(input, items, defaultMode) }
  }
  if (volume.projected === undefined) return { files: [] }
  const files: ProjectedFile[] = []
  for (const source of volume.projected.sources ?? []) {
    const projected = projectionFiles(input, source, volume.projected.defaultMode)
    if ('error' in projected) return projected
    files.push(...projected.files)
  }
  return { files }
}

function projectionFiles(input: ResolveInput, source: VolumeProjection, mode?: number): Files {
  if (source.configMap !== undefined) return configMapFiles(input, source.configMap, mode)
  if (source.secret !== undefined) return secretFiles(input, source.secret, mode)
  if (source.downwardAPI !== undefined) {
    return { files: downwardFiles(input, source.downwardAPI.items ?? [], mode) }
  }
  if (source.serviceAccountToken === undefined) return { files: [] }
  const { path } = source.serviceAccountToken
  const { namespace = 'default' } = input.pod.metadata
  const account = input.pod.spec?.serviceAccountName ?? 'default'
  const content = `token of system:serviceaccount:${namespace}:${account}`
  return { files: [{ path, content, mode: mode ?? DEFAULT_MODE }] }
}

function configMapFiles(input: ResolveInput, source: ConfigMapProjection, mode?: number): Files {
  const { name = '', items, optional = false } = source
  const object = input.client.get('ConfigMap', input.pod.metadata.namespace ?? 'default', name)
  if (object === undefined) {
    return optional ? { files: [] } : { error: `configmap "${name}" not found` }
  }
  return pickFiles(configMapContent(object), {
    kind: 'configmap',
    key: 'config key',
    items,
    optional,
    mode,
  })
}

function secretFiles(input: ResolveInput, source: SecretProjection, mode?: number): Files {
  const { name = '', items, optional = false } = source
  const object = input.client.get('Secret', input.pod.metadata.namespace ?? 'default', name)
  if (object === undefined) {
    return optional ? { files: [] } : { error: `secret "${name}" not found` }
  }
  return pickFiles(secretContent(object), {
    kind: 'secret',
    key: 'secret key',
    items,
    optional,
    mode,
  })
}

interface Selection {
  readonly kind: string
  readonly key: string
  readonly items: readonly KeyToPath[] | undefined
  readonly optional: boolean
  readonly mode: number | undefined
}

function pickFiles(content: Readonly<Record<string, string>>, selection: Selection): Files {
  const mode = selection.mode ?? DEFAULT_MODE
  if (selection.items === undefined) {
    return {
      files: Object.entries(content).map(([path, text]) => ({ path, content: text, mode })),
    }
  }
  const files: ProjectedFile[] = []
  for (const item of selection.items) {
    const text = Object.hasOwn(content, item.key) ? content[item.key] : undefined
    if (text !== undefined) files.push({ path: item.path, content: text, mode: item.mode ?? mode })
    else if (!selection.optional) {
      const whose = selection.kind === 'secret' ? '' : `${selection.kind} `
      return { error: `${whose}references non-existent ${selection.key}: ${item.key}` }
    }
  }
  return { files }
}

const NO_CONTAINER: Container = { name: '' }

function downwardFiles(
  { pod, addresses, allocatable }: ResolveInput,
  items: readonly DownwardAPIVolumeFile[],
  mode = DEFAULT_MODE,
): readonly ProjectedFile[] {
  return items.map((item) => {
    const text =
      item.fieldRef === undefined
        ? resourceValue(pod, NO_CONTAINER, item.resourceFieldRef ?? { resource: '' }, allocatable)
        : fieldValue(pod, item.fieldRef.fieldPath, addresses)
    return { path: item.path, content: text ?? '', mode: item.mode ?? mode }
  })
}
