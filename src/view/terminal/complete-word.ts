// Puts a completion into a line.

/** What all words begin with. */
export function commonStart(words: readonly string[]): string {
  const [first = '', ...others] = words
  let length = first.length
  for (const word of others) {
    while (!word.startsWith(first.slice(0, length))) length -= 1
  }
  return first.slice(0, length)
}

/** The text with a word in the place from `from` to `at`; `isWhole` adds a blank, unless more can follow it. */
export function withWord(
  text: string,
  { from, at }: { readonly from: number; readonly at: number },
  word: string,
  isWhole = true,
): string {
  const blank = isWhole && !/[/=]$/.test(word) && !text.slice(at).startsWith(' ') ? ' ' : ''
  return `${text.slice(0, from)}${word}${blank}${text.slice(at)}`
}
