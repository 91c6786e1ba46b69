// A Pod as React Flow's element: a card with its containers and volumes, a chip with its name and
// state, or a card in the tray with the reason why it waits.
import { memo, type CSSProperties } from 'react'
import type { NodeProps } from '@xyflow/react'
import type { PodData } from '#picture/canvas/elements.ts'
import type { CanvasNode } from '../flow-nodes.ts'
import type { PodPicture } from '#picture/canvas/canvas-graph.ts'
import { FILE_TAB_HEIGHT, isHalf } from '#picture/canvas/pod/pod-geometry.ts'
import { countText } from '#picture/words/format.ts'
import { shortName } from '#picture/canvas/pod/pod-words.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { BothEnds } from '#view/shell/BothEnds.tsx'
import { FileGlyph, FromEnd } from './FromEnd.tsx'
import { PodInside } from './PodInside.tsx'
import { RevisionMark } from './RevisionMark.tsx'
import { useIsSelected, useSelect, useSelectionIn } from './selection.ts'
import { StateGlyph, StatePill } from './StateGlyph.tsx'

/** A key that nothing has. */
const NOBODY = ' '

type PodProps = NodeProps<Extract<CanvasNode, { type: 'pod' }>>

/** A Pod in the look that its place asks for. */
export const PodElement = memo(function PodElement({ data }: PodProps) {
  if (data.look === 'chip' || data.look === 'line') return <PodChip {...data} />
  return data.look === 'tray' ? <TrayCard {...data} /> : <PodCard {...data} />
})

/** The name of a Pod for screen readers: 'Pod web, Init:1/3, on worker-1', with its side in a rollout. */
export function podLabel(pod: PodPicture, revision: PodData['revision'] = null): string {
  const place = pod.nodeName === null ? 'not on a node' : `on ${pod.nodeName}`
  const kind = pod.staticPod === null ? 'Pod' : 'Static Pod'
  const name = pod.namespace === 'default' ? pod.name : `${pod.namespace}/${pod.name}`
  const side = revision === null ? '' : `, ${revision} revision`
  return `${kind} ${name}, ${pod.state.word}, ${place}${side}`
}

type OwnStyle = CSSProperties & Readonly<Record<`--${string}`, string>>

function arrival(from: PodData['from']): OwnStyle | undefined {
  return from === null ? undefined : { '--from-x': `${from.x}px`, '--from-y': `${from.y}px` }
}

function PodCard({ pod, from, movement, focus, revision }: PodData) {
  const select = useSelect()
  const selection = useSelectionIn(pod.key)
  const owned = useIsSelected(pod.owner ?? NOBODY)
  const tab = pod.staticPod === null ? 0 : FILE_TAB_HEIGHT
  return (
    <div
      className={`cv-pod${isHalf(pod.spec) ? ' cv-half' : ''}${selection === pod.key ? ' cv-selected' : ''}${owned ? ' cv-owned' : ''}`}
      role="group"
      data-key={pod.key}
      aria-label={podLabel(pod, revision)}
      data-arriving={from === null ? undefined : true}
      style={arrival(from)}
      onClick={select(pod.key)}
    >
      {pod.staticPod !== null && <FileTab file={pod.staticPod.file} />}
      <div
        className={`cv-pod-body cv-edge-${pod.state.tone}${focus === '' ? ' cv-now' : ''}`}
        style={{ top: tab }}
      >
        <div className="cv-pod-head">
          <button
            type="button"
            className="cv-pod-name"
            title={pod.name}
            aria-label={podLabel(pod, revision)}
            aria-pressed={selection === pod.key}
            onClick={select(pod.key)}
          >
            <PodName pod={pod} revision={revision} />
          </button>
          <StatePill state={pod.state} />
          <span className="cv-counts" title={`${pod.ready} of ${pod.total} containers ready`}>
            {pod.ready}/{pod.total} ready
          </span>
          {pod.restarts > 0 && (
            <span className="cv-counts" title={countText(pod.restarts, 'restart')}>
              ↺ {pod.restarts}
            </span>
          )}
        </div>
        <PodInside pod={pod} movement={movement} focus={focus} selection={selection} />
      </div>
      <FarLabel pod={pod} />
    </div>
  )
}

