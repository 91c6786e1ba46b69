// nginx and httpd: web servers that serve the files of a folder.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { baseOf, joinPath } from '../filesystem/path.ts'
import { parseUrl } from '../commands/network.ts'
import { versionOf } from '../images/tags.ts'
import { answerText, statusText } from '../network/http.ts'
import { pathOf, type Invocation } from '../process/command.ts'
import { readNginxConfig, type NginxConfig } from './nginx-config.ts'
import { serve, type ServerCall } from './server.ts'

simplified(
  'web-server-configuration',
  "nginx's configuration is checked as nginx does it, and of it listen, root, index, return and proxy_pass have an effect, of httpd's its modules, sections and directives are checked, and Listen and DocumentRoot have an effect.",
)

/** 'nginx/1.27.5': how it calls itself. */
const nginxOf = ({ image }: Invocation['system']): string =>
  `nginx/${versionOf(image, 'nginx') ?? '1.28.0'}`
const MAIN_FILE = '/etc/nginx/nginx.conf'

interface Site {
  readonly ports: readonly number[]
  readonly locations: readonly Location[]
}

interface Location {
  readonly prefix: string
  readonly root: string
  readonly proxy: string
  readonly returns: { readonly code: number; readonly text: string } | null
}

/** `nginx`. */
export function* nginx(invocation: Invocation): Task<number> {
  const { args, system } = invocation
  if (args.includes('-s')) return signalNginx(invocation)
  if (args.includes('-v') || args.includes('-V'))
    return printLine(invocation, `nginx version: ${nginxOf(system)}`)
  const file = args[args.indexOf('-c') + 1]
  const path = args.includes('-c') && file !== undefined ? pathOf(invocation, file) : MAIN_FILE
  const config = yield* checkedConfig(invocation, path)
  const tests = args.includes('-t') || args.includes('-T')
  if (typeof config === 'string') return emergency(invocation, config, tests ? path : null)
  if (tests) {
    invocation.stderr.write(`nginx: the configuration file ${path} syntax is ok\n`)
    invocation.stderr.write(`nginx: configuration file ${path} test is successful\n`)
    return 0
  }
  const refused = cacheProblem(invocation)
  if (refused !== null) return emergency(invocation, refused, null)
  const sites = blocksOf(config.text, 'server').map(({ body }) => siteOf(body))
  const ports = [...new Set(sites.flatMap((site) => site.ports))]
  const notice = (text: string): string =>
    `${system.stamp('%Y/%m/%d %H:%M:%S')} [notice] 1#1: ${text}`
  return yield* serve(invocation, {
    ports,
    startMs: 120,
    banner: [notice(nginxOf(system)), notice('start worker processes')],
    stopCode: 0,
    stopMs: 60,
    bindError: (port) =>
      `nginx: [emerg] bind() to 0.0.0.0:${port} failed (98: Address already in use)`,
    bindTries: 5,
    answer: (call) => nginxAnswer(invocation, sites, call),
  })
}

