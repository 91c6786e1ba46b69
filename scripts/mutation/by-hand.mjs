// The bugs that somebody thought of and planted by hand: src/testing/planted-rules.json.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** These bugs in the form of `planted`: all, or those among them that are `wanted`. */
export function plantedByHand(root, wanted) {
  const rules = JSON.parse(readFileSync(join(root, 'src/testing/planted-rules.json'), 'utf8'))
  const texts = new Map()
  for (const { name, file, from, to } of rules) {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8')
    const parts = text.split(from)
    if (parts.length !== 2) throw new Error(`a bug is to be planted where ${file} says "${from}"`)
    const code = to.replaceAll('PLANTED', `globalThis.isPlanted(${JSON.stringify(name)})`)
    texts.set(file, parts.join(code))
  }
  const all = rules.map(({ name, file }) => ({ id: name, fileName: file }))
  return { texts, drawn: wanted?.map((own) => ({ ...own, own })) ?? all }
}
