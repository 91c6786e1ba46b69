// Reads nginx's configuration as nginx does at its start: files that include others, blocks and directives, with the
// first fault in nginx's words. Follows src/core/ngx_conf_file.c (1.28).
import { joinPath, parentOf } from '../filesystem/path.ts'
import { compilePattern, matches } from '../text/pattern.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import type { Invocation } from '../process/command.ts'
import { NGINX_DIRECTIVES, UPSTREAM_SERVER, type Place } from './nginx-directives.ts'

const MAX_FILES = 100
const MAX_TOKENS = 20_000

/** A host that has to be found before nginx starts, and where it is named. */
export interface Upstream {
  readonly host: string
  /** As the message has it: with its port in `server` of an upstream. */
  readonly shown: string
  readonly place: string
}

export interface NginxConfig {
  /** All files as one text, includes put in their place. */
  readonly text: string
  readonly upstreams: readonly Upstream[]
}

/** The configuration, or the message of `[emerg]`. */
export function readNginxConfig(invocation: Invocation, file: string): NginxConfig | string {
  const reader = new Reader(invocation)
  reader.file(file, 'main', null)
  const { problem } = reader
  if (problem !== null) return problem
  return reader.hasEvents
    ? { text: reader.text, upstreams: reader.upstreams }
    : 'no "events" section in configuration'
}

interface Token {
  readonly text: string
  readonly line: number
  readonly kind: 'word' | ';' | '{' | '}'
}

const errno = { ENOENT: 2, EACCES: 13, EISDIR: 21, ENOTDIR: 20 } as const

class Reader {
  problem: string | null = null
  text = ''
  hasEvents = false
  readonly upstreams: Upstream[] = []
  readonly #invocation: Invocation
  #files = 0
  readonly #defaults = new Set<string>()

  constructor(invocation: Invocation) {
    this.#invocation = invocation
  }

