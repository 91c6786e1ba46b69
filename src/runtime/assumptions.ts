// What is assumed of a container before it runs: of its image, of the programs that it starts, and of the
// commands in its scripts. The sentences are those of the marks that the engine itself carries.
import { simplifications, simplified } from '#lib/simplified.ts'
import { baseOf } from './filesystem/path.ts'
import { argvOf } from './container/launch.ts'
import { PROGRAMS_NOT_SIMULATED, TOOLS_NOT_SIMULATED } from './container/system.ts'
import { answerOf, findImage } from './images/catalogue.ts'
import { TAGS_DATE } from './images/generated-tags.ts'
import { IMAGE_USERS, isUserKnown } from './images/image-users.ts'
import { type Existence, nearest, TAG_CATALOGUE } from './images/tags.ts'
import type { ImageSpec } from './images/image-spec.ts'
import { parseImageReference, type ImageReference } from './images/reference.ts'
import { isRealTool, toolsOf } from './images/tools.ts'
import { UNKNOWN_IMAGES } from './programs/behaviour.ts'
import { isProgram } from './programs/registry.ts'
import { lateShell } from './late/shell.ts'

/** The parts of a container that say what it runs. */
export interface ContainerLike {
  readonly image?: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
}

export interface Assumption {
  /** Below the container: ['image'], ['command', 2] ... */
  readonly path: readonly (string | number)[]
  /** What it is about, and the mark's sentence. */
  readonly message: string
}

const OPTIONS_LEFT_OUT = simplified(
  'options-of-tools',
  'an option that the tool knows and that is not simulated has no effect, which the run says when it comes to it.',
)

const isBusybox = ({ system }: ImageSpec): boolean => system === 'busybox' || system === 'alpine'

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash'])
/** Commands whose arguments are another command. */
const WRAPPERS = new Set('exec command env nohup time timeout xargs sudo nice busybox'.split(' '))
const MAX_WORDS = 500

/** What is assumed of a container, each thing once, in the order of its fields. A name that is no image gives nothing. */
export function assumptionsAbout(container: ContainerLike): readonly Assumption[] {
  const reference = parseImageReference(container.image ?? '')
  if (reference === undefined) return []
  const spec = findImage(reference)
  const found = new Map<string, Assumption>()
  const add = (what: string, text: string, path: Assumption['path']): void => {
    const message = `\`${what}\`: ${text}`
    if (!found.has(message)) found.set(message, { path, message })
  }
  const answer = answerOf(reference)
  const pull = sentenceOnPull(reference, answer)
  if (pull !== null) add(container.image ?? '', pull, ['image'])
  const isPulled = answer !== 'no repository' && answer !== 'no tag'
  if (!spec.known && isPulled) add(container.image ?? '', UNKNOWN_IMAGES.text, ['image'])
  for (const { name, words, path } of programsOf(container, spec)) {
    const text = sentenceAbout(name, spec)
    if (text !== undefined) add(name, text, path)
    const flavour = isBusybox(spec) ? 'busybox' : 'gnu'
    for (const option of lateShell()?.leftOutOptions(name, words, flavour) ?? [])
      add(`${name} ${option}`, OPTIONS_LEFT_OUT.text, path)
  }
  return [...found.values()]
}

/** What is assumed of an image's user, for a container that must not run as root and names no user itself. */
export function assumptionsAboutUser({ image = '' }: ContainerLike): readonly Assumption[] {
  const reference = parseImageReference(image)
  if (reference === undefined || isUserKnown(reference.repository)) return []
  return [{ path: ['image'], message: `\`${image}\`: ${IMAGE_USERS.text}` }]
}

/** What the registry will answer, when that is not simply the image. */
function sentenceOnPull(reference: ImageReference, answer: Existence): string | null {
  if (answer === 'newer') return TAG_CATALOGUE.text
  if (answer === 'no tag')
    return `the catalogue of ${TAGS_DATE} has no such tag, so pulling it fails as with a registry; an image override in scenario.yaml says otherwise.`
  if (answer !== 'no repository') return null
  const meant = nearest(reference.repository.replace('docker.io/library/', ''))
  const hint = meant === null ? '' : `; did you mean \`${meant}\`?`
  return `Docker Hub has no such image, so pulling it fails${hint}`
}

/** What is assumed of a command that is run in a container: of an exec probe, of a hook. */
export function assumptionsAboutCommand(
  container: ContainerLike,
  command: readonly string[],
): readonly Assumption[] {
  const { image = '' } = container
  return assumptionsAbout({ image, command }).filter(({ path }) => path[0] === 'command')
}

interface Called {
  readonly name: string
  /** What stands behind its name; '' for a word that depends on the run. */
  readonly words: readonly string[]
  readonly path: Assumption['path']
}

