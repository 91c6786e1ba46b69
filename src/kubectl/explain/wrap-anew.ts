// Text in lines of at most so many characters, whose own breaks mostly go. Follows wrapString of
// k8s.io/kubectl/pkg/explain/formatter.go (v1.36).

const BULLET = /^(?:\d+\.?|-|\*)\s/

function beginsLine(lastWord: string, line: string): boolean {
  const text = line.trim()
  return lastWord.endsWith(':') || text === '' || BULLET.test(text)
}

/** Joins lines that belong together; blocks that are set in, blank lines and items of lists stay by themselves. */
export function wrapAnew(text: string, limit: number): readonly string[] {
  const wrapped: string[] = []
  let current = ''
  let lastWord = ''
  const flush = (): void => {
    if (current === '') return
    wrapped.push(current)
    current = ''
    lastWord = ''
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('    ')) {
      flush()
      wrapped.push(line)
      continue
    }
    if (wrapped.length > 0 && line.trim() === '') {
      flush()
      wrapped.push('')
      continue
    }
    if (beginsLine(lastWord, line)) flush()
    for (const word of line.split(/\s+/).filter((one) => one !== '')) {
      lastWord = word
      const longer = current === '' ? word : `${current} ${word}`
      if (longer.length <= limit || current === '') {
        current = longer
        continue
      }
      flush()
      current = word
    }
  }
  flush()
  return wrapped
}
