// `npm run bench`: where we are, in figures. Absolute times depend on the machine, so its score (the
// time of a fixed piece of work) stands beside them, and what matters is said as ratios within one run.
// `npm run bench -- --against <commit> [name]` measures the engine of that commit and this one side by side.
import { readFileSync, readdirSync, statSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import lzString from 'lz-string'
import { benchAgainst } from './bench-against.mjs'
import { measureCrowd, measurePage, openBrowser, serve } from './bench-page.mjs'
import { measureArrival, measureColdLoad, measureEcho, measureTyping } from './bench-typing.mjs'
import { bundle } from './bundle.mjs'

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const round = (value, digits = 0) => Number(value.toFixed(digits)).toLocaleString('en-US')
const line = (name, value) => console.log(`${name.padEnd(58)} ${value}`)

const against = process.argv.indexOf('--against')
if (against > 0) {
  await benchAgainst(process.argv[against + 1] ?? 'HEAD', process.argv[against + 2])
  process.exit(0)
}

const engine = await import(pathToFileURL(await bundle('bench/engine.ts')).href)

console.log('machine')
const score = median([1, 2, 3].map(() => engine.machineScore()))
line('score: a fixed piece of work takes', `${round(score, 1)} ms`)

console.log('\nengine: 100 Nodes, 1,000 Pods, two minutes of virtual time')
const runs = [1, 2, 3].map(() => engine.measureEngine(100, 1000))
const middle = runs.toSorted((a, b) => a.runMs - b.runMs)[1]
line('simulated seconds per second', round((middle.simulatedSeconds / middle.runMs) * 1000, 1))
line('events (timers) per second', round((middle.timers / middle.runMs) * 1000))
line('journal entries per second', round((middle.entries / middle.runMs) * 1000))
line(
  'whole run',
  `${round(middle.runMs)} ms = ${round(middle.runMs / score, 1)} × score (${middle.timers} timers, ${middle.entries} entries)`,
)

console.log('\nticks: 100 Nodes, 1,000 Pods with an httpGet probe every ten seconds')
const ticks = await import(pathToFileURL(await bundle('bench/ticks.ts')).href)
const day = ticks.measureTicks(100, 1000)
const minute = ticks.measureTicks(100, 1000, { eager: true, virtualMs: 120_000 })
const timesReal = ({ virtualMs, runMs }) => `${round(virtualMs / runMs)} times real time`
line(
  'a virtual day',
  `${timesReal(day)} (${round(day.runMs)} ms, ${day.entries} entries, ${day.timers} timers)`,
)
line(
  'two minutes, each probe run for comparison',
  `${timesReal(minute)} (${round(minute.runMs)} ms, ${minute.entries} entries, ${minute.timers} timers)`,
)

console.log(
  '\ncrowd: a Deployment of 10,000 Pods on 1,000 Nodes to all Running, at 20 requests a second',
)
const deployments = await import(pathToFileURL(await bundle('bench/crowd.ts')).href)
for (const [nodes, pods] of [
  [100, 1000],
  [1000, 10_000],
]) {
  const one = deployments.measureDeployment(nodes, pods)
  line(
    `${round(pods)} Pods on ${round(nodes)} Nodes`,
    `${round(one.runMs / 1000, 1)} s for ${round((one.readyMs ?? 0) / 1000)} virtual seconds (${one.entries} entries), ${round(one.heapMb)} MB = ${round((one.heapMb * 1024) / one.pods, 1)} KB a Pod`,
  )
  line(
    '  longest slice, after which it can be left',
    `${round(one.longestSliceMs, 1)} ms; ${one.slicesTooLong} of ${one.slices} took more than 100 ms`,
  )
}

console.log('\nlinks: characters, against lz-string of the same JSON')
const links = engine.linkLengths()
for (const { id, json, link } of links) {
  const lz = lzString.compressToEncodedURIComponent(json).length
  line(
    `  ${id}`,
    `${String(link).padStart(5)} against ${String(lz).padStart(5)} (${round((link / lz) * 100)} %)`,
  )
}
const total = links.reduce((sum, { link }) => sum + link, 0)
const totalLz = links.reduce(
  (sum, { json }) => sum + lzString.compressToEncodedURIComponent(json).length,
  0,
)
line('all of them', `${total} against ${totalLz} (${round((total / totalLz) * 100)} %)`)

if (!existsSync('dist/index.html')) {
  console.log('\nThe page is not built: run "npm run build" for the figures of the browser.')
  process.exit(0)
}

console.log('\npage')
const html = readFileSync('dist/index.html', 'utf8')
const first = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.(?:js|css))"/g)].map(
  (match) => match[1],
)
const bytes = (path) => gzipSync(readFileSync(join('dist', path)), { level: 9 }).length
line(
  'first load, JavaScript (gzip)',
  `${round(first.filter((path) => path.endsWith('.js')).reduce((sum, path) => sum + bytes(path), 0) / 1024, 1)} KB`,
)
line('first load, HTML with its styles (gzip)', `${round(bytes('index.html') / 1024, 1)} KB`)
const all = readdirSync('dist/assets').filter((name) =>
  statSync(join('dist/assets', name)).isFile(),
)
line(
  'everything (gzip)',
  `${round(all.reduce((sum, name) => sum + bytes(`assets/${name}`), 0) / 1024)} KB in ${all.length} files`,
)

