// Compares the simulated shell with real ones: random scripts from seeds, run by busybox ash and by dash where
// they are installed (Debian: apt-get install busybox dash), and by the simulated shell as both.
// Usage: npm run compare:shell [-- --seeds 1000 --from 1 --only ash|dash --show 20 --script 'echo x' --busybox path]
// The simulated shell is that of busybox 1.36; distributions bring other versions, and --busybox names another one.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    show: { type: 'string', default: '0' },
    script: { type: 'string' },
    busybox: { type: 'string' },
  },
})
const load = async (path) => import(pathToFileURL(await bundle(path)).href)
const { randomScript } = await load('src/testing/shell/random-script.ts')
const { runSimulated, withOneOutput } = await load('src/testing/shell/run-simulated.ts')

const work = mkdtempSync(join(tmpdir(), 'compare-shell-'))

/** How each shell is started, or null where it is not installed. */
function findShells() {
  const found = new Map()
  const busybox = [values.busybox, '/bin/busybox', '/usr/bin/busybox'].find(
    (path) => path !== undefined && existsSync(path),
  )
  if (busybox !== undefined) {
    const applets = join(work, 'bin')
    mkdirSync(applets)
    execFileSync(busybox, ['--install', '-s', applets])
    found.set('ash', { file: join(applets, 'sh'), path: applets })
  }
  const dash = ['/bin/dash', '/usr/bin/dash'].find((path) => existsSync(path))
  if (dash !== undefined) found.set('dash', { file: dash, path: '/usr/bin:/bin' })
  return found
}

function runReal({ file, path }, script) {
  const folder = join(work, 'run')
  mkdirSync(folder)
  const log = join(work, 'log')
  const output = openSync(log, 'w')
  const { status, signal } = spawnSync(file, ['-c', withOneOutput(script)], {
    argv0: 'sh',
    cwd: folder,
    env: { PATH: path, HOME: '/root', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', output, output],
    timeout: 10_000,
  })
  closeSync(output)
  rmSync(folder, { recursive: true, maxRetries: 5, retryDelay: 20 })
  const text = readFileSync(log, 'utf8')
    .replaceAll(folder, '/tmp/compared')
    .replace(/^BusyBox v.*$/gm, 'BusyBox')
  return {
    output: text.replace(/\n$/, ''),
    exitCode: signal === null ? status : `signal ${signal}`,
  }
}

/** 'same', or what differs first: 'exit code', 'output' or 'words' (only the texts of errors). */
function compare(real, ours) {
  if (real.output === ours.output && real.exitCode === ours.exitCode) return 'same'
  const isError = (line) => /^(sh|[a-z]+): /.test(line)
  const quiet = ({ output }) =>
    output
      .split('\n')
      .filter((line) => !isError(line))
      .join('\n')
  if (quiet(real) !== quiet(ours)) return 'output'
  return real.exitCode === ours.exitCode ? 'words' : 'exit code'
}

const show = Number(values.show)
const from = Number(values.from)
const scripts =
  values.script === undefined
    ? Array.from({ length: Number(values.seeds) }, (_, i) => ({
        seed: from + i,
        script: randomScript(from + i),
      }))
    : [{ seed: 0, script: values.script }]
const shells = [...findShells()].filter(
  ([name]) => values.only === undefined || values.only === name,
)
if (shells.length === 0) console.log('neither busybox nor dash is installed; nothing was compared')
let failed = false
for (const [name, shell] of shells) {
  const counts = { same: 0, output: 0, 'exit code': 0, words: 0 }
  let shown = 0
  for (const { seed, script } of scripts) {
    const real = runReal(shell, script)
    const simulated = runSimulated(script, name)
    const ours = { ...simulated, output: simulated.output.replace(/^BusyBox v.*$/gm, 'BusyBox') }
    const verdict = compare(real, ours)
    counts[verdict] += 1
    if (verdict === 'same' || shown >= show) continue
    shown += 1
    console.log(`--- ${name}, seed ${seed}: ${verdict}\n${script}`)
    const [a, b] = [real, ours].map(({ output, exitCode }) => [
      ...output.split('\n'),
      `exit ${exitCode}`,
    ])
    const at = a.findIndex((line, index) => line !== b[index])
    const first = Math.max(0, at - 1)
    console.log(
      `real:\n  ${a.slice(first, at + 4).join('\n  ')}\nsimulated:\n  ${b.slice(first, at + 4).join('\n  ')}`,
    )
  }
  const total = scripts.length
  const different = total - counts.same
  failed ||= different / total >= 0.02
  const percent = (count) => `${count} (${((100 * count) / total).toFixed(1)} %)`
  console.log(
    `${name}: ${total} scripts, ${percent(different)} differ: output ${percent(counts.output)}, exit code ${percent(counts['exit code'])}, words of errors ${percent(counts.words)}`,
  )
}
rmSync(work, { recursive: true })
process.exitCode = failed ? 1 : 0
