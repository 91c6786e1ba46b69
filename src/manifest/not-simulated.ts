// What a manifest may say and the simulator does not act on: the API server takes it (defaults and
// validation hold), and nothing follows from it. Data: `Struct.field`, or `Struct.field=value`.
import type { ApiObject } from '#api/meta/object.ts'
import type { YamlPath } from '#yaml/types.ts'
import { fieldsOf, typeBelow } from './schema.ts'

const NO_EFFECT = 'is checked by the API server, but has no effect in the simulation'
const volume = (what: string): string =>
  `${what} are not simulated: the volume is mounted as an empty directory`

/** The sentences a person reads at the field. */
const NOT_SIMULATED: Readonly<Record<string, string>> = {
  'Container.resizePolicy': `resizing a running container is not simulated: resizePolicy ${NO_EFFECT}`,
  'Container.securityContext': `securityContext ${NO_EFFECT}: users, capabilities and privileges are not simulated`,
  'Container.stdin': `nobody is attached to stdin: it ${NO_EFFECT}`,
  'Container.tty': `tty ${NO_EFFECT}`,
  'Container.volumeDevices': `block devices are not simulated: volumeDevices ${NO_EFFECT}`,
  'ContainerPort.hostIP': `hostIP ${NO_EFFECT} beyond the scheduler's check of host ports`,
  'PersistentVolumeClaimSpec.dataSource': `dataSource ${NO_EFFECT}`,
  'PersistentVolumeClaimSpec.dataSourceRef': `dataSourceRef ${NO_EFFECT}`,
  'PodSpec.dnsConfig': `dnsConfig ${NO_EFFECT}`,
  'PodSpec.ephemeralContainers': 'ephemeral containers are not simulated',
  'PodSpec.hostAliases': `hostAliases ${NO_EFFECT}`,
  'PodSpec.hostIPC': `hostIPC ${NO_EFFECT}`,
  'PodSpec.hostPID': `hostPID ${NO_EFFECT}`,
  'PodSpec.hostUsers': `hostUsers ${NO_EFFECT}`,
  'PodSpec.imagePullSecrets': `every registry answers without a password: imagePullSecrets ${NO_EFFECT}`,
  'PodSpec.os': `every node runs Linux: os ${NO_EFFECT}`,
  'PodSpec.priorityClassName': `priority classes other than the two of the system are not simulated`,
  'PodSpec.resourceClaims': `dynamic resource allocation is not simulated: resourceClaims ${NO_EFFECT}`,
  'PodSpec.resources':
    'resources of the whole Pod count for the scheduler; their limits are not enforced while containers run',
  'PodSpec.runtimeClassName': `runtime classes are not simulated: runtimeClassName ${NO_EFFECT}`,
  'PodSpec.schedulingGroup': `groups of Pods are not simulated: schedulingGroup ${NO_EFFECT}`,
  'PodSpec.securityContext': `securityContext ${NO_EFFECT}: users, groups and profiles are not simulated`,
  'PodSpec.setHostnameAsFQDN': `setHostnameAsFQDN ${NO_EFFECT}`,
  'PodSpec.shareProcessNamespace': `shareProcessNamespace ${NO_EFFECT}`,
  'Probe.grpc': 'a gRPC probe succeeds when the port listens; the health protocol is not simulated',
  'ServiceSpec.externalIPs': `externalIPs ${NO_EFFECT}`,
  'ServiceSpec.sessionAffinity=ClientIP': `session affinity ${NO_EFFECT}`,
  'ServiceSpec.type=ExternalName':
    'names outside the cluster are not simulated: nothing resolves this Service',
  'ServiceSpec.type=LoadBalancer':
    'there is no cloud: the load balancer of this Service stays pending, as on a bare cluster',
  'Volume.awsElasticBlockStore': volume('AWS EBS volumes'),
  'Volume.azureDisk': volume('Azure disks'),
  'Volume.azureFile': volume('Azure files'),
  'Volume.cephfs': volume('CephFS volumes'),
  'Volume.cinder': volume('Cinder volumes'),
  'Volume.csi': volume('inline CSI volumes'),
  'Volume.fc': volume('Fibre Channel volumes'),
  'Volume.flexVolume': volume('FlexVolumes'),
  'Volume.flocker': volume('Flocker volumes'),
  'Volume.gcePersistentDisk': volume('GCE disks'),
  'Volume.gitRepo': volume('gitRepo volumes'),
  'Volume.glusterfs': volume('GlusterFS volumes'),
  'Volume.image': volume('image volumes'),
  'Volume.iscsi': volume('iSCSI volumes'),
  'Volume.nfs': volume('NFS volumes'),
  'Volume.photonPersistentDisk': volume('Photon disks'),
  'Volume.portworxVolume': volume('Portworx volumes'),
  'Volume.quobyte': volume('Quobyte volumes'),
  'Volume.rbd': volume('Ceph RBD volumes'),
  'Volume.scaleIO': volume('ScaleIO volumes'),
  'Volume.storageos': volume('StorageOS volumes'),
  'Volume.vsphereVolume': volume('vSphere disks'),
  'VolumeMount.mountPropagation': `mountPropagation ${NO_EFFECT}`,
  'VolumeMount.recursiveReadOnly': `recursiveReadOnly ${NO_EFFECT}`,
}

export interface OutOfScope {
  readonly message: string
  readonly path: YamlPath
}

/** What of an object is not simulated; each sentence once, at its first place. */
export function findNotSimulated(object: ApiObject): readonly OutOfScope[] {
  const found = new Map<string, OutOfScope>()
  const visit = (type: string, value: unknown, path: YamlPath): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, entry] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key
      if (path.length === 0 && (step === 'status' || step === 'metadata')) continue
      const below = typeBelow(type, step)
      const message = fieldsOf(type) === undefined ? undefined : sentenceFor(type, key, entry)
      if (message !== undefined && !found.has(message)) {
        found.set(message, { message, path: [...path, step] })
      }
      if (below !== undefined) visit(below, entry, [...path, step])
    }
  }
  visit(object.kind, object, [])
  return [...found.values()]
}

function sentenceFor(struct: string, field: string, value: unknown): string | undefined {
  if (isBlank(value)) return undefined
  const names = [`${struct}.${field}`]
  if (typeof value === 'string') names.push(`${struct}.${field}=${value}`)
  const name = names.find((candidate) => Object.hasOwn(NOT_SIMULATED, candidate))
  return name === undefined ? undefined : NOT_SIMULATED[name]
}

/** False and empty lists say what is so anyhow. An empty mapping can mean a lot: `ephemeral: {}`. */
const isBlank = (value: unknown): boolean =>
  value === false || value === '' || (Array.isArray(value) && value.length === 0)
