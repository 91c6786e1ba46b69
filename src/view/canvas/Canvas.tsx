// The canvas: the cluster of the shown moment as a picture. Everything in it is a pure function of the
// state; React Flow pans, zooms and places the elements.
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  type NodeTypes,
  type OnMove,
  type Viewport,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import './canvas.css'
import './levels.css'
import { Icon } from '#view/shell/Icon.tsx'
import {
  usePlayground,
  usePlaygroundActions,
  type PlaygroundSnapshot,
} from '#view/shell/playground-context.tsx'
import type { CanvasNode } from './flow-nodes.ts'
import type { Form } from '#picture/canvas/layout.ts'
import { boxOfKey } from '#picture/relations/relation-lines.ts'
import { FAR_ZOOM, FEWER_ZOOM, NEAR_ZOOM } from '#picture/canvas/level-of-detail.ts'
import { NextActsProvider } from './next-acts.tsx'
import { BandBox } from './nodes/BandBox.tsx'
import { ApiServerBox, Tray } from './nodes/ControlPlane.tsx'
import { Crowd } from './nodes/Crowd.tsx'
import { CrowdOwners } from './nodes/CrowdOwners.tsx'
import { Links } from './nodes/Links.tsx'
import { Owner } from './nodes/OwnerCard.tsx'
import { NodeFrame } from './nodes/NodeFrame.tsx'
import { PodElement } from './nodes/PodCard.tsx'
import { createPainter, type Picture } from './painter.ts'
import { usePointedAt } from './use-pointed-at.ts'
import { fitAll, formFor, leastZoom, MAX_ZOOM, type PaneSize, restView } from './view-of.ts'

const GLIDE_MS = 200
/** Its label would lie over the picture; the help (`KeysHelp.tsx`) says what draws it. */
const NO_LABEL = { hideAttribution: true }
/** In a frame of fewer pixels on the screen the name of a Node finds no room. */
const LEAST_FOR_NAME = 64

const Related = lazy(() => import('./Related.tsx').then((module) => ({ default: module.Related })))

const NODE_TYPES: NodeTypes = {
  apiServer: ApiServerBox,
  tray: Tray,
  nodeFrame: NodeFrame,
  owner: Owner,
  band: BandBox,
  pod: PodElement,
}

