// Why an HTTP request or a connection failed, in the words of Go's net/http and net.
import type { ProbeAnswer } from '#runtime/cri.ts'

/** The address of a port, as it stands in the text of an error. */
export interface Endpoint {
  readonly url: string
  /** Host and port. */
  readonly address: string
}

/** The error of a GET that got no HTTP answer. */
export function requestError(
  { kind }: Exclude<ProbeAnswer, { readonly kind: 'http' }>,
  { url, address }: Endpoint,
): string {
  if (kind === 'refused' || kind === 'reset') return `Get "${url}": ${dialError(kind, address)}`
  if (kind === 'open') return `Get "${url}": EOF`
  return `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
}

const DIAL_ERRORS = {
  refused: 'connect: connection refused',
  reset: 'connect: connection reset by peer',
  timeout: 'i/o timeout',
} as const

/** The error of a connection that did not come about. */
export function dialError(kind: 'refused' | 'reset' | 'timeout', address: string): string {
  return `dial tcp ${address}: ${DIAL_ERRORS[kind]}`
}

/** Where a GET of `path` goes to. */
export function endpointOf(scheme: string, host: string, port: number, path: string): Endpoint {
  const address = `${host}:${port}`
  return {
    url: `${scheme.toLowerCase()}://${address}${path.startsWith('/') ? '' : '/'}${path}`,
    address,
  }
}