const { address, stop } = await serve('dist')
const browser = await openBrowser()

const cold = []
for (let i = 0; i < 5; i += 1) {
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 } })
  ).newPage()
  await page.goto(`${address}#example/wait-for-services`)
  await page.waitForFunction(() => performance.getEntriesByName('podscape:first-run').length > 0)
  cold.push(
    await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      run: performance.getEntriesByName('podscape:first-run')[0]?.startTime ?? 0,
    })),
  )
  await page.context().close()
}
line('cold load to first paint, median of 5', `${round(median(cold.map(({ paint }) => paint)))} ms`)
line('cold load to a running first simulation', `${round(median(cold.map(({ run }) => run)))} ms`)

const slow = []
for (let i = 0; i < 3; i += 1) slow.push(await measureColdLoad(browser, address))
for (const [what, part, aim] of [
  ['largest paint', 'lcpMs', 1000],
  ['first run', 'firstRunMs', 2000],
  ['blocked', 'blockedMs', 100],
])
  line(
    `first visit at 1.6 Mbit/s, a quarter of the processor: ${what}`,
    `${round(median(slow.map((one) => one[part])))} ms (at most ${aim} wanted)`,
  )

for (const size of [10, 100, 500]) {
  const files = engine.largeScenario(Math.max(3, Math.ceil(size / 10)), size)
  const { p50, p95 } = await measureTyping(browser, address, files)
  line(
    `key in the editor to the changed picture, ${size} Pods`,
    `${round(p50)} ms, of twenty the slowest ${round(p95)} ms (at most 50 wanted)`,
  )
}

const echo = await measureEcho(browser, address, engine.largeScenario(10, 100))
line(
  'key in the terminal to its echo, 100 Pods',
  `${round(echo.p50, 1)} ms, of twenty the slowest ${round(echo.p95, 1)} ms (at most 16 wanted)`,
)

for (const [size, wanted] of [
  [1000, 'no task above 50 ms wanted'],
  [5000, 'all within 2 s wanted'],
]) {
  const files = engine.largeScenario(Math.ceil(size / 10), size)
  const { firstMs, allMs, longestMs } = await measureArrival(browser, address, files, size)
  line(
    `${size} Pods opened: first drawn, all drawn, longest task`,
    `${round(firstMs)} ms, ${round(allMs)} ms, ${round(longestMs)} ms (${wanted})`,
  )
}

for (const size of [10, 100, 500, 1000]) {
  const link = engine.linkOf(engine.largeScenario(Math.max(3, Math.ceil(size / 10)), size))
  const { heap, p50, p95 } = await measurePage(browser, address, link)
  line(`heap of the page with ${size} Pods, without the editor`, `${round(heap / 1e6, 1)} MB`)
  line(
    `key to changed picture, ${size} Pods`,
    `${round(p50, 1)} ms, of twenty the slowest ${round(p95, 1)} ms`,
  )
}

const crowd = await measureCrowd(browser, address, engine.largeScenario(100, 4000))
const work = (p50, p95) => `${round(p50)} ms, of twenty the slowest ${round(p95)} ms`
line('4,000 Pods in one file: work of the page until they run', `${round(crowd.loadMs)} ms`)
line('work for a press of →, 4,000 Pods', work(crowd.keyP50, crowd.keyP95))
line('work for a jump on the timeline, 4,000 Pods', work(crowd.jumpP50, crowd.jumpP95))
line('heap of the page with 4,000 Pods and the editor', `${round(crowd.heap / 1e6, 1)} MB`)
await browser.close()
stop()
