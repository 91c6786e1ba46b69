// /dev/zero and /dev/urandom: files without an end.
import { createFuture, wait, type Task } from '#sim/task.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { takeMemory } from '../process/memory.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'

const BLOCK = 64 * 1024
/** What a reader takes before he is believed to want all. */
const MOST_BLOCKS = 16
const BYTES_PER_MS = 500_000
const FULL_AFTER = 100 * 1024 ** 3

/** True for a file that has no end. */
export function isEndless(invocation: Invocation, name: string): boolean {
  return /^\/dev\/(zero|urandom|random|full)$/.test(pathOf(invocation, name))
}

/** What a program does that reads such a file to its end: it takes memory until there is none. */
export function* hoard(invocation: Invocation): Task<never> {
  yield* takeMemory(invocation, Infinity)
  return yield* wait(createFuture<never>())
}

/** Passes on so many bytes of a device, Infinity for all; an exit code. */
export function* passOn(invocation: Invocation, name: string, bytes: number): Task<number> {
  const { stdout, system } = invocation
  const random = !name.endsWith('zero')
  if (stdout.fill !== undefined && bytes > BLOCK) {
    const taken = Math.min(bytes, FULL_AFTER)
    yield* wait(system.sleep(1 + Math.round(taken / BYTES_PER_MS)))
    const error = stdout.fill(taken) ?? (taken < bytes ? 'ENOSPC' : null)
    return error === null
      ? 0
      : complain(
          invocation,
          `write error: ${error === 'EPIPE' ? 'Broken pipe' : ERROR_TEXTS[error]}`,
        )
  }
  let left = bytes
  for (let block = 0; left > 0; block += 1) {
    if (block >= MOST_BLOCKS) break
    const size = Math.min(BLOCK, left)
    if (!print(invocation, random ? randomText(invocation, size) : '\0'.repeat(size))) return 1
    left -= size
    if (left > 0) yield* wait(system.sleep(1))
  }
  if (left <= 0) return 0
  if (stdout.isLog === true) {
    system.setActivity('busy')
    return yield* wait(createFuture<number>())
  }
  // Who takes so much out of a pipe keeps it: `head -c 1G /dev/zero | tail`.
  yield* takeMemory(invocation, bytes)
  return 0
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/ \n'

function randomText({ system, budget }: Invocation, size: number): string {
  budget.meter.work(size)
  const { random } = system
  let text = ''
  while (text.length < size) text += LETTERS.charAt(random.next(LETTERS.length))
  return text
}