  file(path: string, place: Place, from: string | null): void {
    this.#files += 1
    const content = this.#invocation.system.files.read(path)
    if (!content.ok || this.#files > MAX_FILES) {
      const error = content.ok ? 'EACCES' : content.error
      const number = error in errno ? errno[error as keyof typeof errno] : 5
      this.#fail(
        `open() "${path}" failed (${number}: ${ERROR_TEXTS[error]})${from === null ? '' : ` in ${from}`}`,
      )
      return
    }
    const tokens = tokensOf(content.value)
    if (typeof tokens === 'string') {
      this.#fail(`${tokens} in ${path}`)
      return
    }
    this.#block(tokens, 0, { path, place, isFile: true, names: new Set() })
  }

  #fail(message: string): void {
    this.problem ??= message
  }

  /** Reads up to the end of a block, or of the file; the index behind it. */
  #block(tokens: readonly Token[], from: number, block: Block): number {
    let at = from
    while (at < tokens.length && this.problem === null) {
      const first = tokens[at]
      if (first === undefined) break
      if (first.kind === '}') {
        if (block.isFile) this.#fail(`unexpected "}" in ${block.path}:${first.line}`)
        this.text += '}\n'
        return at + 1
      }
      if (first.kind !== 'word') {
        this.#fail(`unexpected "${first.kind}" in ${block.path}:${first.line}`)
        return at
      }
      at = this.#directive(tokens, at, block)
    }
    const last = tokens.at(-1)?.line ?? 1
    if (!block.isFile) this.#fail(`unexpected end of file, expecting "}" in ${block.path}:${last}`)
    return at
  }

  #directive(tokens: readonly Token[], from: number, block: Block): number {
    const words: string[] = []
    let at = from
    while (tokens[at]?.kind === 'word') {
      words.push(tokens[at]?.text ?? '')
      at += 1
    }
    const end = tokens[at]
    const [name = '', ...args] = words
    const line = end?.line ?? tokens.at(-1)?.line ?? 1
    const where = `${block.path}:${line}`
    if (end === undefined) {
      this.#fail(`unexpected end of file, expecting ";" or "}" in ${where}`)
      return at
    }
    if (end.kind === '}') {
      this.#fail(`unexpected "}" in ${where}`)
      return at
    }
    const opens = end.kind === '{'
    if (block.place === 'map')
      return opens ? this.#block(tokens, at + 1, { ...block, isFile: false }) : at + 1
    const inUpstream = name === 'server' && block.place === 'upstream'
    const known = inUpstream ? UPSTREAM_SERVER : NGINX_DIRECTIVES.get(name)
    if (known === undefined) this.#fail(`unknown directive "${name}" in ${where}`)
    else if (!known.places.includes(block.place))
      this.#fail(`"${name}" directive is not allowed here in ${where}`)
    else if (known.opens !== null && !opens)
      this.#fail(`directive "${name}" has no opening "{" in ${where}`)
    else if (known.opens === null && opens)
      this.#fail(`directive "${name}" is not terminated by ";" in ${where}`)
    else if (args.length < known.least || args.length > known.most)
      this.#fail(`invalid number of arguments in "${name}" directive in ${where}`)
    else if (known.once && block.names.has(name))
      this.#fail(`"${name}" directive is duplicate in ${where}`)
    if (this.problem !== null || known === undefined) return at
    block.names.add(name)
    if (opens)
      return this.#open(tokens, at, { name, args, where, opens: known.opens ?? 'map' }, block)
    this.text += `${words.join(' ')};\n`
    this.#look(name, args, where, block)
    return at + 1
  }

  #open(tokens: readonly Token[], at: number, opened: Opened, block: Block): number {
    const { name, args, where, opens } = opened
    if (name === 'events') this.hasEvents = true
    this.text += `${[name, ...args].join(' ')} {\n`
    const inner: Block = { path: block.path, place: opens, isFile: false, names: new Set() }
    const end = this.#block(tokens, at + 1, inner)
    const secure =
      inner.names.has('ssl') &&
      !inner.names.has('ssl_certificate') &&
      !block.names.has('ssl_certificate')
    if (name === 'server' && secure)
      this.#fail(`no "ssl_certificate" is defined for the "listen ... ssl" directive in ${where}`)
    return end
  }

  /** What a directive asks for beyond its form. */
  #look(name: string, args: readonly string[], where: string, block: Block): void {
    const [first = ''] = args
    if (name === 'include') this.#include(first, where, block.place)
    else if (name === 'listen') this.#listen(args, where, block)
    else if (/^(proxy|fastcgi|uwsgi|grpc)_pass$/.test(name)) this.#upstream(first, where)
    else if (name === 'server' && block.place === 'upstream')
      this.#upstream(`http://${first}`, where, first)
    else if (name === 'ssl_certificate' || name === 'ssl_certificate_key')
      this.#certificate(name, first)
  }

  #include(pattern: string, where: string, place: Place): void {
    const path = pattern.startsWith('/') ? pattern : joinPath('/etc/nginx', pattern)
    if (!/[*?[]/.test(path)) {
      this.file(path, place, where)
      return
    }
    const list = this.#invocation.system.files.list(parentOf(path))
    const glob = compilePattern(path.slice(parentOf(path).length + 1))
    const { meter } = this.#invocation.budget
    for (const name of list.ok ? list.value : [])
      if (!name.startsWith('.') && matches(glob, name, meter) && this.problem === null)
        this.file(joinPath(parentOf(path), name), place, where)
  }

  #listen([address = '', ...parameters]: readonly string[], where: string, block: Block): void {
    if (address.startsWith('unix:')) return
    const port = /(?:^|:)(\d+)$/.exec(address)?.[1]
    if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
      this.#fail(`invalid port in "${address}" of the "listen" directive in ${where}`)
    const wrong = parameters.find((one) => !LISTEN.test(one))
    if (wrong !== undefined) this.#fail(`invalid parameter "${wrong}" in ${where}`)
    if (parameters.includes('ssl')) block.names.add('ssl')
    if (!parameters.includes('default_server')) return
    const shown = address.includes(':') ? address : `0.0.0.0:${address}`
    if (this.#defaults.has(shown)) this.#fail(`a duplicate default server for ${shown} in ${where}`)
    this.#defaults.add(shown)
  }

  #upstream(target: string, where: string, shown?: string): void {
    const host = /^(?:\w+:\/\/)?([^:/$]+)(:\d+)?/.exec(target)
    if (host === null || target.includes('$') || /^(?:\w+:\/\/)?unix:/.test(target)) return
    const [, name = '', port = ''] = host
    this.upstreams.push({
      host: name,
      shown: shown ?? `${name}${/^fastcgi|^\w+:\d/.test(target) ? port : ''}`,
      place: where,
    })
  }

  #certificate(name: string, path: string): void {
    if (path.includes('$')) return
    const content = this.#invocation.system.files.read(
      path.startsWith('/') ? path : joinPath('/etc/nginx', path),
    )
    const what = name === 'ssl_certificate' ? 'certificate' : 'certificate key'
    if (!content.ok)
      this.#fail(
        `cannot load ${what} "${path}": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(${path}, r) error:10000080:BIO routines::no such file)`,
      )
    else if (!content.value.includes('-----BEGIN'))
      this.#fail(
        name === 'ssl_certificate'
          ? `cannot load ${what} "${path}": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)`
          : `cannot load ${what} "${path}": PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)`,
      )
  }
}

