// Ages as kubectl prints them. Follows k8s.io/apimachinery/pkg/util/duration/duration.go
// HumanDuration (v1.36), facts D2.

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

/** '45s', '2m3s', '3h20m', '7d23h' ... of a span in milliseconds; '<invalid>' when it lies in the future. */
export function humanDuration(spanMs: number): string {
  if (Number.isNaN(spanMs)) return '<unknown>'
  if (spanMs < -SECOND) return '<invalid>'
  if (spanMs < 0) return '0s'
  const whole = (unit: number): number => Math.floor(spanMs / unit)
  const two = (unit: number, letter: string, rest: number, restLetter: string): string => {
    const more = Math.floor((spanMs % unit) / rest)
    return more === 0 ? `${whole(unit)}${letter}` : `${whole(unit)}${letter}${more}${restLetter}`
  }
  if (spanMs < 2 * MINUTE) return `${whole(SECOND)}s`
  if (spanMs < 10 * MINUTE) return two(MINUTE, 'm', SECOND, 's')
  if (spanMs < 3 * HOUR) return `${whole(MINUTE)}m`
  if (spanMs < 8 * HOUR) return two(HOUR, 'h', MINUTE, 'm')
  if (spanMs < 2 * DAY) return `${whole(HOUR)}h`
  if (spanMs < 8 * DAY) return two(DAY, 'd', HOUR, 'h')
  if (spanMs < 2 * YEAR) return `${whole(DAY)}d`
  if (spanMs < 8 * YEAR) return two(YEAR, 'y', DAY, 'd')
  return `${whole(YEAR)}y`
}
