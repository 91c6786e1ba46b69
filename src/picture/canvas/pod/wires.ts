// The ways of the wires between mounts and volumes. Each volume has a line of its own in every gap
// that it passes and a way of its own beside the rows, so wires cross but never lie on one another.
import type { Box, Point } from '../box.ts'
import type { ContainerBox, PlugBox, Wire } from './pod-boxes.ts'

export interface WireInput {
  readonly rows: readonly (readonly ContainerBox[])[]
  readonly volumes: readonly (Box & { readonly name: string })[]
  /** Where the volume with this index goes down beside the rows. */
  readonly trunkX: (volume: number) => number
  /** Where the lines above the volumes begin. */
  readonly busTop: number
  /** The distance of two parallel lines. */
  readonly step: number
}

/** The wires of a card, one for each mount that is drawn. */
export function computeWires(input: WireInput): readonly Wire[] {
  return input.rows.flatMap((row, rowIndex) =>
    row.flatMap((container) =>
      container.plugs.flatMap((plug) => wireOf(input, rowIndex, container, plug)),
    ),
  )
}

function wireOf(
  input: WireInput,
  rowIndex: number,
  container: ContainerBox,
  plug: PlugBox,
): readonly Wire[] {
  const index = input.volumes.findIndex((volume) => volume.name === plug.volume)
  const volume = input.volumes[index]
  if (volume === undefined) return []
  const isLast = rowIndex === input.rows.length - 1
  const from = { x: Math.round(plug.x + plug.width / 2), y: plug.y + plug.height }
  const end = { x: Math.round(volume.x + volume.width / 2), y: volume.y }
  // The leftmost volume has the lowest line, so that the lines of the others pass above it.
  const busY = input.busTop + input.step * (input.volumes.length - 1 - index)
  const points = isLast
    ? [from, { x: from.x, y: busY }, { x: end.x, y: busY }, end]
    : [...downBeside(input, index, from), { x: end.x, y: busY }, end]
  const way = isLast ? points : withBus(points, input.trunkX(index), busY)
  return [{ container: container.name, volume: volume.name, readOnly: plug.readOnly, points: way }]
}

/** From a plug into the gap below its row and to the way beside the rows. */
function downBeside(input: WireInput, index: number, from: Point): readonly Point[] {
  const y = from.y + 5 + input.step * index
  return [from, { x: from.x, y }, { x: input.trunkX(index), y }]
}

function withBus(points: readonly Point[], trunkX: number, busY: number): readonly Point[] {
  return [...points.slice(0, 3), { x: trunkX, y: busY }, ...points.slice(3)]
}
