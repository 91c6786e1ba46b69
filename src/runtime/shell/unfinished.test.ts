import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

// What busybox ash 1.36 says of scripts that end too early; dash 0.5.12 says the same in another order.
const EOF = 'unexpected end of file'
const ROWS: readonly (readonly [script: string, words: string])[] = [
  ['echo $(', `${EOF} (expecting ")")`],
  ['echo $(echo b', `${EOF} (expecting ")")`],
  ['x=$(echo b', `${EOF} (expecting ")")`],
  ['echo "a $(echo b', `${EOF} (expecting ")")`],
  ['echo "$(echo b"', 'unterminated quoted string'],
  ['echo $(if true', `${EOF} (expecting "then")`],
  ['echo $((', "missing '))'"],
  ['echo $((1+', "missing '))'"],
  ['echo $((1+2)', "missing '))'"],
  ['case', `${EOF} (expecting word)`],
  ['case x', `${EOF} (expecting "in")`],
  ['case x on', 'unexpected word (expecting "in")'],
  ['case x in', `${EOF} (expecting ")")`],
  ['case x in a', `${EOF} (expecting ")")`],
  ['case x in (a', `${EOF} (expecting ")")`],
  ['case x in a|', `${EOF} (expecting ")")`],
  ['case x in a)', `${EOF} (expecting ";;")`],
  ['case x in a) echo b', `${EOF} (expecting ";;")`],
  ['case x in a) echo b;;', `${EOF} (expecting ")")`],
  ['case x in a) case y in b) ;; esac', `${EOF} (expecting ";;")`],
  ['for', 'bad for loop variable'],
  ['for x', `${EOF} (expecting "do")`],
  ['for x in', EOF],
  ['for x in a b', EOF],
  ['for x in a b;', `${EOF} (expecting "do")`],
  ['for x in a b; do', `${EOF} (expecting "done")`],
  ['for x in a b; do echo $x', `${EOF} (expecting "done")`],
  ['while true', `${EOF} (expecting "do")`],
  ['if true; then echo b; elif', `${EOF} (expecting "then")`],
  ['{', `${EOF} (expecting "}")`],
  ['{ echo b', `${EOF} (expecting "}")`],
  ['(', `${EOF} (expecting ")")`],
  ['( echo b', `${EOF} (expecting ")")`],
  ['f() {', `${EOF} (expecting "}")`],
]

/** Of ash 'unexpected word (expecting "in")', of dash 'word unexpected (expecting "in")'. */
function inDash(words: string): string {
  const found = /^unexpected (end of file|word)(.*)$/.exec(words)
  const said = found === null ? words : `${found[1]} unexpected${found[2]}`
  return found === null ? `${said.charAt(0).toUpperCase()}${said.slice(1)}` : said
}

test.for(ROWS)('%s', ([script, words]) => {
  expect(runScript(`exec 2>&1; echo a; ${script}`)).toMatchObject({
    output: `sh: syntax error: ${words}`,
    exitCode: 2,
  })
  expect(runScript(`exec 2>&1; echo a; ${script}`, { image: 'debian' })).toMatchObject({
    output: `sh: 1: Syntax error: ${inDash(words)}`,
    exitCode: 2,
  })
})

test.for(['echo $(echo b', 'echo "a $(echo b', 'echo $((1+'])('bash: %s', (script) => {
  const { output, exitCode } = runScript(script, { image: 'debian', shell: 'bash' })
  expect(output).toContain("unexpected EOF while looking for matching `)'")
  expect(exitCode).toBe(2)
})
