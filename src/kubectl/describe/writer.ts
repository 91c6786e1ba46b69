// Where describers write: lines at levels, with tabs between columns.
// Follows k8s.io/kubectl/pkg/describe/describe.go prefixWriter (v1.36).
import { alignTabs } from './tab-writer.ts'

export interface Writer {
  /** Text at a level; it ends a line only where it says so. */
  write(level: number, text: string): void
  /** 'Name:\tweb' and the end of the line. */
  line(level: number, text: string): void
  /** Columns of what follows have nothing to do with those before. */
  flush(): void
  /** All that was written, aligned. */
  text(): string
}

const INDENT = '  '

/** A writer for one description; its columns stay tabs where they are not to be aligned. */
export function createWriter({ isAligned = true } = {}): Writer {
  let done = ''
  let open = ''
  const flush = (): void => {
    done += isAligned ? alignTabs(open) : open
    open = ''
  }
  const write = (level: number, text: string): void => {
    open += INDENT.repeat(level) + escaped(text)
  }
  return {
    write,
    line: (level, text) => write(level, `${text}\n`),
    flush,
    text() {
      flush()
      return done
    },
  }
}

/** A writer whose levels begin deeper. */
export function nestedWriter(writer: Writer, by: number): Writer {
  return {
    ...writer,
    write: (level, text) => writer.write(level + by, text),
    line: (level, text) => writer.line(level + by, text),
  }
}

/** Control characters must not reach a terminal. Follows k8s.io/cli-runtime/pkg/printers/tableprinter.go WriteEscaped. */
function escaped(text: string): string {
  return text.replaceAll('\u001B', '^[').replaceAll('\r', String.raw`\r`)
}
