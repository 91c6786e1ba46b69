// `kubectl scale` with its options: files, formats, dry runs, preconditions, and waiting until it is so.
// Follows k8s.io/kubectl/pkg/cmd/scale/scale.go and pkg/scale/scale.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { type Task, wait } from '#sim/task.ts'
import { unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { findResources, parseResources, withFiles } from '../resources.ts'
import type { Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { scale, SCALE_FLAGS } from './scale.ts'
import { withOptions } from './with-options.ts'

const plain = withOptions('scale')
type Plain = Parameters<typeof plain.run>[1]

interface ScaleOptions {
  readonly plain: Plain
  readonly files: readonly string[]
  readonly resourceVersion: string
  /** 0 does not wait. */
  readonly timeoutMs: number
}

export const scaleWithOptions: LineCommand<ScaleOptions> = {
  ...scale.command,
  flags: SCALE_FLAGS,
  changes: true,
  parse,
  run,
}

const OWN = /^--(?:resource-version|timeout|filename)(?:=|$)|^-f/

function parse(words: readonly string[]): ParsedOptions<ScaleOptions> {
  const read = parseCommandLine('scale', SCALE_FLAGS, words)
  if (!read.ok) return read
  const left = unfollowed(
    read,
    SCALE_FLAGS,
    Object.keys(SCALE_FLAGS).filter((name) => name !== 'kustomize' && name !== 'recursive'),
  )
  if (left !== null) return left
  const { filename: files, timeout } = read.flags
  const own = words.flatMap((word, index) => {
    const isValue = OWN.test(words[index - 1] ?? '') && !(words[index - 1] ?? '').includes('=')
    const before = words[index - 1] ?? ''
    const isJoined = /^-f./.test(before)
    return OWN.test(word) || (isValue && !isJoined) ? [] : [word]
  })
  // What files name stands for words that name nothing.
  const named =
    read.args.length === 0 && files.length > 0 ? [...own, 'deployment', '-l', NOTHING] : own
  const parsed = plain.parse(named)
  if (!parsed.ok) return parsed
  if (read.args.length > 0 && files.length > 0) {
    const both = parseResources({ args: read.args, selected: false, allowEmptySelector: false })
    if (!both.ok)
      return usageError(
        'when paths, URLs, or stdin is provided as input, you may not specify a resource by arguments as well',
      )
  }
  return {
    ok: true,
    options: {
      plain: parsed.options,
      files,
      resourceVersion: read.flags['resource-version'],
      timeoutMs: timeout,
    },
  }
}

const NOTHING = 'podscape.dev/none'
const POLL_MS = 1000

function* run(session: Session, options: ScaleOptions): Task<number> {
  const { plain: given, files, resourceVersion, timeoutMs } = options
  const action = given.action as Plain['action'] & Parameters<typeof findResources>[1]
  const { selector: _, ...unselected } = action
  const request =
    files.length === 0 ? action : withFiles(session, { ...unselected, resources: [] }, files)
  if (typeof request === 'number') return request
  const { objects } = findResources(session.client, request)
  const stale =
    resourceVersion === ''
      ? undefined
      : objects.find(({ metadata }) => metadata.resourceVersion !== resourceVersion)
  if (stale !== undefined) {
    session.err(
      `error: Expected resource version to be ${resourceVersion}, was ${stale.metadata.resourceVersion ?? ''}`,
    )
    return 1
  }
  const waits = timeoutMs > 0 && given.printing.dryRun === 'none'
  const held: Parameters<Session['out']>[] = []
  const own: Session = waits ? { ...session, out: (...line) => void held.push(line) } : session
  const started = plain.run(own, { ...given, action: request as Plain['action'] })
  const code = typeof started === 'number' ? started : yield* started
  const late = code !== 0 || !waits ? code : yield* untilScaled(session, objects, timeoutMs)
  if (late === code) for (const line of held) session.out(...line)
  return late
}

interface Scaled {
  readonly spec?: { readonly replicas?: number }
  readonly status?: { readonly replicas?: number; readonly observedGeneration?: number }
}

function* untilScaled(
  session: Session,
  objects: readonly ApiObject[],
  timeoutMs: number,
): Task<number> {
  const { clock } = session.world
  const endMs = clock.nowMs + timeoutMs
  for (const { kind, metadata } of objects) {
    const { namespace = '', name = '' } = metadata
    for (;;) {
      const now = session.client.get(kind, namespace, name)
      const { spec, status } = (now ?? {}) as Scaled
      const isSeen = (status?.observedGeneration ?? 0) >= (now?.metadata.generation ?? 0)
      if (isSeen && (status?.replicas ?? 0) === (spec?.replicas ?? 0)) break
      if (clock.nowMs >= endMs) {
        session.err(`error: timed out waiting for ${JSON.stringify(name)} to be synced`)
        return 1
      }
      yield* wait(session.sleeper.sleep(Math.min(POLL_MS, endMs - clock.nowMs), 'kubectl scale'))
    }
  }
  return 0
}
