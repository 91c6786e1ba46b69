// The bugs that somebody thought of and planted by hand: src/testing/planted-rules.json.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** These bugs in the form of drawn mutants, and their files with all of them in, each behind a switch of its name. */
export function plantedByHand(root) {
  const rules = JSON.parse(readFileSync(join(root, 'src/testing/planted-rules.json'), 'utf8'))
  const texts = new Map()
  for (const { name, file, from, to } of rules) {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8')
    const parts = text.split(from)
    if (parts.length !== 2) throw new Error(`a bug is to be planted where ${file} says "${from}"`)
    const planted = to.replaceAll('PLANTED', `globalThis.isPlanted(${JSON.stringify(name)})`)
    texts.set(file, parts.join(planted))
  }
  const drawn = rules.map(({ name, file, from, to }) => ({
    id: name,
    fileName: file,
    mutatorName: name,
    original: from,
    replacement: to.replaceAll('PLANTED', 'true'),
    location: placeOf(readFileSync(join(root, file), 'utf8'), from),
  }))
  return { texts, drawn }
}

function placeOf(text, code) {
  const lines = text.slice(0, text.indexOf(code)).split('\n')
  return { start: { line: lines.length - 1, column: lines.at(-1).length } }
}
