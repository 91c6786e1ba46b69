// The status of the selected thing in words and numbers, for each kind of thing.
import type { ApiObject } from '#api/meta/object.ts'
import type { VolumeRecord } from '#api/runtime/records.ts'
import { pictureOf } from '#picture/kinds/kinds.ts'
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
  const picture = pictureOf(object)
  return (
    <>
      <Facts facts={[...picture.facts(object), ['UID', metadata.uid ?? '']]} />
      <Facts title="Labels" facts={Object.entries(metadata.labels ?? {})} />
      <Conditions conditions={picture.conditions(object)} />
    </>
  )
}
