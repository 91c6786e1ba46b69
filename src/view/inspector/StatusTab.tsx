// The status of the selected thing in words and numbers, for each kind of thing.
import type { ApiObject } from '#api/meta/object.ts'
import type { VolumeRecord } from '#api/runtime/records.ts'
import { bytesText } from '#picture/words/format.ts'
import { Conditions } from './Conditions.tsx'
import { ContainerStatusView, PodStatusView } from './PodStatus.tsx'
import { Facts, type Fact } from './Facts.tsx'
import { NodeStatusView } from './NodeStatus.tsx'
import type { Subject } from '#picture/inspector/subject.ts'

/** The tab 'Status'. */
export function StatusTab({ subject }: { readonly subject: Subject }) {
  switch (subject.kind) {
    case 'pod':
      return <PodStatusView pod={subject.pod} />
    case 'node':
      return <NodeStatusView node={subject.node} />
    case 'container':
      return <ContainerStatusView subject={subject} />
    case 'volume':
      return <VolumeStatus volume={subject.volume} />
    case 'object':
      return <ObjectStatus object={subject.object} />
    case 'absent':
      return null
  }
}

function VolumeStatus({ volume }: { readonly volume: VolumeRecord }) {
  return (
    <>
      <Facts
        facts={[
          ['Type', volume.type],
          ['On node', volume.nodeName],
          ['Files', String(volume.fileCount)],
        ]}
      />
      {volume.files.length > 0 && (
        <Facts
          title="Files"
          facts={volume.files.map((file): Fact => [file.path, `${bytesText(file.bytes)}B`])}
        />
      )}
      {volume.fileCount > volume.files.length && (
        <p className="hint">and {volume.fileCount - volume.files.length} more</p>
      )}
    </>
  )
}

function ObjectStatus({ object }: { readonly object: ApiObject }) {
  const { metadata } = object
  return (
    <>
      <Facts facts={[...kindFacts(object), ['UID', metadata.uid ?? '']]} />
      <Facts title="Labels" facts={Object.entries(metadata.labels ?? {})} />
      {object.kind === 'ReplicaSet' && <Conditions conditions={object.status?.conditions ?? []} />}
    </>
  )
}

function kindFacts(object: ApiObject): readonly Fact[] {
  switch (object.kind) {
    case 'ReplicaSet':
      return [
        ['Desired', String(object.spec?.replicas ?? 1)],
        ['Current', String(object.status?.replicas ?? 0)],
        ['Ready', String(object.status?.readyReplicas ?? 0)],
        ['Available', String(object.status?.availableReplicas ?? 0)],
      ]
    case 'Service':
      return [
        ['Type', object.spec?.type ?? 'ClusterIP'],
        ['Cluster IP', object.spec?.clusterIP ?? ''],
        [
          'Ports',
          (object.spec?.ports ?? []).map((p) => `${p.port}/${p.protocol ?? 'TCP'}`).join(', '),
        ],
        ['Selector', selectorText(object.spec?.selector)],
      ]
    case 'PersistentVolumeClaim':
      return [
        ['Phase', object.status?.phase ?? ''],
        ['Volume', object.spec?.volumeName ?? ''],
      ]
    case 'ConfigMap':
    case 'Secret':
      return [['Keys', Object.keys(object.data ?? {}).join(', ') || 'none']]
    case 'Event':
      return [
        ['Reason', object.reason ?? ''],
        ['Message', object.message ?? ''],
      ]
    default:
      return object.metadata.creationTimestamp === undefined
        ? []
        : [['Created', object.metadata.creationTimestamp]]
  }
}

function selectorText(selector: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(selector ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? 'none' : pairs.join(', ')
}
