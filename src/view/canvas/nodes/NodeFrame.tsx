// A Node of the cluster as a frame around its Pods: name, state, taints, and how much of it is asked for.
import { memo, useCallback, useLayoutEffect, useRef, type MouseEvent } from 'react'
import type { NodeProps } from '@xyflow/react'
import type { CapacityPicture, NodePicture } from '../canvas-graph.ts'
import type { CanvasNode, Dot } from '../flow-nodes.ts'
import { DOT_SIZE } from '../seats.ts'
import {
  usePlayground,
  usePlaygroundActions,
  type PlaygroundSnapshot,
} from '#view/shell/playground-context.tsx'
import { FileGlyph, FromEnd } from './FromEnd.tsx'
import { useIsSelected, useSelect } from './selection.ts'
import { StateGlyph } from './StateGlyph.tsx'

type FrameProps = NodeProps<Extract<CanvasNode, { type: 'nodeFrame' }>>

const MOST_PARTS = 40
/** Pixels of the drawn layer per canvas pixel, so that dots are sharp when one zooms in. */
const DOTS_SCALE = 2

/** The frame of a Node. */
export const NodeFrame = memo(function NodeFrame({ data, width = 0, height = 0 }: FrameProps) {
  const { node, wide, folder, empty, dots } = data
  const select = useSelect()
  const selected = useIsSelected(node.key)
  return (
    <div
      role="group"
      className={`cv-node${wide ? ' cv-wide' : ''}${selected ? ' cv-selected' : ''}`}
      aria-label={nodeLabel(node)}
      onClick={select(node.key)}
    >
      <div className="cv-node-head">
        <div className="cv-node-id">
          <button
            type="button"
            className="cv-node-name cv-ellipsis"
            title={node.name}
            aria-label={nodeLabel(node)}
            aria-pressed={selected}
            onClick={select(node.key)}
          >
            <MachineGlyph />
            <span className="cv-ellipsis">{node.name}</span>
          </button>
          <span className="cv-node-state" title={[node.state.word, ...node.taints].join('\n')}>
            <span className={`cv-state-text cv-${node.state.tone}`}>
              <StateGlyph tone={node.state.tone} />
              <span className="cv-ellipsis">{node.state.word}</span>
            </span>
            {node.taints.length > 0 && (
              <span className="cv-taint">{taintsText(node.taints.length)}</span>
            )}
          </span>
        </div>
        <div className="cv-meters">
          {node.capacity
            .filter(({ label }) => wide || label !== 'pods')
            .map((capacity) => (
              <Meter key={capacity.label} capacity={capacity} />
            ))}
        </div>
      </div>
      {folder && (
        <p
          className="cv-folder"
          title={`Static Pods: the kubelet runs what is in ${node.staticFolder}`}
        >
          <FileGlyph />
          <FromEnd text={node.staticFolder} />
        </p>
      )}
      {empty && <p className="cv-none">no Pods</p>}
      {dots !== null && <Dots dots={dots} width={width} height={height} />}
      <div className="cv-far cv-far-node" aria-hidden="true">
        <span className="cv-ellipsis">{node.name}</span>
      </div>
    </div>
  )
})

