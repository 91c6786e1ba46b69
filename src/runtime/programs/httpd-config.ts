// Reads httpd's configuration as Apache 2.4 does at its start: first the sections, modules and includes of all files,
// then the directives one after the other, with the first fault in its words.
import { joinPath, parentOf } from '../filesystem/path.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import type { Invocation } from '../process/command.ts'
import { compilePattern, matches } from '../text/pattern.ts'
import { directivesOf, KNOWN_MODULES, type Context } from './httpd-directives.ts'

const MAX_FILES = 100
const MAX_LINES = 20_000
const ROOT = '/usr/local/apache2'

export interface HttpdConfig {
  readonly ports: readonly number[]
  readonly documentRoot: string
  /** Null where it has to guess its name, which it says. */
  readonly serverName: string | null
}

/** The settings that matter here, or the lines that httpd prints before it ends with 1. `name` is what it was called. */
export function readHttpdConfig(
  invocation: Invocation,
  file: string,
  name: string,
): HttpdConfig | readonly string[] {
  const reader = new Reader(invocation)
  reader.file(file)
  if (reader.problem !== null) return [`${name}: ${reader.problem}`]
  if (![...reader.modules].some((module) => module.startsWith('mpm_')))
    return [`AH00534: ${name}: Configuration error: No MPM loaded.`]
  const found = settingsOf(invocation, reader)
  if (!('line' in found)) return found
  return [`AH00526: Syntax error on line ${found.line} of ${found.path}:`, found.message]
}

interface Directive {
  readonly path: string
  readonly line: number
  /** With '<' in front for a section. */
  readonly name: string
  readonly args: readonly string[]
  /** It closes with '>'. */
  readonly closed: boolean
  /** The sections that it stands in, the innermost last. */
  readonly within: readonly string[]
}

interface Fault {
  readonly path: string
  readonly line: number
  readonly message: string
}

/** Sections that are decided while the files are read, and are no place of their own. */
const CONDITIONS = new Set(['<ifmodule', '<ifdefine', '<ifversion', '<iffile'])

