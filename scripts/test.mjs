// Everything that must hold, in one command: format, lint, types, dead code, unit tests, the build and
// its size, and the end-to-end suite in a real browser. Ends with one line, `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './find-chromium.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'podscape-test-'))
let passed = 0
let failed = 0

/** Runs a command with its output shown; its success counts as one check. */
function check(name, command, args) {
  const started = Date.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  const ok = status === 0
  console.log(`${ok ? 'ok' : 'FAILED'}  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  if (ok) passed += 1
  else failed += 1
  return ok
}

/** Runs a test runner that writes a report, and counts its tests. */
function count(name, [command, args], env, read) {
  const started = Date.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  let counts = { passed: 0, failed: 0 }
  try {
    counts = read()
  } catch {
    counts = { passed: 0, failed: 1 }
  }
  // A runner that fails without a failed test (a crash, no tests) must not look green.
  if (status !== 0 && counts.failed === 0) counts.failed = 1
  if (counts.passed + counts.failed === 0) counts.failed = 1
  passed += counts.passed
  failed += counts.failed
  console.log(
    `${counts.failed === 0 ? 'ok' : 'FAILED'}  ${name}: ${counts.passed} passed, ${counts.failed} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  )
}

const json = (file) => JSON.parse(readFileSync(join(scratch, file), 'utf8'))
const npx = (tool) => join('node_modules', '.bin', tool)

check('format', npx('oxfmt'), ['--check'])
check('lint', npx('oxlint'), ['--deny-warnings'])
check('types', npx('tsc'), ['--noEmit'])
check('dead code', npx('knip'), [])
check('list of simplifications', 'node', ['scripts/simplified.mjs', '--check'])
count(
  'unit tests',
  [
    npx('vitest'),
    ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${join(scratch, 'unit.json')}`],
  ],
  {},
  () => {
    const report = json('unit.json')
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numFailedTestSuites,
    }
  },
)
if (check('build', npx('vite'), ['build', '--logLevel', 'warn'])) {
  check('size', npx('size-limit'), [])
  let browser = null
  try {
    browser = { path: ensureChromium() }
  } catch (error) {
    console.log(error.message)
    failed += 1
  }
  if (browser !== null) {
    count(
      'end to end',
      [npx('playwright'), ['test', '--reporter=line,json']],
      {
        PLAYWRIGHT_JSON_OUTPUT_FILE: join(scratch, 'e2e.json'),
        ...(browser.path ? { CHROMIUM_PATH: browser.path } : {}),
      },
      () => {
        const { stats } = json('e2e.json')
        return { passed: stats.expected, failed: stats.unexpected + stats.flaky }
      },
    )
  }
}
rmSync(scratch, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
