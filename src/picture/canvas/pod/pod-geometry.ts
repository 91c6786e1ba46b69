// Where things stand inside the card of a Pod. It depends on the Pod's spec alone, never on its state,
// so that nothing moves while the Pod lives. All boxes are relative to the card.
import { simplified } from '#lib/simplified.ts'
import type { Container, PodSpec } from '#api/generated/types.ts'
import type { Box, Point } from '../box.ts'
import type { ContainerBox, Wire } from './pod-boxes.ts'
import { shownVolumes } from './pod-model.ts'
import { computeWires, type WireInput } from './wires.ts'

export const HALF_WIDTH = 222
export const CARD_GAP = 12
export const FULL_WIDTH = HALF_WIDTH * 2 + CARD_GAP
/** Height of the tab with the file of a static Pod, on top of its card. */
export const FILE_TAB_HEIGHT = 22

simplified(
  'canvas-volumes',
  'The canvas draws four volumes of a Pod and three mounts of a container; the others are counted.',
)

const MAX_SHOWN_VOLUMES = 4
const MAX_SHOWN_MOUNTS = 3

const EDGE = 8
const STRIP_HEIGHT = 24
const BOX_HEIGHT = 54
const PLUG_HEIGHT = 18
const CAPTION_HEIGHT = 20
const VOLUME_HEIGHT = 38
const LANE_GAP = 18
const APP_GAP = 12
const PER_ROW = 3
const PER_HALF_ROW = 1
const WIRE_STEP = 5

interface CaptionPlace extends Point {
  readonly text: string
}

export interface PodGeometry {
  readonly width: number
  readonly height: number
  readonly half: boolean
  readonly headerHeight: number
  /** The network namespace, around all containers. */
  readonly frame: Box
  readonly strip: Box
  readonly captions: readonly CaptionPlace[]
  readonly containers: readonly ContainerBox[]
  /** From one init container to the next. */
  readonly arrows: readonly Point[]
  readonly volumes: readonly (Box & { readonly name: string })[]
  readonly moreVolumes: number
  readonly wires: readonly Wire[]
}

/** Whether the Pod is simple enough for half a row: one container and at most one volume. */
export function isHalf(spec: PodSpec): boolean {
  return (
    spec.containers.length <= 1 &&
    (spec.initContainers ?? []).length === 0 &&
    shownVolumes(spec).length <= 1
  )
}

const known = new WeakMap<PodSpec, PodGeometry>()

/** The places in the card of a Pod with this spec. */
export function podGeometry(spec: PodSpec): PodGeometry {
  const remembered = known.get(spec)
  if (remembered !== undefined) return remembered
  const geometry = computeGeometry(spec)
  known.set(spec, geometry)
  return geometry
}

interface Row {
  readonly containers: readonly Container[]
  readonly lane: boolean
  readonly caption: string | null
}

function computeGeometry(spec: PodSpec): PodGeometry {
  const half = isHalf(spec)
  const width = half ? HALF_WIDTH : FULL_WIDTH
  const headerHeight = half ? 48 : 36
  const volumeNames = shownVolumes(spec).map((volume) => volume.name)
  const shown = volumeNames.slice(0, MAX_SHOWN_VOLUMES)
  const rows = rowsOf(spec, half)
  const trunks = trunksOf(rows, shown)
  const frame = { x: EDGE, y: headerHeight, width: width - 2 * EDGE }
  const strip = { x: frame.x + 1, y: frame.y + 1, width: frame.width - 2, height: STRIP_HEIGHT }
  const left = frame.x + 9 + WIRE_STEP * trunks
  const content = { left, width: frame.x + frame.width - 9 - left }
  const placed = placeRows(rows, content, strip.y + STRIP_HEIGHT + 6, shown)
  const frameEnd = placed.containerEnd + 9
  const taps = Math.max(1, shown.length)
  const volumesTop = frameEnd + (shown.length === 0 ? 0 : 8 + WIRE_STEP * taps)
  const volumes = placeVolumes(shown, width, volumesTop)
  const input: WireInput = {
    rows: placed.rows,
    volumes,
    trunkX: (index) => frame.x + 7 + WIRE_STEP * index,
    busTop: frameEnd + 5,
    step: WIRE_STEP,
  }
  return {
    width,
    height: shown.length === 0 ? frameEnd + EDGE : volumesTop + VOLUME_HEIGHT + EDGE + 1,
    half,
    headerHeight,
    frame: { ...frame, height: frameEnd - frame.y },
    strip,
    captions: placed.captions,
    containers: placed.rows.flat(),
    arrows: placed.arrows,
    volumes,
    moreVolumes: volumeNames.length - shown.length,
    wires: computeWires(input),
  }
}

