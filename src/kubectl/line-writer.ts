// What a program prints, in pieces, as the lines that a session prints.

export interface LineWriter {
  write(text: string): void
  /** Prints what is left without an end of the line. */
  end(): void
}

/** Makes one that prints whole lines. */
export function lineWriter(print: (line: string) => void): LineWriter {
  let open = ''
  return {
    write(text) {
      const lines = (open + text).split('\n')
      open = lines.pop() ?? ''
      for (const line of lines) print(line)
    },
    end() {
      if (open !== '') print(open)
      open = ''
    },
  }
}