function nodeLabel(node: NodePicture): string {
  const [cpu, memory, pods] = node.capacity
  const taints = node.taints.length === 0 ? '' : `, ${taintsText(node.taints.length)}`
  return `Node ${node.name}, ${node.state.word}${taints}, requested: cpu ${cpu?.text}, memory ${memory?.text}, Pods ${pods?.text}`
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

/** A bar with a part for each Pod: how much of a resource is asked for. */
function Meter({ capacity }: { readonly capacity: CapacityPicture }) {
  const { label, text, used, allocatable, parts } = capacity
  const share = (amount: number): string =>
    `${allocatable === 0 ? 0 : Math.min(100, (amount / allocatable) * 100)}%`
  const drawn = parts.filter((part) => part.amount > 0)
  const single = drawn.length === 0 || drawn.length > MOST_PARTS
  const hint = [
    `${label} requested / allocatable: ${text}`,
    ...parts.slice(0, 12).map((part) => part.name),
  ]
  return (
    <div className={`cv-meter${used > allocatable ? ' cv-over' : ''}`} title={hint.join('\n')}>
      <span className="cv-meter-text">
        <span>{label === 'memory' ? 'mem' : label}</span> {text}
      </span>
      <span className="cv-bar">
        {single && <i style={{ width: share(used) }} />}
        {!single && drawn.map((part) => <i key={part.key} style={{ width: share(part.amount) }} />)}
      </span>
    </div>
  )
}

const selectionOf = (state: PlaygroundSnapshot): string | null => state.selection

/** Thousands of Pods: one drawn layer for a node, where a click finds the Pod below it. */
function Dots(props: {
  readonly dots: readonly Dot[]
  readonly width: number
  readonly height: number
}) {
  const { dots, width, height } = props
  const { select } = usePlaygroundActions()
  const selection = usePlayground(selectionOf)
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (element === null || context === null || context === undefined) return undefined
    const draw = (): void => drawDots(context, element, { dots, selection, width, height })
    draw()
    const themes = new MutationObserver(draw)
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => themes.disconnect()
  }, [dots, selection, width, height])
  const onClick = useCallback(
    (event: MouseEvent<HTMLCanvasElement>) => {
      const frame = event.currentTarget.getBoundingClientRect()
      const zoom = frame.width / width
      const x = (event.clientX - frame.left) / zoom
      const y = (event.clientY - frame.top) / zoom
      const hit = dots.find(
        (dot) => x >= dot.x && x < dot.x + DOT_SIZE && y >= dot.y && y < dot.y + DOT_SIZE,
      )
      if (hit === undefined) return
      event.stopPropagation()
      select(hit.pod.key)
    },
    [dots, select, width],
  )
  return (
    <canvas
      ref={canvas}
      className="cv-dots"
      role="img"
      aria-label={dotsLabel(dots)}
      width={width * DOTS_SCALE}
      height={height * DOTS_SCALE}
      onClick={onClick}
    />
  )
}

function dotsLabel(dots: readonly Dot[]): string {
  const counts = new Map<string, number>()
  for (const { pod } of dots) counts.set(pod.state.word, (counts.get(pod.state.word) ?? 0) + 1)
  return [`${dots.length} Pods`, ...[...counts].map(([word, count]) => `${count} ${word}`)].join(
    ', ',
  )
}

interface Drawing {
  readonly dots: readonly Dot[]
  readonly selection: string | null
  readonly width: number
  readonly height: number
}

/** Running Pods are discs; those that fail are crosses, those that wait are rings. */
function drawDots(context: CanvasRenderingContext2D, element: HTMLElement, drawing: Drawing): void {
  const { dots, selection, width, height } = drawing
  const style = getComputedStyle(element)
  const colours = new Map<string, string>()
  const colourOf = (tone: string): string => {
    const name = { part: '--wait', idle: '--wait' }[tone] ?? `--${tone}`
    const colour = colours.get(name) ?? style.getPropertyValue(name).trim()
    colours.set(name, colour)
    return colour
  }
  context.setTransform(DOTS_SCALE, 0, 0, DOTS_SCALE, 0, 0)
  context.clearRect(0, 0, width, height)
  context.lineWidth = 1.6
  for (const { pod, x, y } of dots) {
    const { tone } = pod.state
    const centre = DOT_SIZE / 2
    context.fillStyle = colourOf(tone)
    context.strokeStyle = context.fillStyle
    context.beginPath()
    if (tone === 'fail') {
      context.moveTo(x + 2.5, y + 2.5)
      context.lineTo(x + DOT_SIZE - 2.5, y + DOT_SIZE - 2.5)
      context.moveTo(x + DOT_SIZE - 2.5, y + 2.5)
      context.lineTo(x + 2.5, y + DOT_SIZE - 2.5)
      context.stroke()
    } else {
      context.arc(x + centre, y + centre, 3.4, 0, Math.PI * 2)
      if (tone === 'run' || tone === 'done') context.fill()
      else context.stroke()
    }
    if (pod.key === selection) {
      context.strokeStyle = style.getPropertyValue('--accent')
      context.strokeRect(x + 0.5, y + 0.5, DOT_SIZE - 1, DOT_SIZE - 1)
    }
  }
}