function rowsOf(spec: PodSpec, half: boolean): readonly Row[] {
  const { initContainers: inits = [], containers: apps, ephemeralContainers: added = [] } = spec
  const captioned = inits.length > 0
  const caption = added.length === 1 ? 'ephemeral container' : 'ephemeral containers'
  return [
    ...inChunks(inits, captioned ? 'init containers, one after the other' : null, true),
    ...inChunks(apps, captioned ? 'app containers, side by side' : null, false),
    ...inChunks(added, caption, false, half ? PER_HALF_ROW : PER_ROW),
  ]
}

function inChunks(
  containers: readonly Container[],
  caption: string | null,
  lane: boolean,
  most = PER_ROW,
): readonly Row[] {
  const rows: Row[] = []
  // Two rows of two read better than three and one.
  const perRow = containers.length === 4 ? Math.min(2, most) : most
  for (let start = 0; start < containers.length; start += perRow) {
    const part = containers.slice(start, start + perRow)
    rows.push({ containers: part, lane, caption: start === 0 ? caption : null })
  }
  return rows
}

const mountedIn = (container: Container, shown: readonly string[]) =>
  (container.volumeMounts ?? []).filter((mount) => shown.includes(mount.name))

/** How many volumes need a way down beside the rows: those mounted above the last row. */
function trunksOf(rows: readonly Row[], shown: readonly string[]): number {
  const above = rows.slice(0, -1).flatMap((row) => row.containers)
  return above.some((container) => mountedIn(container, shown).length > 0) ? shown.length : 0
}

interface PlacedRows {
  readonly rows: readonly (readonly ContainerBox[])[]
  readonly captions: readonly CaptionPlace[]
  readonly arrows: readonly Point[]
  readonly containerEnd: number
}

function placeRows(
  rows: readonly Row[],
  content: { readonly left: number; readonly width: number },
  top: number,
  shown: readonly string[],
): PlacedRows {
  const placed: ContainerBox[][] = []
  const captions: CaptionPlace[] = []
  const arrows: Point[] = []
  let y = top
  let end = top
  for (const row of rows) {
    if (row.caption !== null) {
      captions.push({ x: content.left, y, text: row.caption })
      y += CAPTION_HEIGHT
    }
    const gap = row.lane ? LANE_GAP : APP_GAP
    const columns = row.containers.length
    const width = Math.floor((content.width - gap * (columns - 1)) / columns)
    const mounts = new Set(
      row.containers.flatMap((container) => mountedIn(container, shown).map(({ name }) => name)),
    )
    const height = BOX_HEIGHT + (mounts.size > 0 ? PLUG_HEIGHT : 0)
    const boxes = row.containers.map((container, column) =>
      placeContainer(
        container,
        { x: content.left + column * (width + gap), y, width, height },
        shown,
      ),
    )
    if (row.lane) {
      for (const box of boxes.slice(0, -1)) {
        arrows.push({ x: box.x + box.width + gap / 2, y: y + BOX_HEIGHT / 2 })
      }
    }
    placed.push(boxes)
    end = y + height
    y = end + (mounts.size > 0 ? 6 + WIRE_STEP * shown.length : 8)
  }
  return { rows: placed, captions, arrows, containerEnd: end }
}

function placeContainer(container: Container, box: Box, shown: readonly string[]): ContainerBox {
  const mounts = mountedIn(container, shown)
  const room = Math.max(1, Math.min(MAX_SHOWN_MOUNTS, Math.floor(box.width / 60)))
  const drawn = mounts.slice(0, room)
  const width = Math.floor(box.width / Math.max(1, drawn.length))
  const plugs = drawn.map((mount, index) => ({
    x: box.x + index * width,
    y: box.y + box.height - PLUG_HEIGHT,
    width,
    height: PLUG_HEIGHT,
    volume: mount.name,
    path: mount.mountPath,
    readOnly: mount.readOnly === true,
  }))
  return { ...box, name: container.name, plugs, moreMounts: mounts.length - drawn.length }
}

function placeVolumes(
  names: readonly string[],
  cardWidth: number,
  y: number,
): readonly (Box & { readonly name: string })[] {
  const room = cardWidth - 2 * EDGE
  const gap = 8
  const count = names.length
  const width = Math.min(190, Math.floor((room - gap * (count - 1)) / Math.max(1, count)))
  const left = EDGE + Math.floor((room - width * count - gap * (count - 1)) / 2)
  return names.map((name, index) => ({
    name,
    x: left + index * (width + gap),
    y,
    width,
    height: VOLUME_HEIGHT,
  }))
}
