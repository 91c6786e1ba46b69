/**
 * How many of the first `length` places hold something that `belongs`, in O(log n): those that do stand before those
 * that do not.
 */
export function countFirst(length: number, belongs: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (belongs(middle)) low = middle + 1
    else high = middle
  }
  return low
}
