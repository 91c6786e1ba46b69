// Reads haproxy's configuration as haproxy 3 does at its start: sections and their lines, with all faults in its words.
// Follows src/cfgparse.c and src/cfgparse-listen.c (2.6, whose texts were seen; later ones word them alike).
import { ERROR_TEXTS } from '../filesystem/result.ts'
import type { Invocation } from '../process/command.ts'

const MAX_LINES = 20_000

export interface Proxy {
  readonly kind: string
  readonly name: string
  readonly line: number
  readonly ports: number[]
  readonly servers: HaproxyServer[]
  /** The backends that it names, `default_backend` the last. */
  readonly uses: { readonly word: string; readonly backend: string }[]
  isHttp: boolean
}

export interface HaproxyServer {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly line: number
  /** It may start without an address of its own. */
  readonly later: boolean
}

export interface HaproxyConfig {
  readonly proxies: readonly Proxy[]
}

/** The configuration, or the alerts that end it, without their heads. */
export function readHaproxyConfig(
  { system }: Invocation,
  file: string,
): HaproxyConfig | readonly string[] {
  const content = system.files.read(file)
  if (!content.ok)
    return [
      `config : Cannot open configuration file/directory ${file} : ${ERROR_TEXTS[content.error]}`,
    ]
  const reader = new Reader(file)
  const lines = content.value.split('\n').slice(0, MAX_LINES)
  for (const [index, line] of lines.entries()) {
    reader.read(line, index + 1)
    if (reader.aborted) break
  }
  const last = lines.at(-1) ?? ''
  if (last !== '' && !reader.aborted)
    reader.alerts.push(
      `config : parsing [${file}:${lines.length}]: Missing LF on last line, file might have been truncated at position ${last.length + 1}.`,
    )
  const errors = `config : Error(s) found in configuration file : ${file}`
  if (reader.aborted) return [...reader.alerts, errors]
  if (reader.alerts.length > 0) return [...reader.alerts, errors, FATAL]
  const missing = missingBackends(reader.proxies)
  return missing.length > 0 ? [...missing, FATAL] : { proxies: reader.proxies }
}

const FATAL = 'config : Fatal errors found in configuration.'

const isFrontend = ({ kind }: Proxy): boolean => kind === 'frontend' || kind === 'listen'
const isBackend = ({ kind }: Proxy): boolean => kind === 'backend' || kind === 'listen'

function missingBackends(proxies: readonly Proxy[]): readonly string[] {
  const backends = new Set(proxies.filter(isBackend).map(({ name }) => name))
  return proxies
    .filter(isFrontend)
    .flatMap(({ name, uses }) =>
      uses
        .filter(({ backend }) => !backends.has(backend) && !backend.includes('%['))
        .map(
          ({ word, backend }) =>
            `config : Proxy '${name}': unable to find required ${word}: '${backend}'.`,
        ),
    )
}

const PROXIES = new Set(['frontend', 'backend', 'listen', 'defaults'])
/** Sections whose lines are taken as they are. */
const OTHERS = new Set(
  'global userlist peers resolvers mailers cache ring program http-errors fcgi-app log-forward crt-store traces acme'.split(
    ' ',
  ),
)
const KEYWORDS = new Set(
  'server default-server server-template bind monitor-net monitor-uri mode id description disabled enabled acl dynamic-cookie-key cookie email-alert persist load-server-state-from-file server-state-file-name max-session-srv-conns capture retries http-request http-response http-after-response http-send-name-header redirect use_backend use-server force-persist ignore-persist stick-table stick stats option no default_backend http-reuse monitor transparent maxconn backlog fullconn dispatch balance hash-type hash-balance-factor hash-preserve-affinity unique-id-format unique-id-header log-format log-format-sd log-tag log log-steps source error-log-format clitcpka-cnt clitcpka-idle clitcpka-intvl compression declare errorfile errorfiles errorloc errorloc302 errorloc303 external-check filter http-check http-error max-keep-alive-queue quic-initial rate-limit retry-on srvtcpka-cnt srvtcpka-idle srvtcpka-intvl tcp-check tcp-request tcp-response timeout use-fcgi-app guid'.split(
    ' ',
  ),
)
const TIMEOUTS = new Set(
  'client server connect check queue http-keep-alive http-request tunnel tarpit client-fin server-fin client-hs'.split(
    ' ',
  ),
)
const BALANCE =
  /^(roundrobin|static-rr|leastconn|first|random(\(.*\))?|source|uri|url_param|hash|log-hash|sticky|hdr\(.*\)|rdp-cookie(\(.*\))?)$/

class Reader {
  readonly alerts: string[] = []
  readonly proxies: Proxy[] = []
  aborted = false
  readonly #file: string
  #section: Proxy | 'other' | null = null
  #defaultHttp = false
  /** `default-server init-addr none` was said. */
  #later = false

  constructor(file: string) {
    this.#file = file
  }

