// What a line prints, in parts with their times, and bounded.
import type { Output } from '#runtime/process/stream.ts'
import type { Chunk } from './types.ts'

/** A line prints at most so much; then it is ended. */
const MAX_CHARACTERS = 500_000

export interface TerminalOutput {
  readonly out: Output
  readonly err: Output
  /** The same, for what the shell says of itself: bash names no line at a prompt. */
  readonly shellErr: Output
  readonly isFull: boolean
  /** The last word, also when it is full. */
  sayLast(text: string): void
  newScreen(): void
  clear(): void
  take(): readonly Chunk[]
}

/** Makes it. */
export function createOutput(nowMs: () => number): TerminalOutput {
  let chunks: Chunk[] = []
  let characters = 0
  let screen = 0
  const writeTo = (stream: Chunk['stream'], edit: (text: string) => string): Output => ({
    write(whole) {
      const text = edit(whole).slice(0, Math.max(0, MAX_CHARACTERS - characters))
      characters += whole.length
      if (text === '') return null
      const last = chunks.at(-1)
      const timeMs = nowMs()
      if (last?.timeMs === timeMs && last.stream === stream && last.screen === screen)
        chunks[chunks.length - 1] = { ...last, text: last.text + text }
      else chunks.push({ timeMs, stream, text, screen })
      return null
    },
  })
  const same = (text: string): string => text
  return {
    out: writeTo('out', same),
    err: writeTo('err', same),
    shellErr: writeTo('err', (text) => text.replaceAll(/^bash: line \d+: /gm, 'bash: ')),
    get isFull() {
      return characters > MAX_CHARACTERS
    },
    sayLast: (text) => void chunks.push({ timeMs: nowMs(), stream: 'err', text, screen }),
    newScreen: () => void (screen += 1),
    clear: () => void chunks.push({ timeMs: nowMs(), stream: 'clear', text: '', screen }),
    take() {
      const taken = chunks
      chunks = []
      return taken
    },
  }
}
