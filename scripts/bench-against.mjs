// `npm run bench -- --against <commit>`: the engine of an earlier commit and that of this checkout, measured
// alternately in one run, so that what else the machine does falls on both.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const ENTRY = 'bench/compare.ts'

/** How an engine with copies of the state was asked for a moment. */
const OLD_MOMENTS = `import { createTimeTravel } from '#sim/checkpoints.ts'
export function momentsOf(cluster) {
  const travel = createTimeTravel()
  travel.append(cluster.journal.slice())
  return (entry) => travel.stateAt(entry)
}
`

/** Each: its name, size, how often it is made, what is printed of it, and whether less is better by how many times. */
const ENGINE = [
  { name: 'run', size: 1000, times: 3, figure: 'runMs', says: '1,000 Pods, two minutes: run, ms' },
  { name: 'run', size: 1000, times: 3, figure: 'buildMs', says: '1,000 Pods: read and built, ms' },
  {
    name: 'step',
    size: 0,
    times: 2,
    figure: 'stepMs',
    says: 'one entry forwards at 1,000 Pods, ms',
  },
  {
    name: 'seek',
    size: 300_000,
    times: 1,
    figure: 'p50Ms',
    says: 'jump in 300,000 entries, p50, ms',
  },
  {
    name: 'seek',
    size: 300_000,
    times: 1,
    figure: 'p95Ms',
    says: 'jump in 300,000 entries, p95, ms',
  },
  ...[34_000, 67_000, 134_000].map((size) => ({
    name: 'heap',
    size,
    times: 1,
    figure: 'bytes',
    says: `heap after ${size.toLocaleString('en-US')} entries, MB`,
    unit: 1e6,
  })),
  {
    name: 'bookkeeping',
    size: 134_000,
    times: 1,
    figure: 'bytes',
    says: 'an entry beyond its objects, bytes',
  },
  ...[900, 1800, 3600].map((size) => ({
    name: 'podsHeap',
    size,
    times: 1,
    figure: 'bytes',
    says: `heap after starting ${size.toLocaleString('en-US')} Pods, MB`,
    unit: 1e6,
  })),
]

/** The page's figures: graphOf after one change, the page's heap, from a key to the changed DOM. */
const PAGE = []

/** Checks a commit out into a temporary folder and bundles its engine with this checkout's measurements. */
async function oldEngine(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'podscape-bench-'))
  const checkout = join(folder, 'checkout')
  execFileSync('git', ['-C', ROOT, 'worktree', 'add', '--detach', checkout, commit], {
    stdio: 'ignore',
  })
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'))
  for (const file of ['compare.ts', 'scenarios.ts', 'moments.ts'])
    cpSync(join(ROOT, 'bench', file), join(checkout, 'bench', file))
  if (existsSync(join(checkout, 'src/sim/checkpoints.ts')))
    writeFileSync(join(checkout, 'bench/moments.ts'), OLD_MOMENTS)
  const { bundle: bundleOld } = await import(
    pathToFileURL(join(checkout, 'scripts/bundle.mjs')).href
  )
  return {
    file: await bundleOld(ENTRY),
    remove() {
      execFileSync('git', ['-C', ROOT, 'worktree', 'remove', '--force', checkout], {
        stdio: 'ignore',
      })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes one measurement in a process of its own. */
function measureIn(file, { name, size }) {
  const code = `import(${JSON.stringify(pathToFileURL(file).href)}).then((engine) => console.log(JSON.stringify(engine.measure(${JSON.stringify(name)}, ${size}))))`
  const flags = ['--expose-gc', '--max-old-space-size=12000']
  return JSON.parse(execFileSync(process.execPath, [...flags, '-e', code], { encoding: 'utf8' }))
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Prints old, new and their ratio for each measurement. */
export async function benchAgainst(commit, only = '') {
  const old = await oldEngine(commit)
  try {
    const now = await bundle(ENTRY)
    const known = new Map()
    console.log(`${''.padEnd(44)} ${commit.slice(0, 9).padStart(11)} ${'now'.padStart(11)}   times`)
    for (const row of [...ENGINE, ...PAGE].filter(({ name }) => name.includes(only))) {
      const key = `${row.name} ${row.size}`
      if (!known.has(key)) {
        const pairs = Array.from({ length: row.times }, () => [
          measureIn(old.file, row),
          measureIn(now, row),
        ])
        known.set(key, pairs)
      }
      const unit = row.unit ?? 1
      const [before, after] = [0, 1].map(
        (side) => median(known.get(key).map((pair) => pair[side][row.figure])) / unit,
      )
      const digits = Math.min(before, after) < 10 ? 4 : 0
      console.log(
        `${row.says.padEnd(44)} ${before.toFixed(digits).padStart(11)} ${after.toFixed(digits).padStart(11)}   ${(before / after).toFixed(2)}`,
      )
    }
  } finally {
    old.remove()
  }
}
