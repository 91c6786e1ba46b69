// Reads the `simplified(…)` marks of a folder from its source.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const CALL =
  /\bsimplified\(\s*'([a-z0-9-]+)',\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`)/g
const COMMENT = /(?:\/\/|\*).*\bSIMPLIFIED:/

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

/** The text of a string literal, as JavaScript reads it. */
function textOf(literal) {
  return literal.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}

/** All marks, in the order of the files, and the files that still have one as a comment. */
export function marksInSource(folder) {
  const marks = []
  const comments = []
  for (const path of sources(folder)) {
    if (path.endsWith('lib/simplified.ts')) continue
    const source = readFileSync(path, 'utf8')
    for (const [, id, literal] of source.matchAll(CALL))
      marks.push({ id, text: textOf(literal), path })
    if (COMMENT.test(source)) comments.push(path)
  }
  return { marks, comments }
}