/** The first pass: what `AP_EXEC_ON_READ` directives do, and whether sections are closed. */
class Reader {
  problem: string | null = null
  readonly modules = new Set(['core', 'unixd', 'log_config', 'version', 'logio'])
  readonly directives: Directive[] = []
  serverRoot = ROOT
  readonly #invocation: Invocation
  readonly #open: {
    readonly name: string
    readonly path: string
    readonly line: number
    readonly skips: boolean
  }[] = []
  readonly #defined = new Set<string>()
  #files = 0
  /** Where the files that are being read were included. */
  #from = ''

  constructor(invocation: Invocation) {
    this.#invocation = invocation
  }

  /** Reads a file; `where` is the line that includes it. */
  file(path: string, where = ''): void {
    this.#files += 1
    const content = this.#invocation.system.files.read(path)
    const before = this.#from
    if (where !== '') this.#from += `${where}: `
    if (!content.ok || this.#files > MAX_FILES) {
      const text = content.ok ? 'Too many levels of symbolic links' : ERROR_TEXTS[content.error]
      this.#fail(`Could not open configuration file ${path}: ${text}`)
      return
    }
    const depth = this.#open.length
    this.#lines(path, content.value)
    const unclosed = this.#open[depth]
    if (unclosed !== undefined)
      this.#fail(
        `${placeOf(unclosed)}: ${unclosed.path}:${unclosed.line}: ${titleOf(unclosed.name)} was not closed.`,
      )
    this.#from = before
  }

  #fail(message: string): void {
    this.problem ??= `${this.#from}${message}`
  }

  #lines(path: string, content: string): void {
    let whole = ''
    for (const [index, part] of content.split('\n').slice(0, MAX_LINES).entries()) {
      if (this.problem !== null) return
      whole += part
      if (whole.endsWith('\\')) {
        whole = whole.slice(0, -1)
        continue
      }
      const text = whole.trim()
      whole = ''
      if (text === '' || text.startsWith('#')) continue
      if (text.startsWith('</')) this.#close(text, path, index + 1)
      else this.#directive(text, path, index + 1)
    }
  }

  #close(text: string, path: string, line: number): void {
    const name = `<${text.slice(2).replace(/>.*$/, '').trim()}`
    const last = this.#open.pop()
    const where = placeOf({ path, line })
    if (last === undefined)
      this.#fail(`${where}: </${name.slice(1)}> without matching ${titleOf(name)} section`)
    else if (last.name.toLowerCase() !== name.toLowerCase())
      this.#fail(`${where}: Expected </${last.name.slice(1)}> but saw </${name.slice(1)}>`)
  }

  #directive(text: string, path: string, line: number): void {
    const section = text.startsWith('<')
    const closed = !section || text.endsWith('>')
    const [name = '', ...args] = wordsOf(section && closed ? text.slice(0, -1) : text)
    const key = name.toLowerCase()
    const skips = this.#open.some((one) => one.skips)
    if (section) {
      const condition = CONDITIONS.has(key) && !this.#holds(key, args)
      this.#open.push({ name, path, line, skips: skips || condition })
    }
    if (skips || CONDITIONS.has(key)) return
    if (key === 'loadmodule') this.#load(args, path, line)
    else if (key === 'define') this.#defined.add(args[0] ?? '')
    else if (key === 'serverroot') this.serverRoot = args[0] ?? ROOT
    else if (key === 'include' || key === 'includeoptional')
      this.#include(args[0] ?? '', key === 'include', placeOf({ path, line }))
    else {
      const within = this.#open
        .slice(0, section ? -1 : undefined)
        .map((one) => one.name.toLowerCase())
        .filter((one) => !CONDITIONS.has(one))
      this.directives.push({ path, line, name, args, closed, within })
    }
  }

  #holds(section: string, [first = '']: readonly string[]): boolean {
    const negated = first.startsWith('!')
    const name = negated ? first.slice(1) : first
    const plain = name.replace(/_module$/, '').replace(/^mod_|\.c$/g, '')
    const known =
      section === '<ifmodule'
        ? this.modules.has(plain)
        : section === '<ifdefine'
          ? this.#defined.has(name)
          : section === '<iffile'
            ? this.#invocation.system.files.stat(this.#absolute(name)).ok
            : true
    return known !== negated
  }

  #load([name = '', file = '']: readonly string[], path: string, line: number): void {
    const module = /^modules\/mod_(\w+)\.so$/.exec(file)?.[1]
    if (module === undefined) {
      const at = this.#absolute(file)
      if (this.#invocation.system.files.stat(at).ok) this.modules.add(name.replace(/_module$/, ''))
      else
        this.#fail(
          `${placeOf({ path, line })}: Cannot load ${file} into server: ${at}: cannot open shared object file: No such file or directory`,
        )
    } else this.modules.add(module)
  }

  #include(pattern: string, needed: boolean, where: string): void {
    const path = this.#absolute(pattern)
    const { files } = this.#invocation.system
    if (!/[*?[]/.test(path)) {
      if (needed || files.stat(path).ok) this.file(path, where)
      return
    }
    const folder = parentOf(path)
    const list = files.list(folder)
    const glob = compilePattern(path.slice(folder.length + 1))
    const { meter } = this.#invocation.budget
    const found = (list.ok ? list.value : []).filter((name) => matches(glob, name, meter))
    if (found.length === 0 && needed)
      this.#fail(
        `${where}: No matches for the wildcard '${path.slice(folder.length + 1)}' in '${folder}', failing (use IncludeOptional if required)`,
      )
    for (const name of found) this.file(joinPath(folder, name), where)
  }

  #absolute(path: string): string {
    return path.startsWith('/') ? path : joinPath(this.serverRoot, path)
  }
}

const placeOf = ({ path, line }: { readonly path: string; readonly line: number }): string =>
  `Syntax error on line ${line} of ${path}`

