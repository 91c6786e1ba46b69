// Where the boxes of owners stand: families in rows, in each the owner above what it has made.
import type { Box } from './box.ts'
import type { CanvasGraph, OwnerPicture } from './canvas-graph.ts'
import {
  cellHeight,
  FAMILY_GAP,
  FAMILY_NARROW,
  FAMILY_WIDE,
  type FamilyPlan,
  type FamilyShape,
  headHeight,
  isWideFamily,
  LINE_GAP,
} from './families.ts'

const GAP = 16
const CHIP_GAP = 8
const OWNERS_BELOW = 26
/** Of the cells of an old and a new revision, which have the band between them. */
const REVISION_WIDTH = 152

export interface OwnerPlaces {
  readonly boxes: ReadonlyMap<string, Box>
  /** The bands of surge between two revisions, by the key of the owner. */
  readonly bands: ReadonlyMap<string, Box>
  /** The area that is kept for them, whether all are there at the moment or not. */
  readonly all: Box
  /** Down to where the nodes begin. */
  readonly height: number
}

interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** What the places depend on, as text. */
export const groundOf = ({ key, parent, order, active }: OwnerPicture): string =>
  parent === null ? key : `${key} ${parent} ${order} ${active}`

/** Places the owners of a picture. */
export function placeOwners(graph: CanvasGraph, plan: FamilyPlan, region: Region): OwnerPlaces {
  const boxes = new Map<string, Box>()
  const bands = new Map<string, Box>()
  if (plan.slots.length === 0) {
    return { boxes, bands, all: { ...region, width: 0, height: 0 }, height: 0 }
  }
  const slots = slotPlaces(plan, region)
  const children = childrenByParent(graph)
  for (const owner of graph.owners) {
    const place = slots.places[plan.slotOf.get(owner.key) ?? -1]
    if (owner.parent !== null || place === undefined) continue
    const shape = plan.shapeOf.get(owner.key) ?? { children: null, cells: 0 }
    if (plan.look === 'chip') {
      boxes.set(owner.key, place)
      continue
    }
    const width = isWideFamily(shape) ? FAMILY_WIDE : FAMILY_NARROW
    const head = { x: place.x, y: place.y, width, height: headHeight(shape, plan.guarded) }
    boxes.set(owner.key, head)
    const row = { ...head, y: head.y + head.height + LINE_GAP, height: cellHeight(shape) }
    placeChildren(children.get(owner.key) ?? [], shape, row, boxes)
    if (shape.children === 'revisions' && shape.cells > 1) bands.set(owner.key, bandIn(row))
  }
  return { boxes, bands, all: slots.all, height: slots.all.height + OWNERS_BELOW }
}

function slotPlaces(
  { slots, look }: FamilyPlan,
  region: Region,
): { readonly places: readonly Box[]; readonly all: Box } {
  const gap = look === 'chip' ? CHIP_GAP : GAP
  const places: Box[] = []
  let { x, y } = region
  let rowHeight = 0
  let right = region.x
  for (const { width, height } of slots) {
    if (x > region.x && x + width > region.x + region.width) {
      x = region.x
      y += rowHeight + gap
      rowHeight = 0
    }
    places.push({ x, y, width, height })
    right = Math.max(right, x + width)
    x += width + GAP
    rowHeight = Math.max(rowHeight, height)
  }
  return { places, all: { ...region, width: right - region.x, height: y + rowHeight - region.y } }
}

function childrenByParent(graph: CanvasGraph): ReadonlyMap<string, readonly OwnerPicture[]> {
  const children = new Map<string, OwnerPicture[]>()
  for (const owner of graph.owners) {
    if (owner.parent === null) continue
    const list = children.get(owner.parent)
    if (list === undefined) children.set(owner.parent, [owner])
    else list.push(owner)
  }
  return children
}

function placeChildren(
  children: readonly OwnerPicture[],
  shape: FamilyShape,
  row: Box,
  boxes: Map<string, Box>,
): void {
  if (shape.children === 'revisions') {
    for (const [index, child] of revisionsIn(children, shape.cells))
      boxes.set(child.key, revisionBox(row, shape.cells, index))
    return
  }
  const width = (row.width - FAMILY_GAP * (shape.cells - 1)) / shape.cells
  const last = children.toSorted((a, b) => a.order - b.order).slice(-shape.cells)
  for (const [index, { key }] of last.entries())
    boxes.set(key, { ...row, x: row.x + index * (width + FAMILY_GAP), width })
}

/**
 * The newest revision and the newest other one that has Pods, or else was there last. A revision keeps its side: odd ones
 * stand left, even ones right.
 */
function revisionsIn(
  children: readonly OwnerPicture[],
  cells: number,
): readonly (readonly [index: number, child: OwnerPicture])[] {
  const sorted = children.toSorted((a, b) => b.order - a.order)
  const [newest, ...others] = sorted
  if (newest === undefined) return []
  if (cells < 2) return [[0, newest]]
  const other = others.find(({ active }) => active) ?? others[0]
  const side = newest.order % 2 === 1 ? 0 : 1
  return [[side, newest], ...(other === undefined ? [] : ([[1 - side, other]] as const))]
}

function revisionBox(row: Box, cells: number, index: number): Box {
  if (cells < 2) return row
  const x = index === 0 ? row.x : row.x + row.width - REVISION_WIDTH
  return { ...row, x, width: REVISION_WIDTH }
}

function bandIn(row: Box): Box {
  const left = REVISION_WIDTH + FAMILY_GAP
  return { ...row, x: row.x + left, width: row.width - 2 * left }
}
