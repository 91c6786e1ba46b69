// Rewrites `{ ...a, b }` to `Object.assign({}, a, { b })` in bundles for Node. In the V8 of Node 20 an object that
// is begun by a spread and then gets one more property has a hidden class of its own: it takes four times the
// memory and the time to make, and all code that it comes to is slower. Chromium's V8 shares these classes.
import { parseAst } from 'vite'

const SPREAD = 'SpreadElement'

/** Neither a getter nor a method, which may ask for its object, nor a prototype. */
function isPlain({ kind, method, computed, key }) {
  return kind === 'init' && !method && (computed || (key.name ?? key.value) !== '__proto__')
}

/** Whether an object literal begins with a spread and has nothing but plain properties and spreads. */
function isBegunBySpread({ type, properties }) {
  return (
    type === 'ObjectExpression' &&
    properties[0]?.type === SPREAD &&
    properties.every((one) => one.type === SPREAD || isPlain(one))
  )
}

/** All literals of a syntax tree that are to be rewritten, in the order in which they begin. */
function literalsOf(tree) {
  const found = []
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return
    if (isBegunBySpread(node)) found.push(node)
    for (const child of Object.values(node)) visit(child)
  }
  visit(tree)
  return found.toSorted((a, b) => a.start - b.start)
}

/** The code with all its literals that begin with a spread rewritten; the order of their keys is the same. */
export function withSharedShapes(code) {
  const literals = literalsOf(parseAst(code))
  let next = 0
  /** The code from `start` to `end`, which no literal crosses. */
  const textOf = (start, end) => {
    let text = ''
    let done = start
    while (next < literals.length && literals[next].start < end) {
      const literal = literals[next]
      next += 1
      text += code.slice(done, literal.start) + rewritten(literal)
      done = literal.end
    }
    return text + code.slice(done, end)
  }
  const rewritten = ({ properties }) => {
    const groups = []
    for (const property of properties) {
      const isSpread = property.type === SPREAD
      const { start, end } = isSpread ? property.argument : property
      // Parentheses: an expression with a comma would be two arguments.
      const text = isSpread ? `(${textOf(start, end)})` : textOf(start, end)
      const open = groups.at(-1)
      if (isSpread) groups.push({ spread: text })
      else if (open?.own === undefined) groups.push({ own: [text] })
      else open.own.push(text)
    }
    const sources = groups.map(({ spread, own }) => spread ?? `{ ${own.join(', ')} }`)
    return `Object.assign({}, ${sources.join(', ')})`
  }
  return textOf(0, code.length)
}
