// Which owners of a run stand together: one that stands for itself, and the owners that it has made. Read from the journal,
// so that their boxes keep their places through the whole run.
import type { ApiObject } from '#api/meta/object.ts'
import { childrenOfKind } from '#picture/kinds/kinds.ts'
import { parentOf } from './owner-picture.ts'
import { HALF_WIDTH } from './pod/pod-geometry.ts'
import { Slots } from './slots.ts'

/** What the children of an owner are, and how many of them have a cell. */
export interface FamilyShape {
  readonly children: 'revisions' | 'runs' | null
  readonly cells: number
}

export interface FamilyPlan {
  /** Cards with numbers, or chips with a name: for many owners. */
  readonly look: 'card' | 'chip'
  readonly slotOf: ReadonlyMap<string, number>
  /** The size of each slot, by its number. */
  readonly slots: readonly { readonly width: number; readonly height: number }[]
  readonly shapeOf: ReadonlyMap<string, FamilyShape>
  /** Whether an autoscaler or a budget is ever there, which has a line in the boxes. */
  readonly guarded: boolean
}

export const NO_FAMILIES: FamilyPlan = {
  look: 'card',
  slotOf: new Map(),
  slots: [],
  shapeOf: new Map(),
  guarded: false,
}

export const FAMILY_GAP = 8
export const FAMILY_NARROW = HALF_WIDTH + 10
export const FAMILY_WIDE = HALF_WIDTH * 2 + 36
export const CHIP_HEIGHT = 34
/** Between an owner and its children, for the lines. */
export const LINE_GAP = 18
const MOST_CARDS = 8
const MOST_RUNS = 5
const HEAD_HEIGHT = 98
const PIPS_HEIGHT = 22
const GUARD_HEIGHT = 20
const CELL_HEIGHTS = { revisions: 86, runs: 74 } as const
/** An old and a new revision, with the band between them. */
const WIDE_CELLS = { revisions: 2, runs: 3 } as const

/** The height of the box of an owner itself. */
export function headHeight({ children }: FamilyShape, guarded: boolean): number {
  return HEAD_HEIGHT + (children === null ? PIPS_HEIGHT : 0) + (guarded ? GUARD_HEIGHT : 0)
}

/** The height of the boxes of its children. */
export const cellHeight = ({ children }: FamilyShape): number =>
  children === null ? 0 : CELL_HEIGHTS[children]

/** Whether it has the width of two. */
export const isWideFamily = ({ children, cells }: FamilyShape): boolean =>
  children !== null && cells >= WIDE_CELLS[children]

interface Children {
  readonly ever: Set<string>
  readonly present: Set<string>
  peak: number
}

export interface FamilyReader {
  /** Grows with each change of the plan. */
  readonly version: number
  see(key: string, after: ApiObject | undefined): void
  seeGuard(): void
  plan(): FamilyPlan
}

/** Makes a reader that has seen nothing. It only has to be told of owners of Pods. */
export function createFamilyReader(): FamilyReader {
  const roots = new Slots()
  const kinds = new Map<string, string>()
  const parents = new Map<string, string>()
  const families = new Map<string, Children>()
  let guarded = false
  let version = 0
  const leave = (key: string): void => {
    const parent = parents.get(key)
    if (parent !== undefined) families.get(parent)?.present.delete(key)
    parents.delete(key)
  }
  const enter = (key: string, parent: string): void => {
    const family = families.get(parent) ?? { ever: new Set(), present: new Set(), peak: 0 }
    families.set(parent, family)
    if (family.present.has(key)) return
    const before = family.ever.size + family.peak
    parents.set(key, parent)
    family.ever.add(key)
    family.present.add(key)
    family.peak = Math.max(family.peak, family.present.size)
    if (family.ever.size + family.peak !== before) version += 1
  }
  return {
    get version() {
      return version
    },
    see(key, after) {
      if (after === undefined) {
        roots.release(key)
        leave(key)
        return
      }
      const parent = parentOf(after)
      if (parent !== null) {
        enter(key, parent)
        return
      }
      leave(key)
      if (roots.taken.has(key)) return
      roots.take(key)
      kinds.set(key, after.kind)
      version += 1
    },
    seeGuard() {
      if (!guarded) version += 1
      guarded = true
    },
    plan() {
      const shapeOf = new Map<string, FamilyShape>()
      for (const [key, kind] of kinds) shapeOf.set(key, shapeFor(kind, families.get(key)))
      const look = roots.peak > MOST_CARDS ? 'chip' : 'card'
      const slotOf = new Map(roots.all)
      return { look, slotOf, slots: slotsOf(slotOf, shapeOf, { look, guarded }), shapeOf, guarded }
    },
  }
}

function shapeFor(kind: string, family: Children | undefined): FamilyShape {
  const children = childrenOfKind(kind)
  if (children === null) return { children, cells: 0 }
  const count = children === 'revisions' ? (family?.ever.size ?? 0) : (family?.peak ?? 0)
  return { children, cells: Math.min(count, children === 'revisions' ? 2 : MOST_RUNS) }
}

function slotsOf(
  slotOf: ReadonlyMap<string, number>,
  shapeOf: FamilyPlan['shapeOf'],
  { look, guarded }: Pick<FamilyPlan, 'look' | 'guarded'>,
): FamilyPlan['slots'] {
  const slots: { width: number; height: number }[] = []
  for (const [key, slot] of slotOf) {
    const shape = shapeOf.get(key)
    const known = slots[slot] ?? { width: FAMILY_NARROW, height: CHIP_HEIGHT }
    slots[slot] = known
    if (look === 'chip' || shape === undefined) continue
    const below = shape.children === null ? 0 : LINE_GAP + cellHeight(shape)
    known.width = Math.max(known.width, isWideFamily(shape) ? FAMILY_WIDE : FAMILY_NARROW)
    known.height = Math.max(known.height, headHeight(shape, guarded) + below)
  }
  return slots
}
