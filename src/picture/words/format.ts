// Numbers and times as the page writes them.

/** Virtual time as '0:14.2', or '1:02:03' from an hour on; `timeMs` in milliseconds. */
export function clockText(timeMs: number): string {
  const tenths = Math.floor(Math.max(0, timeMs) / 100)
  const seconds = Math.floor(tenths / 10)
  const minutes = Math.floor(seconds / 60)
  const two = (value: number): string => String(value).padStart(2, '0')
  if (minutes >= 60) return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
  return `${minutes}:${two(seconds % 60)}.${tenths % 10}`
}

/** A duration in the words of kubectl: '350ms', '12s', '3m20s', '2h5m'. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60)
    return ms < 10_000 && ms % 1000 >= 100 ? `${(ms / 1000).toFixed(1)}s` : `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
}

/** A time for a screen reader: '1 minute 14.2 seconds'. */
export function spokenTime(timeMs: number): string {
  const minutes = Math.floor(timeMs / 60_000)
  const seconds = Math.floor((timeMs % 60_000) / 100) / 10
  const rest = `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  return minutes === 0 ? rest : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${rest}`
}

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi']

/** Bytes in Kubernetes' binary units: '512Mi', '1.5Gi'. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 1024 && unit < BINARY.length - 1) {
    value /= 1024
    unit += 1
  }
  const rounded = Math.round(value * 10) / 10
  return `${rounded}${BINARY[unit] ?? ''}`
}

/** An amount of a resource as a trace holds it: millicores of cpu, bytes of memory, else units. */
export function amountText(resource: string, amount: number): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`
  const inBytes =
    resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-')
  return inBytes ? bytesText(amount) : String(amount)
}

/** '1 warning', '2 warnings'. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** A whole number with its thousands apart: '1,234'. What the browser has for it takes some 50 ms when it is first called. */
export function numberText(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}
