// Which tests are asked about a planted bug, and in which order.
import { dirname } from 'node:path'

/**
 * A test may come by a bug so many times as often as without it, before it counts as endless. A recorded course that differs is
 * played 192 times.
 */
const HIT_FACTOR = 400
const LEAST_HITS = 100_000

/**
 * Chooses for each mutant the tests that reach it, the cheapest of each file first and then the next of each, until they take
 * `budgetMs` together. What runs when the engine is loaded is reached by all: those near it come first.
 */
export function choiceOf({ passed, coverage }, budgetMs) {
  const byTime = inTurn(passed.toSorted((a, b) => a.ms - b.ms))
  const hitsOf = ({ id }, mutant) => coverage.perTest[id]?.[mutant.id] ?? 0

  return (mutant) => {
    const isStatic = coverage.static[mutant.id] !== undefined
    const reaching = isStatic
      ? byTime.toSorted((a, b) => farOf(a, mutant) - farOf(b, mutant))
      : byTime.filter((test) => hitsOf(test, mutant) > 0)
    let ms = 0
    const wanted = reaching.filter((test, index) => {
      ms += test.ms
      return index === 0 || ms <= budgetMs
    })
    return {
      isStatic,
      wanted: wanted.map((test) => ({
        test: test.id,
        hits: Math.max(LEAST_HITS, HIT_FACTOR * hitsOf(test, mutant)),
      })),
    }
  }
}

/** The first of each file, then the second of each: tests of one file are much alike. */
function inTurn(tests) {
  const counts = new Map()
  const turns = new Map()
  for (const one of tests) {
    const [file] = one.id.split('#')
    const turn = counts.get(file) ?? 0
    counts.set(file, turn + 1)
    turns.set(one, turn)
  }
  return tests.toSorted((a, b) => turns.get(a) - turns.get(b))
}

function farOf({ id }, { fileName }) {
  const folder = fileName.split('/')[1]
  if (id.startsWith(`${dirname(fileName)}/`)) return 0
  if (id.startsWith(`src/${folder}/`)) return 1
  return id.startsWith(`conformance/${folder === 'apiserver' ? 'api' : folder}#`) ? 2 : 3
}