const titleOf = (section: string): string => `${section}>`

/** The words of a line; quotes hold one together. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )
}

const SWITCHES = new Set(
  'keepalive extendedstatus sslengine rewriteengine proxyrequests proxypreservehost enablemmap enablesendfile usecanonicalname expiresactive'.split(
    ' ',
  ),
)

/** The second pass: the directives in their order. */
function settingsOf(invocation: Invocation, reader: Reader): HttpdConfig | Fault {
  const { files } = invocation.system
  const known = directivesOf(reader.modules)
  const isCertain = [...reader.modules].every(
    (module) => KNOWN_MODULES.has(module) || STATELESS.has(module),
  )
  const ports: number[] = []
  const listeners = new Set<string>()
  let documentRoot = joinPath(ROOT, 'htdocs')
  let serverName: string | null = null
  for (const { path, line, name, args, closed, within } of reader.directives) {
    const fault = (message: string): Fault => ({ path, line, message })
    const key = name.toLowerCase()
    const context = known.get(key)
    const [first = ''] = args
    if (context === undefined) {
      if (isCertain)
        return fault(
          `Invalid command '${name}', perhaps misspelled or defined by a module not included in the server configuration`,
        )
      continue
    }
    const misplaced = placeProblem(name, context, within)
    if (misplaced !== null) return fault(misplaced)
    if (!closed) return fault(`${titleOf(name)} directive missing closing '>'`)
    if (NEEDS_PLACE.has(key) && first === '')
      return fault(`${titleOf(name)} directive requires additional arguments`)
    if (SWITCHES.has(key) && !/^(on|off)$/i.test(first) && key !== 'usecanonicalname')
      return fault(`${name} must be On or Off`)
    if (key === 'servername' && args.length !== 1)
      return fault('ServerName takes one argument, The hostname and port of the server')
    if (key === 'servername' && within.length === 0) serverName = first
    if (key === 'documentroot' && !files.stat(first).ok)
      return fault(`DocumentRoot '${first}' is not a directory, or is not readable`)
    if (key === 'documentroot') documentRoot = first
    if (key !== 'listen') continue
    const problem = listenProblem(args, listeners)
    if (problem !== null) return fault(problem)
    ports.push(portOf(first))
  }
  return { ports, documentRoot, serverName }
}

/** Modules that bring no directive of their own. */
const STATELESS = new Set(
  'authz_host authz_user proxy_http proxy_balancer slotmem_shm lbmethod_byrequests socache_shmcb status watchdog'.split(
    ' ',
  ),
)

const NEEDS_PLACE = new Set(['<directory', '<location', '<files', '<virtualhost', '<proxy'])

/** What is wrong with the place of a directive; null when it may stand there. */
function placeProblem(name: string, context: Context, within: readonly string[]): string | null {
  const place = within.findLast((one) => one !== '<virtualhost')
  if (context === 'inside' && place === undefined && !name.startsWith('<'))
    return `${name} not allowed here`
  if (context !== 'outside' || place === undefined || name.startsWith('<')) return null
  const shown = PLACES.find((one) => one.toLowerCase() === place) ?? place
  return `${name} not allowed in ${shown}> context`
}

const PLACES = [
  '<Directory',
  '<DirectoryMatch',
  '<Location',
  '<LocationMatch',
  '<Files',
  '<FilesMatch',
  '<Proxy',
  '<If',
]

function listenProblem(args: readonly string[], listeners: Set<string>): string | null {
  const [address = ''] = args
  if (args.length < 1 || args.length > 2) return 'Listen requires 1 or 2 arguments.'
  const port = portOf(address)
  if (Number.isNaN(port)) return 'Port must be specified'
  if (port < 1 || port > 65_535) return 'Invalid address or port'
  if (listeners.has(address)) return 'Cannot define multiple Listeners on the same IP:port'
  listeners.add(address)
  return null
}

const portOf = (address: string): number => Number(/(?:^|:)(\d+)$/.exec(address)?.[1] ?? Number.NaN)
