// A Node of the cluster as a frame around its Pods: name, state, taints, and how much of it is asked for.
import { memo, type MouseEvent } from 'react'
import type { NodeProps } from '@xyflow/react'
import type { CapacityPicture, NodePicture, PodShare } from '#picture/canvas/canvas-graph.ts'
import type { FrameNode } from '../flow-nodes.ts'
import { dotAt, dotPaths, isFilled, type Dot } from '#picture/canvas/dot-paths.ts'
import { countText } from '#picture/words/format.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { useNextAct } from '../next-acts.tsx'
import { countdownOf } from './countdown-of.ts'
import { FileGlyph, FromEnd } from './FromEnd.tsx'
import { type Select, useIsSelected, useSelect } from './selection.ts'
import { StateGlyph } from './StateGlyph.tsx'

type FrameProps = NodeProps<FrameNode>

const MOST_PARTS = 40

/** The frame of a Node as React Flow's element. */
export const NodeFrame = memo(function NodeFrame({ data, width = 0, height = 0 }: FrameProps) {
  const select = useSelect()
  const chosen = useIsSelected(data.node.key) ? data.node.key : null
  return <FrameBody {...{ data, width, height, chosen, select }} far={false} />
})

/** The frame of a Node; `chosen` when it or a dot in it is selected. */
export function FrameBody(props: {
  readonly data: FrameNode['data']
  readonly width: number
  readonly height: number
  readonly far: boolean
  readonly chosen: string | null
  readonly select: Select
}) {
  const { data, width, height, far, chosen, select } = props
  const { node, wide, folder, empty, dots } = data
  // Of a crowd seen from far away nothing of this can be read: it would be hundreds of elements for nothing.
  const isReadable = !(far && dots !== null)
  return (
    <div
      role="group"
      data-key={node.key}
      className={`cv-node${wide ? ' cv-wide' : ''}${chosen === node.key ? ' cv-selected' : ''}`}
      aria-label={nodeLabel(node)}
      onClick={select(node.key)}
    >
      {isReadable && <Head node={node} wide={wide} whole={dots !== null} />}
      {folder && (
        <p
          className="cv-folder"
          title={`Static Pods: the kubelet runs what is in ${node.staticFolder}`}
        >
          <FileGlyph />
          <FromEnd text={node.staticFolder} />
        </p>
      )}
      {empty && isReadable && <p className="cv-none">no Pods</p>}
      {dots !== null && <Dots {...{ dots, width, height, chosen, select }} />}
      <div className="cv-far cv-far-node" aria-hidden="true">
        <span className="cv-ellipsis">{node.name}</span>
      </div>
    </div>
  )
}

/** Name, state, taints and how much of it is asked for; `whole` when its Pods are too many to look at one by one. */
function Head(props: {
  readonly node: NodePicture
  readonly wide: boolean
  readonly whole: boolean
}) {
  const { node, wide, whole } = props
  const select = useSelect()
  const selected = useIsSelected(node.key)
  return (
    <div className="cv-node-head">
      <div className="cv-node-id">
        <button
          type="button"
          className="cv-node-name cv-ellipsis"
          title={node.machine === null ? node.name : `${node.name}: ${node.machine.word}`}
          aria-label={nodeLabel(node)}
          aria-pressed={selected}
          onClick={select(node.key)}
        >
          <MachineGlyph />
          <span className="cv-ellipsis">{node.name}</span>
          {node.machine !== null && (
            <span className={`cv-machine cv-ellipsis cv-${node.machine.tone}`}>
              {node.machine.word}
            </span>
          )}
        </button>
        <span className="cv-node-state" title={[node.state.word, ...node.taints].join('\n')}>
          <span className={`cv-state-text cv-${node.state.tone}`}>
            <StateGlyph tone={node.state.tone} />
            <span className="cv-ellipsis">{node.state.word}</span>
          </span>
          {node.taints.length > 0 && (
            <span className="cv-taint">{taintsText(node.taints.length)}</span>
          )}
          <Countdown node={node} />
        </span>
      </div>
      <div className="cv-meters">
        {node.capacity
          .filter(({ label }) => wide || label !== 'pods')
          .map((capacity) => (
            <Meter key={capacity.label} capacity={capacity} shares={node.shares} whole={whole} />
          ))}
      </div>
    </div>
  )
}

