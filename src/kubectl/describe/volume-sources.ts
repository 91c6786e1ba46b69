// What is said of each source of a volume: a title and rows.
// Follows print…VolumeSource of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import { quantityOf } from '#api/meta/quantity.ts'
import { compareText } from '#lib/compare.ts'
import { goList, NONE, quantityText, UNSET } from './common.ts'

export type Fields = Readonly<Record<string, unknown>>
/** The title of a row, and its value. */
type Row = readonly [title: string, valueOf: (source: Fields) => string]

export interface SourceTable {
  readonly title: string
  readonly rows: readonly Row[]
}

const textOf = (value: unknown, fallback: string): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : fallback

const text =
  (field: string, fallback = '') =>
  (source: Fields): string =>
    textOf(source[field], fallback)
const flag = (field: string) => text(field, 'false')
const number = (field: string) => text(field, '0')
const texts =
  (field: string, separator: string | null = null) =>
  (source: Fields): string => {
    const value = source[field]
    const items = Array.isArray(value) ? value.map((item) => textOf(item, '')) : []
    return separator === null ? goList(items) : items.join(separator)
  }

/** A reference as Go prints a pointer to one. */
const reference =
  (type: 'LocalObjectReference' | 'SecretReference') =>
  (source: Fields): string => {
    const value = source['secretRef'] as Fields | undefined
    if (value === undefined) return 'nil'
    const namespace =
      type === 'SecretReference' ? `Namespace:${textOf(value['namespace'], '')},` : ''
    return `&${type}{Name:${textOf(value['name'], '')},${namespace}}`
  }

const DISK: readonly Row[] = [
  ['FSType:', text('fsType')],
  ['Partition:', number('partition')],
  ['ReadOnly:', flag('readOnly')],
]
const READ_ONLY: Row = ['ReadOnly:', flag('readOnly')]
const FS_TYPE: Row = ['FSType:', text('fsType')]
const VOLUME_ID: Row = ['VolumeID:', text('volumeID')]
const OPTIONAL: Row = ['Optional:', flag('optional')]

function iscsi(type: 'LocalObjectReference' | 'SecretReference'): SourceTable {
  return {
    title:
      "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    rows: [
      ['TargetPortal:', text('targetPortal')],
      ['IQN:', text('iqn')],
      ['Lun:', number('lun')],
      ['ISCSIInterface', text('iscsiInterface')],
      FS_TYPE,
      READ_ONLY,
      ['Portals:', texts('portals')],
      ['DiscoveryCHAPAuth:', flag('chapAuthDiscovery')],
      ['SessionCHAPAuth:', flag('chapAuthSession')],
      ['SecretRef:', reference(type)],
      ['InitiatorName:', text('initiatorName', NONE)],
    ],
  }
}

function rbd(type: 'LocalObjectReference' | 'SecretReference'): SourceTable {
  return {
    title: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    rows: [
      ['CephMonitors:', texts('monitors')],
      ['RBDImage:', text('image')],
      FS_TYPE,
      ['RBDPool:', text('pool')],
      ['RadosUser:', text('user')],
      ['Keyring:', text('keyring')],
      ['SecretRef:', reference(type)],
      READ_ONLY,
    ],
  }
}

function cephFs(type: 'LocalObjectReference' | 'SecretReference'): SourceTable {
  return {
    title: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    rows: [
      ['Monitors:', texts('monitors')],
      ['Path:', text('path')],
      ['User:', text('user')],
      ['SecretFile:', text('secretFile')],
      ['SecretRef:', reference(type)],
      READ_ONLY,
    ],
  }
}

function cinder(type: 'LocalObjectReference' | 'SecretReference'): SourceTable {
  return {
    title: 'Cinder (a Persistent Disk resource in OpenStack)',
    rows: [VOLUME_ID, FS_TYPE, READ_ONLY, ['SecretRef:', reference(type)]],
  }
}

function flexVolume(type: 'LocalObjectReference' | 'SecretReference'): SourceTable {
  const options = (source: Fields): string => {
    const pairs = Object.entries((source['options'] ?? {}) as Readonly<Record<string, string>>)
    const sorted = pairs.toSorted(([a], [b]) => compareText(a, b))
    return `map[${sorted.map(([key, value]) => `${key}:${value}`).join(' ')}]`
  }
  return {
    title:
      'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    rows: [
      ['Driver:', text('driver')],
      FS_TYPE,
      ['SecretRef:', reference(type)],
      READ_ONLY,
      ['Options:', options],
    ],
  }
}

function sizeLimit({ sizeLimit: limit }: Fields): string {
  const quantity = typeof limit === 'string' || typeof limit === 'number' ? limit : undefined
  return quantityOf(quantity).nano > 0n ? quantityText(quantity) : UNSET
}