/** The programs that a container starts by itself and by its script. */
function programsOf(container: ContainerLike, spec: ImageSpec): readonly Called[] {
  const { command = [], args = [] } = container
  const own = command.length === 0
  const argv = argvOf(spec, command, args)
  const placeOf = (index: number): Assumption['path'] => {
    const fromArgs = index - (own ? spec.entrypoint.length : command.length)
    if (!own && index < command.length) return ['command', index]
    return fromArgs >= 0 && args.length > 0 ? ['args', fromArgs] : ['image']
  }
  const called: Called[] = []
  for (const { name, index } of runBy(argv)) {
    if (name.endsWith('entrypoint.sh')) continue
    const started = index > 0 && !isThere(name, spec) ? baseOf(spec.command[0] ?? name) : name
    called.push({ name: started, words: argv.slice(index + 1), path: placeOf(index) })
  }
  const script = scriptIn(argv)
  if (script === null) return called
  return [
    ...called,
    ...callsIn(script.text).map((call) => ({ ...call, path: placeOf(script.index) })),
  ]
}

/** The script of `sh -c`, and where it stands in the command line. */
function scriptIn(
  argv: readonly string[],
): { readonly text: string; readonly index: number } | null {
  const shell = argv.findIndex((word) => SHELLS.has(baseOf(word)))
  if (shell === -1) return null
  const option = argv.findIndex((word, index) => index > shell && /^-[a-z]*c[a-z]*$/.test(word))
  const text = option === -1 ? undefined : argv[option + 1]
  return text === undefined ? null : { text, index: option + 1 }
}

/** The names of the commands that a script may run, without its own functions; none when it has an error, or while the shell is not loaded. */
export function commandsIn(text: string): readonly string[] {
  return [...new Set(callsIn(text).map(({ name }) => name))]
}

/** Those commands with their words; of each name all calls. */
function callsIn(text: string): readonly Omit<Called, 'path'>[] {
  const script = lateShell()?.parseScript(text)
  if (script === undefined || typeof script === 'string') return []
  const calls: Omit<Called, 'path'>[] = []
  const functions = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || calls.length > MAX_WORDS) return
    if (Array.isArray(value)) {
      for (const item of value) visit(item)
      return
    }
    const node = value as Readonly<Record<string, unknown>>
    if (node['type'] === 'Function') functions.add(textOfWord(node['name']))
    if (node['type'] === 'Command') calls.push(...callsOf(node))
    for (const child of Object.values(node)) visit(child)
  }
  // As plain data: words and their parts are read from the text when they are asked for.
  visit(JSON.parse(JSON.stringify(script)))
  return calls.filter(({ name }) => name !== '' && !functions.has(name))
}

/** The command's name, and that of the command in its arguments when it is one that runs another. */
function callsOf(command: Readonly<Record<string, unknown>>): readonly Omit<Called, 'path'>[] {
  const args = Array.isArray(command['suffix']) ? command['suffix'].map(textOfWord) : []
  const words = [textOfWord(command['name']), ...args]
  return runBy(words).map(({ name, index }) => ({ name, words: words.slice(index + 1) }))
}

/** The program of a command line, and the one that it runs when it is a wrapper or an entrypoint script. */
function runBy(
  words: readonly string[],
): readonly { readonly name: string; readonly index: number }[] {
  const found: { name: string; index: number }[] = []
  for (const [index, word] of words.entries()) {
    if (index > 0 && /^(-|\d+[smh]?$|\w+=)/.test(word)) continue
    const name = baseOf(word)
    found.push({ name, index })
    if (!WRAPPERS.has(name) && !name.endsWith('entrypoint.sh')) break
  }
  return found
}

/** The text of a word that says itself what it is; '' for one that depends on the run. */
function textOfWord(word: unknown): string {
  if (typeof word !== 'object' || word === null || !('value' in word)) return ''
  const { value } = word
  return typeof value === 'string' && !/[$`*?{]/.test(value) ? value : ''
}

const isThere = (name: string, spec: ImageSpec): boolean =>
  toolsOf(spec.system).includes(name) || spec.programs.includes(name)

function sentenceAbout(name: string, spec: ImageSpec): string | undefined {
  const mark = simplifications().find(({ programs }) => programs.includes(name))
  if (mark !== undefined) return mark.text
  if (isProgram(name) || lateShell()?.findBuiltin(name, 'bash') !== undefined) return undefined
  const has = isThere(name, spec)
  if (spec.known ? has && isRealTool(name) : isRealTool(name)) return TOOLS_NOT_SIMULATED.text
  return spec.known && has ? PROGRAMS_NOT_SIMULATED.text : undefined
}
