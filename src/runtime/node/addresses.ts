import { simplified } from '#lib/simplified.ts'

simplified(
  'pod-addresses',
  'addresses come from a /24 per node, from .2 on; a free one is used again only when all others were used.',
)

// Gives each sandbox of a node an IP out of the node's Pod CIDR.

export interface Addresses {
  /** A free IP, or undefined when the range is full. */
  take(): string | undefined
  free(ip: string): void
  /** Whether it belongs to the range. */
  has(ip: string): boolean
}

const FIRST = 2
const LAST = 254

/** Makes the addresses of a range such as '10.244.1.0/24'. */
export function createAddresses(podCidr: string): Addresses {
  const prefix = podCidr.split('/')[0]?.split('.').slice(0, 3).join('.') ?? '10.244.0'
  const used = new Set<number>()
  let next = FIRST
  return {
    take() {
      for (let tried = FIRST; tried <= LAST; tried += 1) {
        const host = next
        next = next === LAST ? FIRST : next + 1
        if (used.has(host)) continue
        used.add(host)
        return `${prefix}.${host}`
      }
      return undefined
    },
    free(ip) {
      used.delete(Number(ip.split('.')[3]))
    },
    has: (ip) => ip.startsWith(`${prefix}.`),
  }
}