/** Sources that Pods and PersistentVolumes have alike. */
const SHARED: Readonly<Record<string, SourceTable>> = {
  hostPath: {
    title: 'HostPath (bare host directory volume)',
    rows: [
      ['Path:', text('path')],
      ['HostPathType:', text('type', NONE)],
    ],
  },
  gcePersistentDisk: {
    title: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    rows: [['PDName:', text('pdName')], ...DISK],
  },
  awsElasticBlockStore: {
    title: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    rows: [VOLUME_ID, ...DISK],
  },
  nfs: {
    title: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    rows: [['Server:', text('server')], ['Path:', text('path')], READ_ONLY],
  },
  quobyte: {
    title: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    rows: [['Registry:', text('registry')], ['Volume:', text('volume')], READ_ONLY],
  },
  vsphereVolume: {
    title: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    rows: [
      ['VolumePath:', text('volumePath')],
      FS_TYPE,
      ['StoragePolicyName:', text('storagePolicyName')],
    ],
  },
  azureDisk: {
    title: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    rows: [
      ['DiskName:', text('diskName')],
      ['DiskURI:', text('diskURI')],
      ['Kind: ', text('kind')],
      FS_TYPE,
      ['CachingMode:', text('cachingMode')],
      READ_ONLY,
    ],
  },
  photonPersistentDisk: {
    title: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    rows: [['PdID:', text('pdID')], FS_TYPE],
  },
  portworxVolume: {
    title: 'PortworxVolume (a Portworx Volume resource)',
    rows: [VOLUME_ID],
  },
  fc: {
    title: 'FC (a Fibre Channel disk)',
    rows: [
      ['TargetWWNs:', texts('targetWWNs', ', ')],
      ['LUN:', text('lun', NONE)],
      FS_TYPE,
      READ_ONLY,
    ],
  },
  flocker: {
    title: 'Flocker (a Flocker volume mounted by the Flocker agent)',
    rows: [
      ['DatasetName:', text('datasetName')],
      ['DatasetUUID:', text('datasetUUID')],
    ],
  },
}

/** By the field of a volume of a Pod. */
export const OF_PODS: Readonly<Record<string, SourceTable>> = {
  ...SHARED,
  emptyDir: {
    title: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    rows: [
      ['Medium:', text('medium')],
      ['SizeLimit:', sizeLimit],
    ],
  },
  gitRepo: {
    title: 'GitRepo (a volume that is pulled from git when the pod is created)',
    rows: [
      ['Repository:', text('repository')],
      ['Revision:', text('revision')],
    ],
  },
  secret: {
    title: 'Secret (a volume populated by a Secret)',
    rows: [['SecretName:', text('secretName')], OPTIONAL],
  },
  configMap: {
    title: 'ConfigMap (a volume populated by a ConfigMap)',
    rows: [['Name:', text('name')], OPTIONAL],
  },
  iscsi: iscsi('LocalObjectReference'),
  glusterfs: {
    title: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    rows: [['EndpointsName:', text('endpoints')], ['Path:', text('path')], READ_ONLY],
  },
  persistentVolumeClaim: {
    title: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    rows: [['ClaimName:', text('claimName')], READ_ONLY],
  },
  rbd: rbd('LocalObjectReference'),
  cinder: cinder('LocalObjectReference'),
  cephfs: cephFs('LocalObjectReference'),
  flexVolume: flexVolume('LocalObjectReference'),
  azureFile: {
    title: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    rows: [['SecretName:', text('secretName')], ['ShareName:', text('shareName')], READ_ONLY],
  },
  csi: {
    title: 'CSI (a Container Storage Interface (CSI) volume source)',
    rows: [['Driver:', text('driver')], FS_TYPE, READ_ONLY],
  },
  image: {
    title: 'Image (a container image or OCI artifact)',
    rows: [
      ['Reference:', text('reference')],
      ['PullPolicy:', text('pullPolicy')],
    ],
  },
}

/** By the field of a PersistentVolume. */
export const OF_PERSISTENT_VOLUMES: Readonly<Record<string, SourceTable>> = {
  ...SHARED,
  iscsi: iscsi('SecretReference'),
  glusterfs: {
    title: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    rows: [
      ['EndpointsName:', text('endpoints')],
      ['EndpointsNamespace:', text('endpointsNamespace', UNSET)],
      ['Path:', text('path')],
      READ_ONLY,
    ],
  },
  rbd: rbd('SecretReference'),
  cinder: cinder('SecretReference'),
  cephfs: cephFs('SecretReference'),
  flexVolume: flexVolume('SecretReference'),
  local: {
    title: 'LocalVolume (a persistent volume backed by local storage on a node)',
    rows: [['Path:', text('path')]],
  },
  azureFile: {
    title: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    rows: [
      ['SecretName:', text('secretName')],
      ['SecretNamespace:', text('secretNamespace')],
      ['ShareName:', text('shareName')],
      READ_ONLY,
    ],
  },
  csi: {
    title: 'CSI (a Container Storage Interface (CSI) volume source)',
    rows: [
      ['Driver:', text('driver')],
      FS_TYPE,
      ['VolumeHandle:', text('volumeHandle')],
      READ_ONLY,
    ],
  },
}
