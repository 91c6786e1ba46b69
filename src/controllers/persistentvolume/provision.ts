// Makes volumes for claims, as the external provisioner of a storage class would.
// Follows sigs.k8s.io/sig-storage-lib-external-provisioner/controller/controller.go, provisionClaimOperation.
import { simplified } from '#lib/simplified.ts'
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeSpec,
  StorageClass,
} from '#api/generated/types.ts'
import { nameInSentence, parseKey } from '#api/meta/object.ts'
import { createTimeQueue } from '#client/time-queue.ts'
import type { ControllerParts } from '../controller.ts'

simplified(
  'provisioner-of-any-class',
  'every provisioner that a StorageClass names exists and makes any volume in one second.',
)

export const PROVISIONER_ANNOTATION = 'volume.kubernetes.io/storage-provisioner'
export const SELECTED_NODE_ANNOTATION = 'volume.kubernetes.io/selected-node'

const OWNER = 'external-provisioner'
const PROVISIONED_BY_ANNOTATION = 'pv.kubernetes.io/provisioned-by'
const PROVISIONING_MS = 1000
const DIRECTORIES = '/opt/local-path-provisioner'

export interface Provisioner {
  /** Makes a volume for the claim of this key in a second, unless one is being made. */
  add(claimKey: string): void
  /** Forgets the volumes that are being made. */
  stop(): void
}

/** Makes the provisioner of all classes. */
export function createProvisioner(parts: ControllerParts): Provisioner {
  // What is asked for when it begins is made, whatever becomes of the annotation meanwhile.
  const selected = new Map<string, string | undefined>()
  const queue = createTimeQueue(parts.clock, OWNER, (key) => {
    provision(parts, key, selected.get(key))
    selected.delete(key)
  })
  return {
    add(claimKey) {
      if (!selected.has(claimKey)) selected.set(claimKey, selectedNode(parts, claimKey))
      queue.add(claimKey, PROVISIONING_MS)
    },
    stop: () => queue.stop(),
  }
}

function selectedNode({ client }: ControllerParts, key: string): string | undefined {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const claim = client.get('PersistentVolumeClaim', namespace, name)
  return claim?.metadata.annotations?.[SELECTED_NODE_ANNOTATION]
}

function provision(
  { client, recorder }: ControllerParts,
  key: string,
  nodeName: string | undefined,
): void {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const claim = client.get('PersistentVolumeClaim', namespace, name)
  if (claim === undefined || (claim.spec?.volumeName ?? '') !== '') return
  const storageClass = client.get('StorageClass', '', claim.spec?.storageClassName ?? '')
  if (storageClass === undefined) return
  const volume = volumeFor(claim, storageClass, nodeName)
  const volumeName = volume.metadata.name ?? ''
  if (client.get('PersistentVolume', '', volumeName) !== undefined) return
  const { provisioner } = storageClass
  const result = client.create(volume, {
    actor: provisioner,
    message: `created ${nameInSentence(volume)}`,
    because: `${nameInSentence(claim)} asked for a volume of class \`${storageClass.metadata.name ?? ''}\``,
    level: 'step',
    kind: 'ProvisioningSucceeded',
  })
  if (!result.ok) {
    recorder.event(claim, {
      type: 'Warning',
      reason: 'ProvisioningFailed',
      message: `failed to provision volume with StorageClass "${storageClass.metadata.name ?? ''}": ${result.status.message}`,
      source: provisioner,
    })
    return
  }
  recorder.event(claim, {
    type: 'Normal',
    reason: 'ProvisioningSucceeded',
    message: `Successfully provisioned volume ${volumeName} using ${provisioner}`,
    source: provisioner,
  })
}

function volumeFor(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  selected: string | undefined,
): PersistentVolume {
  const { name = '', namespace = 'default', uid = '' } = claim.metadata
  const volumeName = `pvc-${uid}`
  // The volume of a CSI driver is not of one node: it is attached to the node that uses it.
  const driver = driverOf(storageClass.provisioner)
  const isLocal = driver === undefined || /local|hostpath/.test(driver)
  const nodeName = isLocal ? selected : undefined
  const onNode = {
    required: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            { key: 'kubernetes.io/hostname', operator: 'In', values: [nodeName ?? ''] },
          ],
        },
      ],
    },
  }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeName,
      annotations: { [PROVISIONED_BY_ANNOTATION]: storageClass.provisioner },
    },
    spec: {
      accessModes: claim.spec?.accessModes ?? [],
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '1Gi' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name ?? '',
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
      ...sourceOf(storageClass.provisioner, `${volumeName}_${namespace}_${name}`),
      ...(nodeName === undefined ? {} : { nodeAffinity: onNode }),
    },
  }
}

/** The provisioners that were part of Kubernetes, and the drivers that took their place. */
const DRIVERS: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
}

/** A CSI driver has a name like a host; another name with a slash is that of a provisioner of directories. */
function driverOf(provisioner: string): string | undefined {
  if (Object.hasOwn(DRIVERS, provisioner)) return DRIVERS[provisioner]
  return provisioner.includes('/') ? undefined : provisioner
}

function sourceOf(provisioner: string, directory: string): PersistentVolumeSpec {
  const driver = driverOf(provisioner)
  if (driver !== undefined) return { csi: { driver, volumeHandle: directory } }
  return { hostPath: { path: `${DIRECTORIES}/${directory}`, type: 'DirectoryOrCreate' } }
}
