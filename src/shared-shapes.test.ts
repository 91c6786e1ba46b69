// Bundles for Node write `{ ...a, b }` in another way: it must mean the same.
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { withSharedShapes } from '../scripts/shared-shapes.mjs'

test.each([
  ['({ ...a, b: 1 })', '(Object.assign({}, (a), { b: 1 }))'],
  ['({ ...a, b: 1, c, ...d, e: { ...f } })', undefined],
  ['({ ...(a, d), b: { c: { ...f, [`x${1}`]: [{ ...d }] } } })', undefined],
  ['({ ...(c === 3 ? {} : { c }), ...null, ...undefined, b: 2 })', undefined],
  ['((x) => ({ ...x, ...[7, 8], b: 2, b: 3 }))(a)', undefined],
  ['({ b: 1, ...a })', '({ b: 1, ...a })'],
  ['({ ...a, get b() { return this.x } })', '({ ...a, get b() { return this.x } })'],
  ['({ ...a, __proto__: d })', '({ ...a, __proto__: d })'],
])('%s', (code, wanted) => {
  const rewritten = withSharedShapes(code)
  if (wanted !== undefined) expect(rewritten).toBe(wanted)
  const scope = { a: { x: 1, b: 0 }, c: 3, d: { y: 2, b: 5 }, f: { z: 4 } }
  const valueOf = (text: string): unknown => JSON.stringify(runInNewContext(text, { ...scope }))
  expect(valueOf(rewritten)).toBe(valueOf(code))
})
