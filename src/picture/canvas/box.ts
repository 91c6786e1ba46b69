// Rectangles and lines of the picture, in canvas pixels at zoom 1.

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Whether two rectangles share an area. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

/** Whether two rectangles are equal. */
export function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}

/** An SVG path along horizontal and vertical lines with rounded corners. */
export function roundedPath(points: readonly Point[], radius = 5): string {
  const [first, ...rest] = withoutRepeats(points)
  if (first === undefined) return ''
  const parts = [`M${first.x} ${first.y}`]
  let last = first
  rest.forEach((corner, index) => {
    const next = rest[index + 1]
    if (next === undefined) parts.push(`L${corner.x} ${corner.y}`)
    else {
      const enter = towards(corner, last, radius)
      const leave = towards(corner, next, radius)
      parts.push(`L${enter.x} ${enter.y}Q${corner.x} ${corner.y} ${leave.x} ${leave.y}`)
    }
    last = corner
  })
  return parts.join('')
}

function withoutRepeats(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1]
    return before === undefined || before.x !== point.x || before.y !== point.y
  })
}

/** The point on the way from `from` to `to`, at most `distance` and half the way off. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length === 0) return from
  const part = Math.min(distance, length / 2) / length
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}
