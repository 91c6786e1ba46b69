// Lines that nobody should type: bounded, stoppable, and said in the words of the shell and of kubectl.
import { expect, test } from 'vitest'
import { terminalSession } from './testing/terminal-session.ts'

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: busybox, command: [sh, -c, "printf \'\\\\033[31mred\\\\007\\\\n\'; sleep 3000"]}]}\n'
const FILES = [
  { path: 'scenario.yaml', text: 'until: 2m\n' },
  { path: 'manifests/web.yaml', text: POD },
]
const session = () => terminalSession(FILES, 120_000)

test('a line of 100 kB', () => {
  const { out, end } = session().type(`echo ${'x'.repeat(100_000)} | wc -c`, 20_000)
  expect(out).toBe('100001\n')
  expect(end?.exitCode).toBe(0)
})

test('output without an end is bounded, and Ctrl+C ends it', () => {
  const { out, end } = session().type('yes', 20_000, 30_000)
  expect(out.length).toBeLessThan(5_000_000)
  expect(end?.exitCode).toBe(130)
})

test('yes into apply reads for ever, and Ctrl+C ends it', () => {
  const { out, end } = session().type('yes | kubectl apply -f -', 20_000, 30_000)
  expect(out).toBe('')
  expect(end?.exitCode).toBe(130)
})

test('a quote that is left open', () => {
  const { err, end } = session().type('echo "open', 20_000)
  expect(err).toMatch(/unexpected EOF|unterminated|Unterminated/)
  expect(end?.exitCode).toBe(2)
})

test('watch goes on until it is stopped', () => {
  const { end } = session().type('watch kubectl get pods', 20_000, 40_000)
  expect(end?.exitCode).toBe(130)
})

// What the page makes of them is held in playground/terminal: none of them reaches it.
test('control characters are printed as they are', () => {
  expect(session().type('kubectl logs web', 20_000)).toMatchObject({
    out: '\u001B[31mred\u0007\n',
    err: '',
  })
})