/** Reads the configuration, and looks up the hosts that must be there before it starts. */
function* checkedConfig(invocation: Invocation, path: string): Task<NginxConfig | string> {
  const config = readNginxConfig(invocation, path)
  if (typeof config === 'string') return config
  const names = new Set(
    [...config.text.matchAll(/\bupstream (\S+) \{/g)].map((match) => match[1] ?? ''),
  )
  for (const { host, shown, place } of config.upstreams) {
    if (names.has(host)) continue
    const ip = yield* invocation.system.net.resolve(host)
    if (ip === undefined) return `host not found in upstream "${shown}" in ${place}`
  }
  return config
}

/** Says why it does not start: once to its log and once by its name. `tested` is the file of `nginx -t`. */
function emergency(invocation: Invocation, message: string, tested: string | null): number {
  const { stderr, system } = invocation
  invocation.process.because = message
  if (tested === null)
    stderr.write(
      `${system.stamp('%Y/%m/%d %H:%M:%S')} [emerg] ${invocation.process.pid}#${invocation.process.pid}: ${message}\n`,
    )
  stderr.write(`nginx: [emerg] ${message}\n`)
  if (tested !== null) stderr.write(`nginx: configuration file ${tested} test failed\n`)
  return 1
}

/** The folders and the file that it makes at its start; null when it may. */
function cacheProblem({ system }: Invocation): string | null {
  const { files } = system
  if (!files.stat('/var/cache/nginx').ok) files.makeFolder('/var/cache/nginx')
  const made = files.makeFolder('/var/cache/nginx/client_temp')
  if (!made.ok && made.error === 'EROFS')
    return 'mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)'
  const written = files.write('/run/nginx.pid', `1\n`)
  return !written.ok && written.error === 'EROFS'
    ? 'open() "/run/nginx.pid" failed (30: Read-only file system)'
    : null
}

function signalNginx(invocation: Invocation): number {
  const server = invocation.system.processes
    .running()
    .find((process) => baseOf(process.argv[0] ?? '') === 'nginx')
  if (server === undefined) {
    invocation.stderr.write(
      'nginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)\n',
    )
    return 1
  }
  const word = invocation.args[invocation.args.indexOf('-s') + 1]
  if (word === 'quit' || word === 'stop') server.signal('QUIT')
  return 0
}

function printLine(invocation: Invocation, line: string): number {
  invocation.stderr.write(`${line}\n`)
  return 0
}

function siteOf(body: string): Site {
  const listens = [...body.matchAll(/\blisten\s+(?:[\d.*]+:)?(\d+)\b/g)].map((match) =>
    Number(match[1]),
  )
  const root = /\broot\s+([^;]+);/.exec(body)?.[1]?.trim() ?? '/usr/share/nginx/html'
  const blocks = blocksOf(body, 'location').map((block) =>
    locationOf(block.title.replace(/^[=~^*]+\s*/, ''), block.body, root),
  )
  const locations = [...blocks, locationOf('/', blocks.length === 0 ? body : '', root)]
  return {
    ports: listens.length === 0 ? [80] : listens,
    locations: locations.sort((a, b) => b.prefix.length - a.prefix.length),
  }
}

function locationOf(prefix: string, body: string, root: string): Location {
  const returns = /\breturn\s+(\d{3})(?:\s+("[^"]*"|'[^']*'|[^;]*))?;/.exec(body)
  const text = (returns?.[2] ?? '').replace(/^["']|["']$/g, '').replaceAll('\\n', '\n')
  return {
    prefix,
    root: /\broot\s+([^;]+);/.exec(body)?.[1]?.trim() ?? root,
    proxy: /\bproxy_pass\s+([^;]+);/.exec(body)?.[1]?.trim() ?? '',
    returns: returns === null ? null : { code: Number(returns[1]), text },
  }
}

/** The blocks 'name title { body }' of a configuration, those inside others not taken apart. */
function blocksOf(
  text: string,
  name: string,
): readonly { readonly title: string; readonly body: string }[] {
  const blocks: { title: string; body: string }[] = []
  const opener = new RegExp(`\\b${name}\\b([^{};]*)\\{`, 'g')
  for (
    let match = opener.exec(text);
    match !== null && blocks.length < 50;
    match = opener.exec(text)
  ) {
    let depth = 1
    let end = opener.lastIndex
    for (; end < text.length && depth > 0; end += 1) {
      if (text.charAt(end) === '{') depth += 1
      if (text.charAt(end) === '}') depth -= 1
    }
    blocks.push({ title: (match[1] ?? '').trim(), body: text.slice(opener.lastIndex, end - 1) })
    opener.lastIndex = end
  }
  return blocks
}

function* nginxAnswer(
  invocation: Invocation,
  sites: readonly Site[],
  call: ServerCall,
): Task<string> {
  const { system } = invocation
  const { http } = call
  const server = nginxOf(system)
  if (http === undefined)
    return answerText(400, page(400, server), { server, nowMs: system.clockMs() })
  const location = sites
    .flatMap((site) => site.locations)
    .find((one) => http.path.startsWith(one.prefix))
  const answer =
    location === undefined
      ? answerText(404, page(404, server))
      : yield* locationAnswer(invocation, location, call)
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? '200'
  const when = system.stamp('%d/%b/%Y:%H:%M:%S +0000')
  const size = answer.length - answer.indexOf('\r\n\r\n') - 4
  const agent = http.headers.get('user-agent') ?? '-'
  invocation.stdout.write(
    `${call.fromIp} - - [${when}] "${http.method} ${http.target} HTTP/1.1" ${status} ${size} "-" "${agent}" "-"\n`,
  )
  return answer
}

function* locationAnswer(
  invocation: Invocation,
  location: Location,
  call: ServerCall,
): Task<string> {
  const { system } = invocation
  const server = nginxOf(system)
  const options = { server, nowMs: system.clockMs() }
  if (location.returns !== null)
    return answerText(location.returns.code, location.returns.text, options)
  const path = call.http?.path ?? '/'
  if (location.proxy === '')
    return fileAnswer(invocation, joinPath(location.root, path), path, server)
  const url = parseUrl(location.proxy)
  const result =
    url === undefined ? undefined : yield* system.net.call(url.host, url.port, call.text)
  return result?.kind === 'answered' && result.text !== ''
    ? result.text
    : answerText(502, page(502, server), options)
}

/** The answer of a web server that has the file `path`, or a folder with an index.html. */
export function fileAnswer(
  invocation: Invocation,
  file: string,
  path: string,
  server: string,
): string {
  const { files } = invocation.system
  const options = { server, nowMs: invocation.system.clockMs() }
  const entry = files.stat(file)
  if (!entry.ok) {
    if (server.startsWith('nginx/'))
      invocation.stderr.write(`[error] open() "${file}" failed (2: No such file or directory)\n`)
    return answerText(404, page(404, server), options)
  }
  const target = entry.value.type === 'folder' ? joinPath(file, 'index.html') : file
  const content = files.read(target)
  if (content.ok) return answerText(200, content.value, { ...options, type: typeOf(target) })
  if (entry.value.type !== 'folder') return answerText(403, page(403, server), options)
  if (server.startsWith('nginx/')) {
    invocation.stderr.write(
      `[error] directory index of "${file}${path.endsWith('/') && !file.endsWith('/') ? '/' : ''}" is forbidden\n`,
    )
    return answerText(403, page(403, server), options)
  }
  const names = files.list(file)
  const links = (names.ok ? names.value : [])
    .map((name) => `<li><a href="${name}">${name}</a></li>\n`)
    .join('')
  return answerText(
    200,
    `<html>\n<head><title>Index of ${path}</title></head>\n<body>\n<ul>\n${links}</ul>\n</body>\n</html>\n`,
    options,
  )
}

function page(code: number, server: string): string {
  const title = `${code} ${statusText(code)}`
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n<hr><center>${server}</center>\n</body>\n</html>\n`
}

function typeOf(path: string): string {
  if (/\.html?$/.test(path)) return 'text/html'
  if (path.endsWith('.json')) return 'application/json'
  return /\.(txt|log|md)$/.test(path) ? 'text/plain' : 'application/octet-stream'
}