  read(text: string, line: number): void {
    const words = wordsOf(text)
    const [word = ''] = words
    if (word === '') return
    if (PROXIES.has(word)) this.#open(word, words, line)
    else if (OTHERS.has(word)) this.#section = 'other'
    else if (this.#section === null)
      this.alerts.push(
        `config : parsing [${this.#file}:${line}]: unknown keyword '${word}' out of section.`,
      )
    else if (this.#section !== 'other') this.#line(this.#section, words, line)
  }

  #fault(line: number, message: string): void {
    this.alerts.push(`config : parsing [${this.#file}:${line}] : ${message}`)
  }

  #open(kind: string, [, name = '']: readonly string[], line: number): void {
    if (name === '' && kind !== 'defaults') {
      this.#fault(line, `'${kind}' expects an <id> argument`)
      this.aborted = true
      return
    }
    const proxy = { kind, name, line, ports: [], servers: [], uses: [], isHttp: this.#defaultHttp }
    const same = this.proxies.find(
      (one) => one.name === name && (isFrontend(one) ? isFrontend(proxy) : isBackend(proxy)),
    )
    if (same !== undefined)
      this.alerts.push(
        `config : Parsing [${this.#file}:${line}]: ${kind === 'listen' ? 'proxy' : kind} '${name}' has the same name as ${same.kind === 'listen' ? 'proxy' : same.kind} '${name}' declared at ${this.#file}:${same.line}.`,
      )
    this.#later = false
    this.#section = proxy
    if (kind !== 'defaults') this.proxies.push(proxy)
  }

  #line(proxy: Proxy, words: readonly string[], line: number): void {
    const [word = '', first = '', second = ''] = words
    if (!KEYWORDS.has(word)) {
      this.#fault(line, `unknown keyword '${word}' in '${proxy.kind}' section`)
      return
    }
    if (word === 'bind') this.#bind(proxy, first, line)
    else if (word === 'server') this.#server(proxy, words, line)
    else if (word === 'mode') this.#mode(proxy, first, line)
    else if (word === 'default-server') this.#later ||= isLater(words)
    else if (word === 'default_backend' || (word === 'use_backend' && isFrontend(proxy)))
      proxy.uses.push({ word, backend: first })
    else if (word === 'balance' && !BALANCE.test(first))
      this.#fault(
        line,
        "balance only supports 'roundrobin', 'static-rr', 'leastconn', 'source', 'uri', 'url_param', 'hdr(name)' and 'rdp-cookie(name)' options.",
      )
    else if (word === 'timeout' && (!TIMEOUTS.has(first) || second === ''))
      this.#fault(
        line,
        TIMEOUTS.has(first)
          ? `'timeout ${first}' expects an integer value (in milliseconds)`
          : `'timeout' supports 'client', 'server', 'connect', 'check', 'queue', 'http-keep-alive', 'http-request', 'tunnel', 'tarpit', 'client-fin' and 'server-fin' (got '${first}')`,
      )
  }

  #mode(proxy: Proxy, mode: string, line: number): void {
    if (!['http', 'tcp', 'health', 'log', 'spop'].includes(mode))
      this.#fault(line, `unknown proxy mode '${mode}'.`)
    proxy.isHttp = mode === 'http'
    if (proxy.kind === 'defaults') this.#defaultHttp = proxy.isHttp
  }

  #bind(proxy: Proxy, address: string, line: number): void {
    if (!isFrontend(proxy) || /^(unix@|abns@|fd@|\/)/.test(address)) return
    for (const one of address.split(',')) {
      const port = /:([^:]*)$/.exec(one)?.[1]
      if (port === undefined || port === '')
        this.#fault(line, `'bind' : missing port specification in '${one}'`)
      else if (!/^\d+(-\d+)?$/.test(port) || Number.parseInt(port, 10) > 65_535)
        this.#fault(line, `'bind' : invalid port '${port}'`)
      else proxy.ports.push(Number.parseInt(port, 10))
    }
  }

  #server(proxy: Proxy, words: readonly string[], line: number): void {
    const [, name = '', address = ''] = words
    const said = (message: string): void =>
      void this.alerts.push(`config : [${this.#file}:${line}] : ${message}`)
    if (!isBackend(proxy) && proxy.kind !== 'defaults')
      said(
        `parsing [${this.#file}:${line}] : 'server' not allowed because frontend '${proxy.name}' has no backend capability.`,
      )
    else if (address === '') said("'server' expects <name> and <addr>[:<port>] as arguments.")
    else {
      const [host = '', port = ''] = address.replace(/^(ipv4|ipv6|tcp)@/, '').split(/:(?=\d+$)/)
      const later = this.#later || isLater(words)
      proxy.servers.push({ name, host, port: Number(port === '' ? 80 : port), line, later })
    }
  }
}

/** A server whose address may be found out while it runs. */
const isLater = (words: readonly string[]): boolean =>
  words.some((word, index) => words[index - 1] === 'init-addr' && /none|\d+\./.test(word))

/** The words of a line up to its comment; quotes and backslashes hold one together. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = []
  for (const [word] of text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g)) {
    if (word.startsWith('#')) break
    words.push(word.replaceAll(/["']|\\(?=.)/g, ''))
  }
  return words
}
