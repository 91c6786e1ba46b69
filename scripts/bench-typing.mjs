// The page in figures that a person feels: from a key in the editor to the changed picture, the first visit on a slow
// line, and how long the page's thread is busy at a stretch while many Pods come.

/** By nearest rank: of twenty the nineteenth is their p95. */
const percentile = (numbers, part) =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(numbers.length * part) - 1)]

const firstRun = () => performance.getEntriesByName('podscape:first-run').length > 0

/** Runs in the page: opens files as if they were dropped onto it. */
function drop(files) {
  const dataTransfer = new DataTransfer()
  for (const { path, text } of files)
    dataTransfer.items.add(new File([text], path.split('/').at(-1), { type: 'text/yaml' }))
  for (const type of ['dragover', 'drop'])
    dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
}

async function openWith(browser, address, files, more = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    ...more,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(600_000)
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForFunction(firstRun)
  await page.evaluate(drop, files)
  return page
}

/**
 * Types into the name of the first Pod of `files` and measures, in milliseconds of real time, from each key to the frame
 * in which canvas, timeline or inspector have the new name.
 */
export async function measureTyping(browser, address, files, presses = 20) {
  const page = await openWith(browser, address, files)
  const [, first] = /^metadata: \{ name: ([\w-]+)/m.exec(files.at(-1).text) ?? []
  await page.getByRole('tab', { name: files.at(-1).path.split('/').at(-1) }).click()
  await page.locator('.monaco-editor').first().click()
  await page.waitForTimeout(3000)
  // Lines are wrapped, so the way to the name leads along its characters.
  await page.keyboard.press('ControlOrMeta+Home')
  const { text } = files.at(-1)
  for (let i = 0; i < text.indexOf(first) + first.length; i += 1)
    await page.keyboard.press('ArrowRight')
  const times = []
  let name = first
  for (let i = 0; i < presses; i += 1) {
    name += 'x'
    await page.evaluate(expectName, name)
    await page.keyboard.press('x')
    times.push(await page.evaluate(() => globalThis.redrawn))
    await page.waitForTimeout(300)
  }
  await page.context().close()
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

/** Runs in the page: `globalThis.redrawn` becomes the time from the next key to the frame with the name in one of these panes. */
function expectName(wanted) {
  // The title of the page has it as soon as the text is read: that is no picture yet.
  const hasIt = () =>
    [...document.querySelectorAll('.timeline, #inspector, #canvas')].some(
      (pane) =>
        pane.textContent.includes(wanted) ||
        pane.querySelector(`[aria-label*="${wanted}"], [title*="${wanted}"]`) !== null,
    )
  globalThis.redrawn = new Promise((resolve) => {
    // What never comes must not hold up the other figures.
    setTimeout(() => resolve(Infinity), 20_000)
    addEventListener(
      'keydown',
      (event) => {
        const observer = new MutationObserver(() => {
          if (!hasIt()) return
          observer.disconnect()
          requestAnimationFrame(() => resolve(performance.now() - event.timeStamp))
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
}

/**
 * Types at the prompt of the terminal, below the YAML of all Pods, and measures in milliseconds of real time from each
 * key until what was typed is laid out.
 */
export async function measureEcho(browser, address, files, presses = 60) {
  const page = await openWith(browser, address, files)
  await page.waitForTimeout(3000)
  await page.getByRole('button', { name: 'Last step' }).click()
  await page.getByRole('button', { name: 'Terminal', exact: true }).click()
  const prompt = page.getByLabel('Command line')
  await prompt.fill('kubectl get pods -A -o yaml')
  await prompt.press('Enter')
  await page.getByRole('log').locator('.terminal-line').nth(40).waitFor()
  await prompt.focus()
  const times = []
  for (let i = 0; i < presses; i += 1) {
    await page.evaluate(expectEcho)
    await page.keyboard.press('x')
    times.push(await page.evaluate(() => globalThis.echoed))
  }
  await page.context().close()
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

/** Runs in the page: `globalThis.echoed` becomes the time from the next key until its letter has a place. */
function expectEcho() {
  globalThis.echoed = new Promise((resolve) => {
    addEventListener(
      'keydown',
      ({ timeStamp }) =>
        addEventListener(
          'input',
          ({ target }) => {
            const { port1, port2 } = new MessageChannel()
            port1.addEventListener('message', () => {
              target.getBoundingClientRect()
              resolve(performance.now() - timeStamp)
            })
            port1.start()
            port2.postMessage(null)
          },
          { once: true },
        ),
      { once: true, capture: true },
    )
  })
}

const SLOW_LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 1.6e6 / 8,
  uploadThroughput: 750e3 / 8,
}

/** A first visit at 1.6 Mbit/s and a quarter of the processor; milliseconds. */
export async function measureColdLoad(browser, address) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', SLOW_LINE)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.addInitScript(() => {
    Object.assign(globalThis, { lcp: 0, tasks: [] })
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) globalThis.lcp = startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.tasks.push(duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForFunction(firstRun)
  await page.waitForTimeout(500)
  const figures = await page.evaluate(() => ({
    lcpMs: globalThis.lcp,
    firstRunMs: performance.getEntriesByName('podscape:first-run')[0].startTime,
    blockedMs: globalThis.tasks.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0),
  }))
  await context.close()
  return figures
}

/**
 * Opens many Pods and goes to the end as far as it has come: milliseconds until the first of them are drawn and until
 * all have come, and the longest task of the page's thread.
 */
export async function measureArrival(browser, address, files, pods) {
  const page = await openWith(browser, address, [])
  await page.waitForTimeout(2000)
  await page.evaluate(() => {
    const tasks = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask' })
    Object.assign(globalThis, { tasks, began: performance.now() })
  })
  await page.evaluate(drop, files)
  const figures = await page.evaluate(async (count) => {
    const shown = () => {
      const text = document.querySelector('#inspector')?.textContent ?? ''
      return Number(/([\d,]+) Pods? on/.exec(text)?.[1]?.replaceAll(',', '') ?? 0)
    }
    const toEnd = () => {
      const button = document.querySelector('button[aria-label="Last step"]')
      if (button?.getAttribute('aria-disabled') !== 'true') button?.click()
      // The inspector counts them when it shows no single one.
      document.querySelector('button[aria-label="Show the whole moment"]')?.click()
    }
    const until = async (wanted) => {
      while (shown() < wanted) {
        // The story, which stands until something of the new run has come, has a few steps.
        const steps = /step \d+ of (\d+)/.exec(
          document.querySelector('#transport')?.textContent ?? '',
        )
        if (Number(steps?.[1] ?? 0) > 100) toEnd()
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return performance.now() - globalThis.began
    }
    const firstMs = await until(2)
    const allMs = await until(count)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    return { firstMs, allMs, longestMs: Math.max(0, ...globalThis.tasks) }
  }, pods)
  await page.context().close()
  return figures
}
