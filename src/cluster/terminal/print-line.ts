// What an action or kubectl printed, as a program of the terminal prints it.
import type { Output } from '#runtime/process/stream.ts'
import type { PrintedLine } from '../carry-out.ts'

/** A line without when it was printed. */
export type HeldLine = Pick<PrintedLine, 'stream' | 'text' | 'isOpen'>

/** Makes what writes printed lines to the streams of a program. */
export function printTo(streams: {
  readonly stdout: Output
  readonly stderr: Output
}): (line: HeldLine) => void {
  return ({ stream, text, isOpen }) => {
    const output = stream === 'out' ? streams.stdout : streams.stderr
    output.write(isOpen === true ? text : `${text}\n`)
  }
}
