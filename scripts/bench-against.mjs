// `npm run bench -- --against <commit>`: the engine of an earlier commit and that of this checkout, measured
// alternately in one run, so that what else the machine does falls on both.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'
import { measurePage, openBrowser, serve } from './bench-page.mjs'

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

/** How the picture was made from the whole state and the seats from the whole journal. */
const OLD_PICTURES = `import { graphOf } from '#view/canvas/graph-of.ts'
import { planSeats } from '#view/canvas/seats.ts'
export function painterOf() {
  let earlier
  return (world) => (earlier = graphOf(world, undefined, earlier))
}
export function plannerOf() {
  return (entries) => planSeats(entries)
}
`

const PICTURE = [
  { name: 'picture', figure: 'graphMs', says: 'picture after one entry, 1,000 Pods, ms' },
  { name: 'picture', figure: 'seatsMs', says: 'seats after one entry, 1,000 Pods, ms' },
].map((row) => ({ ...row, size: 1000, times: 1 }))

/** Of the built page: what its thread keeps, and how long a key takes until all that it changes has changed. */
const PAGE = [1, 10, 100, 500, 1000].flatMap((size) => [
  { size, figure: 'heap', says: `page: heap with ${size} Pods, MB`, unit: 1e6 },
  { size, figure: 'added', says: `page: of it more than with 1 Pod, MB`, unit: 1e6 },
  { size, figure: 'p50', says: `page: key to changed picture, ${size} Pods, p50, ms` },
  { size, figure: 'p95', says: `page: key to changed picture, ${size} Pods, p95, ms` },
])

/** Checks a commit out into a temporary folder and bundles its engine with this checkout's measurements. */
async function oldEngine(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'podscape-bench-'))
  const checkout = join(folder, 'checkout')
  execFileSync('git', ['-C', ROOT, 'worktree', 'add', '--detach', checkout, commit], {
    stdio: 'ignore',
  })
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'))
  for (const file of ['compare.ts', 'scenarios.ts', 'moments.ts', 'pictures.ts'])
    cpSync(join(ROOT, 'bench', file), join(checkout, 'bench', file))
  if (existsSync(join(checkout, 'src/sim/checkpoints.ts')))
    writeFileSync(join(checkout, 'bench/moments.ts'), OLD_MOMENTS)
  if (existsSync(join(checkout, 'src/view/canvas/graph-of.ts')))
    writeFileSync(join(checkout, 'bench/pictures.ts'), OLD_PICTURES)
  const { bundle: bundleOld } = await import(
    pathToFileURL(join(checkout, 'scripts/bundle.mjs')).href
  )
  return {
    checkout,
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

/** Builds the page of a checkout. */
function built(checkout) {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: checkout,
    stdio: 'ignore',
  })
  return join(checkout, 'dist')
}

/** Measures the pages of two checkouts, one beside the other. */
async function benchPages(checkouts, print) {
  const { largeScenario, linkOf } = await import(
    pathToFileURL(await bundle('bench/engine.ts')).href
  )
  const sites = []
  for (const checkout of checkouts) sites.push(await serve(built(checkout)))
  const browser = await openBrowser()
  const known = new Map()
  for (const row of PAGE) {
    if (!known.has(row.size)) {
      const link = linkOf(largeScenario(Math.max(3, Math.ceil(row.size / 10)), row.size))
      const figures = []
      for (const [side, { address }] of sites.entries()) {
        const measured = await measurePage(browser, address, link)
        const added = measured.heap - (known.get(1)?.[side].heap ?? measured.heap)
        figures.push({ ...measured, added })
      }
      known.set(row.size, figures)
    }
    print(
      row,
      known.get(row.size).map((figures) => figures[row.figure]),
    )
  }
  await browser.close()
  for (const { stop } of sites) stop()
}

function printRow(row, figures) {
  const [before, after] = figures.map((figure) => figure / (row.unit ?? 1))
  const digits = Math.min(before, after) < 10 ? 4 : Math.min(before, after) < 100 ? 1 : 0
  console.log(
    `${row.says.padEnd(44)} ${before.toFixed(digits).padStart(11)} ${after.toFixed(digits).padStart(11)}   ${(before / after).toFixed(2)}`,
  )
}

/** Prints old, new and their ratio for each measurement. */
export async function benchAgainst(commit, only = '') {
  const old = await oldEngine(commit)
  try {
    const now = await bundle(ENTRY)
    const known = new Map()
    console.log(`${''.padEnd(44)} ${commit.slice(0, 9).padStart(11)} ${'now'.padStart(11)}   times`)
    for (const row of [...ENGINE, ...PICTURE].filter(({ name }) => name.includes(only))) {
      const key = `${row.name} ${row.size}`
      if (!known.has(key)) {
        const pairs = Array.from({ length: row.times }, () => [
          measureIn(old.file, row),
          measureIn(now, row),
        ])
        known.set(key, pairs)
      }
      printRow(
        row,
        [0, 1].map((side) => median(known.get(key).map((pair) => pair[side][row.figure]))),
      )
    }
    if ('page'.includes(only)) await benchPages([old.checkout, ROOT], printRow)
  } finally {
    old.remove()
  }
}
