// Stands for `vitest` in a mutation run: collects tests instead of running them, so that the engine is loaded once and each
// planted bug is switched on for those tests alone that reach it. Has what the tests of the engine use.
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'
import { inspect } from 'node:util'

/** What tests said with `toMatchInlineSnapshot` when no bug was planted, which is what is written there. */
const said = (globalThis.saidWithoutBug ??= new Map())
let current = { id: '', count: 0 }

chai.use((_chai, { addMethod }) => {
  addMethod(chai.Assertion.prototype, 'toMatchInlineSnapshot', function () {
    current.count += 1
    const key = `${current.id} ${current.count}`
    const value = inspect(this._obj, { depth: null, maxStringLength: null, maxArrayLength: null })
    if (!said.has(key)) said.set(key, value)
    chai.expect(value).to.equal(said.get(key))
  })
})
chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

export const expect = (value, message) => chai.expect(value, message)
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT], {
  /** One difference is enough here: the test need not go on to collect the others. */
  soft: expect,
  unreachable: (message = 'expected not to be reached') => chai.assert.fail(message),
})
setState({ assertionCalls: 0, isExpectingAssertions: false }, expect)

/** All tests of the files that were loaded: `id`, the same in each load and unlike every other, `name`, and `run`. */
export const collected = []
let file = ''
let countOfFile = 0
const hooks = []

/** The tests from now on are of this file. */
export function beginFile(path) {
  file = path
  countOfFile = 0
  hooks.length = 0
}

export function test(name, run) {
  const after = [...hooks]
  countOfFile += 1
  const id = `${file}#${countOfFile}`
  collected.push({
    id,
    name,
    async run() {
      current = { id, count: 0 }
      try {
        await run()
      } finally {
        for (const hook of after) await hook()
      }
    },
  })
}

const rowsOf = (spread) => (rows) => (name, run) => {
  for (const [index, row] of rows.entries())
    test(`${name} [${index}]`, () => (spread && Array.isArray(row) ? run(...row) : run(row)))
}
test.for = rowsOf(false)
test.each = rowsOf(true)

export const describe = (_name, body) => body()
export const afterEach = (hook) => void hooks.push(hook)
/** No module is replaced: a test that wants to fails, and is left out. */
export const vi = { spyOn, restoreAllMocks, waitFor }
const spied = []

/** Counts the calls of a method, which does what it did before. */
function spyOn(object, key) {
  const original = object[key]
  const mock = { calls: [] }
  object[key] = function spy(...given) {
    mock.calls.push(given)
    return original.apply(this, given)
  }
  spied.push(() => void (object[key] = original))
  return { mock }
}

function restoreAllMocks() {
  for (const restore of spied.splice(0)) restore()
}

/** Asks until nothing is thrown any more, or throws what was thrown at last. */
async function waitFor(look, options = {}) {
  const { timeout = 1000, interval = 50 } =
    typeof options === 'number' ? { timeout: options } : options
  const until = Date.now() + timeout
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, interval))
    }
  }
}