const worldOf = (state: PlaygroundSnapshot) => state.world
const planOf = (state: PlaygroundSnapshot) => state.plan
const exampleOf = (state: PlaygroundSnapshot) => state.exampleId
/** Of a container its Pod. */
const selectedOf = ({ selection }: PlaygroundSnapshot) => selection?.split(/[#~]/)[0] ?? null
const hasBegun = ({ runState }: PlaygroundSnapshot) => runState === 'done' || runState === 'failed'
const happeningOf = (state: PlaygroundSnapshot) => state.happening

/** The picture of the shown moment. */
function usePicture(form: Form): Picture {
  const world = usePlayground(worldOf)
  const happening = usePlayground(happeningOf)
  const plan = usePlayground(planOf)
  const [paint] = useState(createPainter)
  return useMemo(
    () => paint({ world, happening, plan }, form),
    [paint, world, happening, plan, form],
  )
}

/** The canvas with its buttons. Fills its parent, which must have a height. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasPane />
    </ReactFlowProvider>
  )
}

function CanvasPane() {
  const pane = useRef<HTMLDivElement>(null)
  const size = usePaneSize(pane)
  const picture = usePicture(formFor(size.width))
  const { select } = usePlaygroundActions()
  const view = useView(picture, size)
  const pointed = usePointedAt(pane)
  const selected = usePlayground(selectedOf)
  const related = pointed ?? selected
  const begun = usePlayground(hasBegun)
  const isEmpty = picture.nodes.length === 0
  const onPaneClick = useCallback(() => select(null), [select])
  return (
    <div
      className="canvas"
      ref={pane}
      data-size={`${picture.places.width} ${picture.places.height}`}
      role="region"
      aria-label="Canvas: the cluster at this moment"
    >
      {size.width > 0 && (
        <>
          <FarMark pane={pane} frameWidth={frameWidthOf(picture)} />
          <NextActsProvider
            graph={picture.graph}
            places={picture.places}
            asks={!picture.places.ownerChips}
          >
            <ReactFlow<CanvasNode>
              nodes={picture.nodes}
              nodeTypes={NODE_TYPES}
              minZoom={leastZoom(picture.places, size)}
              maxZoom={MAX_ZOOM}
              defaultViewport={view.rest}
              onInit={view.settle}
              onMove={view.onMove}
              onPaneClick={onPaneClick}
              onNodeClick={ignore}
              nodesDraggable={false}
              nodesConnectable={false}
              nodesFocusable={false}
              edgesFocusable={false}
              elementsSelectable={false}
              panActivationKeyCode={null}
              deleteKeyCode={null}
              selectionKeyCode={null}
              multiSelectionKeyCode={null}
              zoomActivationKeyCode={null}
              disableKeyboardA11y
              zoomOnDoubleClick={false}
              panOnScroll
              onlyRenderVisibleElements={picture.nodes.length > 200}
              proOptions={NO_LABEL}
            >
              {picture.frames.length > 0 && <Crowd frames={picture.frames} />}
              {related !== null && picture.places.level !== 'dot' && (
                <Suspense>
                  <Related
                    graph={picture.graph}
                    places={picture.places}
                    of={related}
                    pointed={pointed !== null}
                  />
                </Suspense>
              )}
              {!isEmpty && <Links graph={picture.graph} places={picture.places} />}
              <Background
                variant={BackgroundVariant.Dots}
                gap={20}
                size={1.2}
                color="var(--line2)"
                bgColor="var(--bg)"
              />
            </ReactFlow>
          </NextActsProvider>
        </>
      )}
      {isEmpty && begun && <EmptyState />}
      {!isEmpty && <ViewButtons view={view} />}
      {picture.places.level === 'dot' && <CrowdOwners graph={picture.graph} />}
    </div>
  )
}

/** How wide the frame of a Node is in a crowd, in canvas pixels; 0 where Pods are more than dots. */
function frameWidthOf({ places }: Picture): number {
  const [box] = places.level === 'dot' ? places.nodes.values() : []
  return box?.width ?? 0
}

// With a handler React Flow lets the pointer reach the elements.
const ignore = (): void => undefined

/** Marks from how far the canvas is looked at; levels.css does the rest. */
function FarMark(props: {
  readonly pane: React.RefObject<HTMLDivElement | null>
  readonly frameWidth: number
}) {
  const { pane, frameWidth } = props
  // In steps, so that the sizes of letters are not worked out anew for each pixel of a gesture.
  const zoom = useStore((state) => Math.max(1, Math.round(state.transform[2] * 40)) / 40)
  useLayoutEffect(() => {
    pane.current?.toggleAttribute('data-far', zoom < FAR_ZOOM)
    pane.current?.toggleAttribute('data-middle', zoom >= FAR_ZOOM && zoom < NEAR_ZOOM)
    pane.current?.toggleAttribute('data-fewer', zoom >= FAR_ZOOM && zoom < FEWER_ZOOM)
    const isCrowd = frameWidth > 0 && zoom < FAR_ZOOM
    pane.current?.toggleAttribute('data-crowd', isCrowd)
    pane.current?.toggleAttribute('data-tiny', isCrowd && zoom * frameWidth < LEAST_FOR_NAME)
    pane.current?.style.setProperty('--zoom', String(zoom))
  }, [pane, zoom, frameWidth])
  useEffect(() => {
    // Its default role, application, would take the reading keys from screen readers.
    pane.current?.querySelector('.react-flow')?.setAttribute('role', 'group')
  }, [pane])
  return null
}

function usePaneSize(pane: React.RefObject<HTMLDivElement | null>): PaneSize {
  const [size, setSize] = useState<PaneSize>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = pane.current
    if (element === null) return undefined
    // Not measured at once: that would lay out the page within the task that made the pane.
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [pane])
  return size
}

interface ViewControl {
  /** What is in view while no person has moved it. */
  readonly rest: Viewport
  /** Takes that view at once: React Flow heeds none before it has begun. */
  readonly settle: () => void
  readonly onMove: OnMove
  readonly fit: () => void
  readonly zoom: (direction: 'in' | 'out') => void
}

/** Keeps the picture, and in it what the step is about, in view until a person moves it. */
function useView({ graph, places }: Picture, size: PaneSize): ViewControl {
  const { setViewport, zoomIn, zoomOut } = useReactFlow()
  const example = usePlayground(exampleOf)
  // The example whose picture was moved: that of another example has not been.
  const moved = useRef<{ readonly example: string | null } | null>(null)
  const settled = useRef<PaneSize | null>(null)
  const { width, height, level } = places
  const selected = usePlayground(selectedOf)
  // Of a step about no Pod, what one has chosen to look at.
  const chosen = selected === null ? null : boxOfKey(graph, places, selected)
  const focus = places.pods.get(graph.focus?.podId ?? '') ?? chosen
  const { x, y, zoom } = restView({ width, height, level }, size, focus)
  useLayoutEffect(() => {
    if (moved.current?.example === example || size.width === 0) return
    // A pane that changes its size takes the picture along at once.
    const duration = settled.current === size ? glideMs() : 0
    settled.current = size
    void setViewport({ x, y, zoom }, { duration })
  }, [setViewport, x, y, zoom, size, example])
  const settle = useCallback(() => void setViewport({ x, y, zoom }), [setViewport, x, y, zoom])
  const onMove = useCallback<OnMove>(
    (event) => {
      if (event !== null) moved.current = { example }
    },
    [example],
  )
  const fit = useCallback(() => {
    moved.current = null
    void setViewport(fitAll({ width, height, level }, size), { duration: glideMs() })
  }, [setViewport, width, height, level, size])
  const zoomBy = useCallback(
    (direction: 'in' | 'out') => {
      moved.current = { example }
      void (direction === 'in' ? zoomIn : zoomOut)({ duration: glideMs() })
    },
    [zoomIn, zoomOut, example],
  )
  return { rest: { x, y, zoom }, settle, onMove, fit, zoom: zoomBy }
}

const glideMs = (): number =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : GLIDE_MS

function ViewButtons({ view }: { readonly view: ViewControl }) {
  const { zoom, fit } = view
  return (
    <div className="cv-buttons" role="group" aria-label="View of the canvas">
      <button type="button" title="Zoom in" aria-label="Zoom in" onClick={() => zoom('in')}>
        <Icon name="plus" />
      </button>
      <button type="button" title="Zoom out" aria-label="Zoom out" onClick={() => zoom('out')}>
        <Icon name="minus" />
      </button>
      <button type="button" title="Show everything" aria-label="Show everything" onClick={fit}>
        <Icon name="fit" />
      </button>
    </div>
  )
}

function EmptyState() {
  return (
    <div className="cv-empty">
      <h2>Nothing runs yet</h2>
      <p>Paste a Pod manifest into the editor and see where it goes, what runs in it and why.</p>
      <p>Or open the gallery and start from an example.</p>
    </div>
  )
}