/** The name with its side in a rollout. */
function PodName(props: { readonly pod: PodPicture; readonly revision: PodData['revision'] }) {
  const { pod, revision } = props
  return (
    <>
      {revision !== null && <RevisionMark newest={revision === 'new'} />}
      <BothEnds text={pod.name} />
    </>
  )
}

/** What is left of a card when one is far away: its name and state in large letters. */
function FarLabel({ pod }: { readonly pod: PodPicture }) {
  return (
    <div className={`cv-far cv-${pod.state.tone}`} aria-hidden="true">
      <span className="cv-ellipsis">{pod.name}</span>
      <span className="cv-far-word">
        <StateGlyph tone={pod.state.tone} size={24} />
        {pod.state.word}
      </span>
    </div>
  )
}

/** The file on the node's disk that a static Pod hangs on. */
function FileTab({ file }: { readonly file: string }) {
  return (
    <div className="cv-file" title={`Static Pod from the file ${file} on this node`}>
      <FileGlyph />
      <FromEnd text={file} />
    </div>
  )
}

function PodChip({ pod, from, look, focus, revision }: PodData) {
  const select = useSelect()
  const selected = useSelectionIn(pod.key) !== null
  const owned = useIsSelected(pod.owner ?? NOBODY)
  const hint = [podLabel(pod, revision), pod.staticPod?.file, pod.reason].filter(Boolean).join('\n')
  return (
    <button
      type="button"
      data-key={pod.key}
      className={`cv-chip${look === 'chip' ? ' cv-two-lines' : ''}${focus === null ? '' : ' cv-now'} cv-${pod.state.tone}${selected ? ' cv-selected' : ''}${owned ? ' cv-owned' : ''}`}
      data-arriving={from === null ? undefined : true}
      style={arrival(from)}
      title={hint}
      aria-label={podLabel(pod, revision)}
      aria-pressed={selected}
      onClick={select(pod.key)}
    >
      {pod.staticPod !== null && <FileGlyph />}
      {revision !== null && <RevisionMark newest={revision === 'new'} />}
      <span className="cv-chip-name">
        <BothEnds text={shortName(pod)} />
      </span>
      <StateGlyph tone={pod.state.tone} />
      <span className="cv-chip-word cv-ellipsis">{pod.state.word}</span>
    </button>
  )
}

/** Leads to what the inspector offers; in a lesson one is to find it oneself. */
function WhatWouldFit({ of }: { readonly of: string }) {
  const inLesson = usePlayground((state) => state.lesson !== null)
  const { select, showTab, showPane } = usePlaygroundActions()
  if (inLesson) return null
  return (
    <button
      type="button"
      className="linklike cv-would-fit"
      onClick={(event) => {
        event.stopPropagation()
        select(of)
        showTab('why')
        showPane('inspector')
      }}
    >
      What would fit?
    </button>
  )
}

function TrayCard({ pod, focus, revision }: PodData) {
  const select = useSelect()
  const selected = useSelectionIn(pod.key) !== null
  return (
    <div
      className={`cv-pod cv-waiting${focus === null ? '' : ' cv-now'}${selected ? ' cv-selected' : ''}`}
      role="group"
      data-key={pod.key}
      aria-label={podLabel(pod, revision)}
      onClick={select(pod.key)}
    >
      <div className="cv-pod-head">
        <button
          type="button"
          className="cv-pod-name"
          title={pod.name}
          aria-label={podLabel(pod, revision)}
          aria-pressed={selected}
          onClick={select(pod.key)}
        >
          <PodName pod={pod} revision={revision} />
        </button>
        <StatePill state={pod.state} />
      </div>
      <p className="cv-reason" title={pod.reason}>
        {pod.reason === '' ? 'Waits for the scheduler.' : pod.reason}
      </p>
      {pod.reason !== '' && <WhatWouldFit of={pod.key} />}
    </div>
  )
}
