// What a process reads from and writes to: pipes, texts, files, the log. Writing never waits.
import { simplified } from '#lib/simplified.ts'
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import type { FileError } from '../filesystem/result.ts'

simplified(
  'pipes',
  'a pipe holds up to 1 MiB, and 8 MiB for who reads it to the end, and drops what is written beyond; a writer never blocks, except `yes`.',
)

const MAX_PIPE_CHARACTERS = 1024 * 1024
/** What one who reads to the end may gather beside what is in the pipe. */
const MAX_REST_CHARACTERS = 7 * MAX_PIPE_CHARACTERS

export type WriteError = FileError | 'EPIPE'

export interface Output {
  /** True for the container's log and for what is thrown away: nobody waits for what is written there. */
  readonly isLog?: boolean
  /** Writes `text`; what went wrong, or null. */
  write(text: string): WriteError | null
  /** Takes so many zeros without anybody having to make them; absent where they have to be made. */
  fill?(bytes: number): WriteError | null
}

export interface Input {
  /** The next line without its end, or null at the end of the input. */
  line(): Task<string | null>
  /** All that is left. */
  rest(): Task<string>
  /** What is there, waiting for at least one character; null at the end. */
  some(): Task<string | null>
  /** True where somebody may type, now or later: it does not end by itself. */
  readonly silent?: boolean
  /** True for a terminal. */
  readonly tty?: boolean
}

export interface Pipe {
  readonly input: Input
  readonly output: Output
  /** Settles when the reader has taken what was written, or has gone. */
  drained(): Future<void>
  closeOutput(): void
  closeInput(): void
}

/** Swallows everything, like /dev/null. */
export const NULL_OUTPUT: Output = { isLog: true, write: () => null }

/** An input that holds `text` and then ends. */
export function textInput(text: string): Input {
  const pipe = createPipe()
  pipe.output.write(text)
  pipe.closeOutput()
  return pipe.input
}

/** An output that collects at most `limit` characters. */
export function collector(limit: number): { readonly output: Output; text(): string } {
  let text = ''
  return {
    output: {
      write(more) {
        if (text.length < limit) text += more.slice(0, limit - text.length)
        return null
      },
    },
    text: () => text,
  }
}

/** Makes a pipe with an empty buffer. */
export function createPipe(): Pipe {
  return new BufferPipe()
}

class BufferPipe implements Pipe, Input, Output {
  readonly input: Input = this
  readonly output: Output = this
  #buffer = ''
  #outputOpen = true
  #inputOpen = true
  #filled: Future<void> = createFuture()
  #emptied: Future<void> = createFuture()

  write(text: string): WriteError | null {
    if (!this.#inputOpen) return 'EPIPE'
    if (text === '') return null
    this.#buffer += text.slice(0, MAX_PIPE_CHARACTERS - this.#buffer.length)
    this.#wakeReader()
    return null
  }

  *line(): Task<string | null> {
    let from = 0
    while (this.#outputOpen && this.#buffer.indexOf('\n', from) === -1) {
      from = this.#buffer.length
      yield* wait(this.#filled)
    }
    if (this.#buffer === '') return null
    const end = this.#buffer.indexOf('\n')
    return end === -1 ? this.#take(this.#buffer.length) : this.#take(end + 1).slice(0, -1)
  }

  *rest(): Task<string> {
    let text = ''
    while (this.#outputOpen) {
      text += this.#take(Math.min(this.#buffer.length, MAX_REST_CHARACTERS - text.length))
      yield* wait(this.#filled)
    }
    return text + this.#take(this.#buffer.length)
  }

  *some(): Task<string | null> {
    while (this.#outputOpen && this.#buffer === '') yield* wait(this.#filled)
    return this.#buffer === '' ? null : this.#take(this.#buffer.length)
  }

  drained(): Future<void> {
    return this.#emptied
  }

  closeOutput(): void {
    if (!this.#outputOpen) return
    this.#outputOpen = false
    this.#wakeReader()
  }

  closeInput(): void {
    this.#inputOpen = false
    this.#buffer = ''
    this.#wakeWriter()
  }

  #take(count: number): string {
    const text = this.#buffer.slice(0, count)
    this.#buffer = this.#buffer.slice(count)
    if (this.#buffer === '') this.#wakeWriter()
    return text
  }

  #wakeReader(): void {
    const waiting = this.#filled
    this.#filled = createFuture()
    waiting.settle()
  }

  #wakeWriter(): void {
    const waiting = this.#emptied
    this.#emptied = createFuture()
    waiting.settle()
  }
}
