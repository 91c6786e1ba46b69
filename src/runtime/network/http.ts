// HTTP/1.1 as text: just enough to send a request, to answer one, and to read an answer.
import { EPOCH_MS } from '#api/meta/time.ts'

export interface HttpRequest {
  readonly method: string
  /** With the query, as sent. */
  readonly target: string
  /** Without the query. */
  readonly path: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface HttpAnswer {
  readonly statusCode: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

/** 'Not Found' for 404; '' for codes that nobody here sends. */
export function statusText(code: number): string {
  return STATUS_TEXTS[code] ?? ''
}

/** The text of a request. */
export function requestText(
  host: string,
  target: string,
  options: { readonly method?: string; readonly agent?: string; readonly body?: string } = {},
): string {
  const { method = 'GET', agent = 'Wget', body = '' } = options
  const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`
  return `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${agent}\r\n${length}Connection: close\r\n\r\n${body}`
}

/** Reads a request; undefined when the text is not HTTP. */
export function parseRequest(text: string): HttpRequest | undefined {
  const match = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?\r?\n/.exec(text)
  const [, method, target] = match ?? []
  if (method === undefined || target === undefined) return undefined
  const { headers, body } = splitHead(text)
  return { method, target, path: target.split('?')[0] ?? '/', headers, body }
}

/** The text of an answer. */
export function answerText(
  statusCode: number,
  body: string,
  options: { readonly server?: string; readonly type?: string; readonly nowMs?: number } = {},
): string {
  const { server = 'podscape', type = 'text/html', nowMs = 0 } = options
  const date = new Date(EPOCH_MS + nowMs).toUTCString()
  return `HTTP/1.1 ${statusCode} ${statusText(statusCode)}\r\nServer: ${server}\r\nDate: ${date}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
}

/** Reads an answer; undefined when the text is not HTTP. */
export function parseAnswer(text: string): HttpAnswer | undefined {
  const code = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(text)?.[1]
  return code === undefined ? undefined : { statusCode: Number(code), ...splitHead(text) }
}

function splitHead(text: string): {
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
} {
  const gap = /\r?\n\r?\n/.exec(text)
  const head = gap === null ? text : text.slice(0, gap.index)
  const headers = new Map<string, string>()
  for (const line of head.split(/\r?\n/).slice(1, 100)) {
    const colon = line.indexOf(':')
    if (colon > 0)
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return { headers, body: gap === null ? '' : text.slice(gap.index + gap[0].length) }
}
