// Text in lines of at most so many characters. Follows WrapString of github.com/mitchellh/go-wordwrap v1.0.1.

/** Breaks before a word that does not fit; blanks within a line stay as they are, a longer word stays whole. */
export function wrap(text: string, limit: number): string {
  let out = ''
  let current = 0
  let word = ''
  let space = ''
  const take = (): void => {
    current += space.length + word.length
    out += space + word
    space = ''
    word = ''
  }
  for (const character of text) {
    if (character === '\n') {
      if (word === '' && current + space.length > limit) space = ''
      take()
      out += character
      current = 0
    } else if (/\s/.test(character) && character !== '\u00A0') {
      if (space === '' || word !== '') take()
      space += character
    } else {
      word += character
      if (current + word.length + space.length > limit && word.length < limit) {
        out += '\n'
        current = 0
        space = ''
      }
    }
  }
  if (word !== '' || current + space.length <= limit) out += space + word
  return out
}
