// What a manifest may say and the simulator does not act on: the API server takes it (defaults and
// validation hold), and nothing follows from it. The sentences are those of the marks, here and in the engine.
import { simplifications, simplified } from '#lib/simplified.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { YamlPath } from '#yaml/types.ts'
import { fieldsOf, typeBelow } from '#api/meta/schema.ts'

// The marks of fields that nothing in the engine looks at; those that a part half obeys are marked there.
simplified(
  'stdin',
  'nobody is attached to stdin: it is checked by the API server, but has no effect in the simulation',
  { fields: ['Container.stdin'] },
)
simplified('tty', 'tty is checked by the API server, but has no effect in the simulation', {
  fields: ['Container.tty'],
})
simplified(
  'volume-devices',
  'block devices are not simulated: volumeDevices is checked by the API server, but has no effect in the simulation',
  { fields: ['Container.volumeDevices'] },
)
simplified(
  'host-ip',
  "hostIP is checked by the API server, but has no effect in the simulation beyond the scheduler's check of host ports",
  { fields: ['ContainerPort.hostIP'] },
)
simplified(
  'data-source',
  'dataSource is checked by the API server, but has no effect in the simulation',
  { fields: ['PersistentVolumeClaimSpec.dataSource'] },
)
simplified(
  'data-source-ref',
  'dataSourceRef is checked by the API server, but has no effect in the simulation',
  { fields: ['PersistentVolumeClaimSpec.dataSourceRef'] },
)
simplified(
  'host-ipc',
  'hostIPC is checked by the API server, but has no effect in the simulation',
  { fields: ['PodSpec.hostIPC'] },
)
simplified(
  'host-users',
  'user namespaces are not simulated: hostUsers is checked by the API server, but has no effect in the simulation',
  { fields: ['PodSpec.hostUsers=false'] },
)
simplified(
  'image-pull-secrets',
  'every registry answers without a password: imagePullSecrets is checked by the API server, but has no effect in the simulation',
  { fields: ['PodSpec.imagePullSecrets'] },
)
simplified(
  'os',
  'every node runs Linux: os is checked by the API server, but has no effect in the simulation',
  { fields: ['PodSpec.os'] },
)
simplified(
  'resources',
  'resources of the whole Pod count for the scheduler; their limits are not enforced while containers run',
  { fields: ['PodSpec.resources'] },
)
simplified(
  'scheduling-group',
  'groups of Pods are not simulated: schedulingGroup is checked by the API server, but has no effect in the simulation',
  { fields: ['PodSpec.schedulingGroup'] },
)
simplified(
  'set-hostname-as-fqdn',
  'setHostnameAsFQDN is checked by the API server, but has no effect in the simulation',
  { fields: ['PodSpec.setHostnameAsFQDN'] },
)
simplified(
  'external-ips',
  'externalIPs is checked by the API server, but has no effect in the simulation',
  { fields: ['ServiceSpec.externalIPs'] },
)
simplified(
  'session-affinity-client-i-p',
  'session affinity is checked by the API server, but has no effect in the simulation',
  { fields: ['ServiceSpec.sessionAffinity=ClientIP'] },
)
simplified(
  'type-external-name',
  'names outside the cluster are not simulated: nothing resolves this Service',
  { fields: ['ServiceSpec.type=ExternalName'] },
)
simplified(
  'type-load-balancer',
  'there is no cloud: the load balancer of this Service stays pending, as on a bare cluster',
  { fields: ['ServiceSpec.type=LoadBalancer'] },
)
simplified(
  'mount-propagation',
  'mountPropagation is checked by the API server, but has no effect in the simulation',
  { fields: ['VolumeMount.mountPropagation'] },
)
simplified(
  'recursive-read-only',
  'recursiveReadOnly is checked by the API server, but has no effect in the simulation',
  { fields: ['VolumeMount.recursiveReadOnly'] },
)
simplified(
  'volumes-of-vendors',
  'volumes of storage vendors and networks (NFS, iSCSI, Ceph, cloud disks, inline CSI, images ...) are not simulated: the volume is mounted as an empty directory',
  {
    fields: [
      'Volume.awsElasticBlockStore',
      'Volume.azureDisk',
      'Volume.azureFile',
      'Volume.cephfs',
      'Volume.cinder',
      'Volume.csi',
      'Volume.fc',
      'Volume.flexVolume',
      'Volume.flocker',
      'Volume.gcePersistentDisk',
      'Volume.gitRepo',
      'Volume.glusterfs',
      'Volume.image',
      'Volume.iscsi',
      'Volume.nfs',
      'Volume.photonPersistentDisk',
      'Volume.portworxVolume',
      'Volume.quobyte',
      'Volume.rbd',
      'Volume.scaleIO',
      'Volume.storageos',
      'Volume.vsphereVolume',
    ],
  },
)

export interface OutOfScope {
  readonly message: string
  readonly path: YamlPath
}

/** What of an object is not simulated; each field once, at its first place. */
export function findNotSimulated(object: ApiObject): readonly OutOfScope[] {
  const found = new Map<string, OutOfScope>()
  const visit = (type: string, value: unknown, path: YamlPath): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, entry] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key
      if (path.length === 0 && (step === 'status' || step === 'metadata')) continue
      const below = typeBelow(type, step)
      const message = fieldsOf(type) === undefined ? undefined : sentenceFor(type, key, entry)
      const field = `${type}.${key}`
      if (message !== undefined && !found.has(field)) {
        found.set(field, { message, path: [...path, step] })
      }
      if (below !== undefined) visit(below, entry, [...path, step])
    }
  }
  visit(object.kind, object, [])
  return [...found.values()]
}

function sentenceFor(struct: string, field: string, value: unknown): string | undefined {
  const sentences = sentencesByField()
  const name = `${struct}.${field}`
  const isWord = typeof value === 'string' || typeof value === 'boolean'
  const ofValue = isWord ? sentences.get(`${name}=${value}`) : undefined
  return ofValue ?? (isBlank(value) ? undefined : sentences.get(name))
}

let known: { readonly count: number; readonly byField: ReadonlyMap<string, string> } | null = null

/** The marks' sentences by field; made anew when code was loaded that has more marks. */
function sentencesByField(): ReadonlyMap<string, string> {
  const all = simplifications()
  if (known?.count !== all.length) {
    const rows = all.flatMap(({ text, fields }) => fields.map((field) => [field, text] as const))
    known = { count: all.length, byField: new Map(rows) }
  }
  return known.byField
}

/** False and empty lists say what is so anyhow. An empty mapping can mean a lot: `ephemeral: {}`. */
const isBlank = (value: unknown): boolean =>
  value === false || value === '' || (Array.isArray(value) && value.length === 0)
