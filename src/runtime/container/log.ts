// What a container printed, line by line, with bounds.
import { simplified } from '#lib/simplified.ts'
import type { Output } from '../process/stream.ts'

simplified(
  'log-length',
  'a container instance keeps its first 1,000 lines of log, with 2,000 characters each.',
)

const MAX_LINES = 1000
const MAX_CHARACTERS = 2000
const LAST_LINE = 'further lines are left out'

export type LogStream = 'stdout' | 'stderr'

export interface ContainerLog {
  readonly stdout: Output
  readonly stderr: Output
  readonly lines: readonly string[]
  /** Ends lines that were begun. */
  flush(): void
}

/** Makes a log that tells `emit` of each line. */
export function createLog(emit: (line: string, stream: LogStream) => void): ContainerLog {
  const lines: string[] = []
  const begun: Record<LogStream, string> = { stdout: '', stderr: '' }
  const add = (line: string, stream: LogStream): void => {
    if (lines.length > MAX_LINES) return
    const text = lines.length === MAX_LINES ? LAST_LINE : line.slice(0, MAX_CHARACTERS)
    lines.push(text)
    emit(text, stream)
  }
  const write = (text: string, stream: LogStream): null => {
    let from = 0
    while (lines.length <= MAX_LINES) {
      const end = text.indexOf('\n', from)
      if (end === -1) break
      add(begun[stream] + text.slice(from, end), stream)
      begun[stream] = ''
      from = end + 1
    }
    begun[stream] = (begun[stream] + text.slice(from, from + MAX_CHARACTERS)).slice(
      0,
      MAX_CHARACTERS,
    )
    return null
  }
  return {
    lines,
    stdout: { write: (text) => write(text, 'stdout') },
    stderr: { write: (text) => write(text, 'stderr') },
    flush() {
      for (const stream of ['stdout', 'stderr'] as const) {
        if (begun[stream] !== '') add(begun[stream], stream)
        begun[stream] = ''
      }
    },
  }
}
