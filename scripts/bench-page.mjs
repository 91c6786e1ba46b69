// The page in figures: how much of a run it keeps, and how long a key press takes until everything that
// it changes has changed. Of any built page, so that two commits can be measured one beside the other.
import { createServer } from 'node:http'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { ensureChromium } from './find-chromium.mjs'

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
}

/** Serves a built page; resolves to its address and a function that stops it. */
export async function serve(dist) {
  const server = createServer((request, response) => {
    const path = join(dist, decodeURIComponent(new URL(request.url, 'http://x').pathname))
    const file = existsSync(path) && statSync(path).isFile() ? path : join(dist, 'index.html')
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-encoding': 'gzip',
    })
    response.end(gzipSync(readFileSync(file)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() }
}

/** Starts the browser that all measurements use. */
export async function openBrowser() {
  const executablePath = ensureChromium()
  return chromium.launch(executablePath ? { executablePath } : {})
}

const percentile = (numbers, part) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))]

/**
 * Opens a link as an embedded page, which has no editor, and measures: the heap of the page's thread at the
 * last step after a collection, in bytes; for presses of → in the middle of the run the milliseconds from the
 * key to the last change of the document that follows from it.
 */
export async function measurePage(browser, address, link, presses = 40) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    // A picture that glides changes for a fifth of a second after each key.
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(300_000)
  await page.goto(`${address}?embed=1#${link}`)
  await page.waitForFunction(() => performance.getEntriesByName('podscape:first-run').length > 0)
  const firstRunMs = await page.evaluate(
    () => performance.getEntriesByName('podscape:first-run')[0].startTime,
  )
  await page.locator('#transport').focus()
  await page.keyboard.press('End')
  await page.waitForTimeout(2000)
  const heap = await heapOf(page)
  const keys = []
  await goToMiddle(page)
  for (let press = 0; press < presses; press += 1) {
    const timeMs = await timeOfKey(page, 'ArrowRight')
    // There is no further step.
    if (timeMs === null) break
    keys.push(timeMs)
  }
  await context.close()
  return { heap, firstRunMs, p50: percentile(keys, 0.5), p95: percentile(keys, 0.95) }
}

async function heapOf(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** Drags to where most happens: Pods become Running one after the other. */
async function goToMiddle(page) {
  const ruler = await page.locator('.ruler-drag').boundingBox()
  await page.mouse.click(ruler.x + ruler.width * 0.25, ruler.y + ruler.height / 2)
  await page.waitForTimeout(1500)
  await page.locator('#transport').focus()
}

/** So long without a change means that all has changed; what is announced later is not waited for. */
const QUIET_MS = 150

async function timeOfKey(page, key) {
  await page.evaluate((quietMs) => {
    globalThis.changed = new Promise((resolve) => {
      addEventListener(
        'keydown',
        (event) => {
          let last = null
          let timer = setTimeout(() => resolve(null), 2000)
          const observer = new MutationObserver(() => {
            last = performance.now() - event.timeStamp
            clearTimeout(timer)
            timer = setTimeout(() => {
              observer.disconnect()
              resolve(last)
            }, quietMs)
          })
          observer.observe(document.body, {
            subtree: true,
            childList: true,
            attributes: true,
            characterData: true,
          })
        },
        { once: true, capture: true },
      )
    })
  }, QUIET_MS)
  await page.keyboard.press(key)
  return page.evaluate(() => globalThis.changed)
}

/**
 * Drops files onto the whole page, editor and all, and measures what its thread works for, in milliseconds of its
 * own processor time, which other work on the machine does not change: until the run stands, for a press of → and
 * for a jump on the timeline.
 */
export async function measureCrowd(browser, address, files, times = 20) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(600_000)
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForFunction(() => performance.getEntriesByName('podscape:first-run').length > 0)
  await page.waitForTimeout(2000)
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const workOf = async (act, quietMs) => {
    const before = await taskMs(session)
    await act()
    await page.waitForTimeout(quietMs)
    return (await taskMs(session)) - before
  }
  const loadMs = await workOf(async () => {
    await page.evaluate(drop, files)
    await untilRunStands(page)
  }, 1000)
  const ruler = await page.locator('.ruler-drag').boundingBox()
  const goTo = (part) => page.mouse.click(ruler.x + ruler.width * part, ruler.y + ruler.height / 2)
  const jumps = []
  for (let i = 0; i < times; i += 1)
    jumps.push(await workOf(() => goTo(0.1 + 0.04 * ((i * 7) % 20)), 500))
  await page.locator('#transport').focus()
  const keys = []
  for (let i = 0; i < times; i += 1)
    keys.push(await workOf(() => page.keyboard.press('ArrowRight'), 500))
  const heap = await heapOf(page)
  await context.close()
  return {
    loadMs,
    keyP50: percentile(keys, 0.5),
    keyP95: percentile(keys, 0.95),
    jumpP50: percentile(jumps, 0.5),
    jumpP95: percentile(jumps, 0.95),
    heap,
  }
}

async function taskMs(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value
}

/** Runs in the page. */
function drop(files) {
  const dataTransfer = new DataTransfer()
  for (const { path, text } of files)
    dataTransfer.items.add(new File([text], path.split('/').at(-1), { type: 'text/yaml' }))
  for (const type of ['dragover', 'drop'])
    dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
}

/** Waits until there are thousands of steps and come no more. */
async function untilRunStands(page) {
  let known = 0
  for (let same = 0; same < 5;) {
    await page.waitForTimeout(1000)
    const text = await page.locator('#transport').innerText()
    const steps = Number(/of ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 0)
    same = steps > 1000 && steps === known ? same + 1 : 0
    known = steps
  }
}