/** What a silent node counts down to; nothing of a healthy one. */
function Countdown({ node }: { readonly node: NodePicture }) {
  const next = useNextAct(node.key)
  const nowMs = usePlayground((state) => state.timeMs)
  const countdown = countdownOf(node, next, nowMs)
  return countdown === null ? null : (
    <span className="cv-countdown" title={countdown.title}>
      {countdown.text}
    </span>
  )
}

function nodeLabel(node: NodePicture): string {
  const [cpu, memory, pods] = node.capacity
  const taints = node.taints.length === 0 ? '' : `, ${taintsText(node.taints.length)}`
  const machine = node.machine === null ? '' : `, machine ${node.machine.word}`
  return `Node ${node.name}, ${node.state.word}${machine}${taints}, requested: cpu ${cpu?.text}, memory ${memory?.text}, Pods ${pods?.text}`
}

const taintsText = (count: number): string => (count === 1 ? '1 taint' : `${count} taints`)

function MachineGlyph() {
  return (
    <svg
      className="cv-glyph"
      width="13"
      height="13"
      viewBox="0 0 13 13"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <path
        d="M1.5 2h10v4h-10z M1.5 7h10v4h-10z M3.5 4h.1 M3.5 9h.1"
        strokeWidth="1.2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}

/** How much of a resource is asked for: a bar with a part for each Pod, or `whole` when they are too many to look at. */
function Meter(props: {
  readonly capacity: CapacityPicture
  readonly shares: readonly PodShare[]
  readonly whole: boolean
}) {
  const { capacity, shares, whole } = props
  const { label, text, used, allocatable } = capacity
  const part = (amount: number): string =>
    `${allocatable === 0 ? 0 : Math.min(100, (amount / allocatable) * 100)}%`
  const parts = label === 'pods' ? [] : shares
  const drawn = parts.filter((share) => amountIn(share, label) > 0)
  const single = whole || drawn.length === 0 || drawn.length > MOST_PARTS
  const hint = [
    `${label} requested / allocatable: ${text}`,
    ...parts.slice(0, 12).map(({ name }) => name),
  ]
  return (
    <div className={`cv-meter${used > allocatable ? ' cv-over' : ''}`} title={hint.join('\n')}>
      <span className="cv-meter-text">
        <span>{label === 'memory' ? 'mem' : label}</span> {text}
      </span>
      <span className="cv-bar">
        {single && <i style={{ width: part(used) }} />}
        {!single &&
          drawn.map((share) => (
            <i key={share.key} style={{ width: part(amountIn(share, label)) }} />
          ))}
      </span>
    </div>
  )
}

const amountIn = (share: PodShare, label: CapacityPicture['label']): number =>
  label === 'cpu' ? share.cpuMilli : share.memoryBytes

/** Thousands of Pods: a few paths for a node, where a click finds the Pod below it. */
function Dots(props: {
  readonly dots: readonly Dot[]
  readonly width: number
  readonly height: number
  readonly chosen: string | null
  readonly select: Select
}) {
  const { dots, width, height, select } = props
  const chosen = dots.find(({ pod }) => pod.key === props.chosen)
  const onClick = (event: MouseEvent<SVGSVGElement>): void => {
    const frame = event.currentTarget.getBoundingClientRect()
    const zoom = frame.width / width
    const x = (event.clientX - frame.left) / zoom
    const hit = dotAt(dots, x, (event.clientY - frame.top) / zoom)
    if (hit !== undefined) select(hit.pod.key)(event)
  }
  return (
    <svg
      className="cv-dots"
      role="img"
      aria-label={dotsLabel(dots)}
      viewBox={`0 0 ${width} ${height}`}
      onClick={onClick}
    >
      {[...dotPaths(dots)].map(([tone, path]) => (
        <path key={tone} d={path} className={`cv-${tone}${isFilled(tone) ? ' cv-filled' : ''}`} />
      ))}
      {chosen !== undefined && (
        <rect className="cv-dot-chosen" {...insetOf(chosen)} rx={chosen.size * 0.2} />
      )}
    </svg>
  )
}

const insetOf = ({ x, y, size }: Dot) => ({
  x: x + 0.5,
  y: y + 0.5,
  width: size - 1,
  height: size - 1,
})

function dotsLabel(dots: readonly Dot[]): string {
  const counts = new Map<string, number>()
  for (const { pod } of dots) counts.set(pod.state.word, (counts.get(pod.state.word) ?? 0) + 1)
  return [
    countText(dots.length, 'Pod'),
    ...[...counts].map(([word, count]) => `${count} ${word}`),
  ].join(', ')
}
