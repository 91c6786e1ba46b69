// Envoy: it needs a configuration, and opens the ports of its listeners.
import { simplified } from '#lib/simplified.ts'
import { wait, type Task } from '#sim/task.ts'
import { answerText } from '../network/http.ts'
import { pathOf, type Invocation } from '../process/command.ts'
import { optionOf, serve } from './server.ts'

simplified(
  'envoy-configuration',
  "of envoy's configuration only the ports of listeners and admin are read, and nothing in it is refused; it answers every HTTP request with 200, also `/ready` and `/stats`.",
  { programs: ['envoy'] },
)

/** `envoy -c file` or `--config-yaml text`. */
export function* envoy(invocation: Invocation): Task<number> {
  const { args, system, stderr } = invocation
  const file = optionOf(args, '-c', '--config-path')
  const inline = optionOf(args, '--config-yaml')
  const content = file === undefined ? undefined : system.files.read(pathOf(invocation, file))
  yield* wait(system.sleep(80))
  const problem =
    file === undefined && inline === undefined
      ? 'At least one of --config-path or --config-yaml or Options::configProto() should be non-empty'
      : content?.ok === false
        ? `unable to read file: ${file}`
        : null
  if (problem !== null) {
    const log = (level: string, text: string): string =>
      `[${system.stamp('%F %T')}.000][1][${level}][main] [source/server/server.cc] ${text}\n`
    stderr.write(log('critical', `error initializing configuration '${file ?? ''}': ${problem}`))
    stderr.write(log('info', 'exiting'))
    stderr.write(`${problem}\n`)
    invocation.process.because = 'it has no configuration'
    return 1
  }
  const text = `${content?.ok === true ? content.value : ''}\n${inline ?? ''}`
  return yield* serve(invocation, {
    ports: portsOf(text),
    startMs: 120,
    banner: [],
    stopCode: 0,
    stopMs: 50,
    bindError: (busy) => `cannot bind '0.0.0.0:${busy}': Address already in use`,
    bindTries: 1,
    answer: ({ http }) =>
      http === undefined ? '' : answerText(200, 'LIVE\n', { type: 'text/plain' }),
  })
}

/** The ports of listeners and admin; those of clusters are where it calls. */
function portsOf(text: string): readonly number[] {
  const ports = new Set<number>()
  let place = { name: '', indent: -1 }
  for (const line of text.split('\n').slice(0, 20_000)) {
    const found = /^(\s*)(?:- )?(listeners|admin|clusters):/.exec(line)
    const indent = line.search(/\S/)
    if (found !== null) place = { name: found[2] ?? '', indent: found[1]?.length ?? 0 }
    else if (indent >= 0 && indent < place.indent) place = { name: '', indent: -1 }
    const port = /\bport_value:\s*(\d+)/.exec(line)?.[1]
    if (port !== undefined && (place.name === 'listeners' || place.name === 'admin'))
      ports.add(Number(port))
  }
  return [...ports]
}
