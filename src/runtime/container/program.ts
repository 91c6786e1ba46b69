// The program of a container: where it is, and why it cannot be started.
import { isTooLittle, TOO_LITTLE_MESSAGE } from '../node/too-little-memory.ts'
import type { Location } from '../process/command.ts'
import { DEFAULT_PATH, locate, startError, startFailure } from './launch.ts'
import type { ContainerParts } from './parts.ts'

/** What of a container says what it starts. */
type Launched = Pick<ContainerParts, 'config' | 'image' | 'override' | 'files' | 'filesProblem'>

/** The folder in which its processes begin. */
export function workingDirOf({ config, image }: Pick<Launched, 'config' | 'image'>): string {
  return config.workingDir === '' ? image.workingDir : config.workingDir
}

/** Where a program lies, by its path or in the PATH of `env`. */
export function locateProgram(
  launched: Launched,
  env: ReadonlyMap<string, string>,
  name: string,
): Location {
  const place = locate(
    launched.files,
    name,
    workingDirOf(launched),
    env.get('PATH') ?? DEFAULT_PATH,
  )
  // Nothing is known of what a private image holds, so every program is there.
  return place.kind === 'missing' && !launched.image.known ? { kind: 'found', path: name } : place
}

/** The message of a container that cannot be started with `argv`, or null. */
export function whyNotStarted(
  launched: Launched,
  env: ReadonlyMap<string, string>,
  argv: readonly string[],
): string | null {
  const [name] = argv
  const { config, files, filesProblem, override } = launched
  if (isTooLittle(config.memoryLimitBytes)) return TOO_LITTLE_MESSAGE
  if (filesProblem !== null) return startFailure(filesProblem)
  if (override !== undefined) return null
  if (name === undefined) return startError(files, '', { kind: 'missing' })
  return startError(files, name, locateProgram(launched, env, name))
}