interface Block {
  readonly path: string
  readonly place: Place
  readonly isFile: boolean
  /** The directives that it has, and 'ssl' for a `listen ... ssl`. */
  readonly names: Set<string>
}

interface Opened {
  readonly name: string
  readonly args: readonly string[]
  readonly where: string
  readonly opens: Place
}

const LISTEN =
  /^(ssl|http2|quic|proxy_protocol|default_server|default|deferred|bind|reuseport|udp|ipv6only=(on|off)|(setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|so_keepalive)=\S+)$/

function tokensOf(source: string): readonly Token[] | string {
  const tokens: Token[] = []
  let line = 1
  for (let at = 0; at < source.length;) {
    if (tokens.length > MAX_TOKENS) return 'too many parameters'
    const character = source.charAt(at)
    if (character === '\n') line += 1
    if (/\s/.test(character)) {
      at += 1
    } else if (character === '#') {
      const end = source.indexOf('\n', at)
      at = end === -1 ? source.length : end
    } else if (character === ';' || character === '{' || character === '}') {
      tokens.push({ text: character, line, kind: character })
      at += 1
    } else {
      const word = wordAt(source, at)
      if (word === null) return 'unexpected end of file, expecting ";" or "}"'
      tokens.push({ text: word.text, line, kind: 'word' })
      line += source.slice(at, word.end).split('\n').length - 1
      at = word.end
    }
  }
  return tokens
}

/** A word, or what stands in quotes; null when the quotes do not end. */
function wordAt(
  source: string,
  from: number,
): { readonly text: string; readonly end: number } | null {
  const quote = source.charAt(from)
  if (quote === '"' || quote === "'") {
    for (let at = from + 1; at < source.length; at += 1) {
      if (source.charAt(at) === '\\') at += 1
      else if (source.charAt(at) === quote) return { text: source.slice(from + 1, at), end: at + 1 }
    }
    return null
  }
  let at = from
  while (at < source.length && !/[\s;]/.test(source.charAt(at))) {
    if (source.charAt(at) === '{' && source.charAt(at - 1) !== '$') break
    if (source.startsWith('${', at)) at = Math.max(at + 1, source.indexOf('}', at))
    at += source.charAt(at) === '\\' ? 2 : 1
  }
  return { text: source.slice(from, at), end: at }
}
