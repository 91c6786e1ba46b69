// Nothing that was written is lost, and nothing that is run cannot be stopped.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, skipInWebKitGtk, test } from './test.ts'
import { PlaygroundPage } from './playground-page.ts'

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: nginx }] }\n`

test('a text is there after a reload, 300 ms after the last key', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  await playground.paste(pod('mine'))
  await page.waitForTimeout(300)
  await page.reload()
  await playground.ready()
  await expect(playground.pod('mine')).toBeVisible()
})

test('two tabs keep their own texts, and each offers the other one', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  await playground.paste(pod('first'))
  await expect(playground.pod('first')).toBeVisible()
  const other = new PlaygroundPage(await page.context().newPage())
  await other.open()
  await other.paste(pod('second'))
  await expect(other.pod('second')).toBeVisible()
  for (const [tab, name] of [
    [playground, 'first'],
    [other, 'second'],
  ] as const) {
    await tab.page.reload()
    await tab.ready()
    await expect(tab.pod(name)).toBeVisible()
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+K')
  await page.getByPlaceholder('What do you want to do?').fill('earlier text')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Pod second' }).click()
  await expect(playground.pod('second')).toBeVisible()
  await other.page.close()
})

test('a browser that keeps nothing is said at once, with a download', async ({ playground }) => {
  skipInWebKitGtk('Its driver tells of no downloads.')
  const { page } = playground
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await playground.open()
  await playground.paste(pod('mine'))
  const banner = page.getByRole('region', { name: 'Not kept' })
  await expect(banner).toContainText('storage of the browser is full')
  const download = page.waitForEvent('download')
  await banner.getByRole('button', { name: 'Download it' }).click()
  expect((await download).suggestedFilename()).toBe('web.yaml')
})

test('a run that writes nothing is stopped at once', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  // No round is like the one before, so the loop is never at rest.
  const loop = 'i=1; while true; do i=$((i * 7 % 8191)); sleep 0.06; done'
  const containers = Array.from(
    { length: 20 },
    (_, i) => `{ name: c${i}, image: busybox, command: [sh, -c, "${loop}"] }`,
  )
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [${containers.join(', ')}] }\n`
  await playground.paste(text)
  await expect(playground.pod('p')).toBeVisible()
  // An hour of it takes longer than anybody waits.
  const stop = page.getByRole('button', { name: 'Stop', exact: true })
  const canBeStopped = () =>
    stop.waitFor({ timeout: 500 }).then(
      () => true,
      () => false,
    )
  for (let i = 0; i < 40 && !(await canBeStopped()); i += 1) {
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+K')
    await page.keyboard.type('one minute longer')
    await page.keyboard.press('Enter')
  }
  const took = await playground.stopRun()
  // By itself it takes less than 100 ms; here other tests share the processor with it. The rest of the run takes minutes.
  expect(took).toBeLessThan(2000)
  const banner = page.getByRole('region', { name: 'The run', exact: true })
  await expect(banner).toContainText('It was stopped at')
  await playground.paste(pod('after'))
  await expect(playground.pod('after')).toBeVisible()
})

test('an engine that hangs is ended with a sentence, and its text is not run again by itself', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await playground.paste(pod('bad'))
  await expect(playground.pod('bad')).toBeVisible()
  // Within these it is kept.
  await page.waitForTimeout(300)
  // From now on the engine hangs as soon as it is asked for something.
  await page.route('**/engine.worker-*.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: "postMessage({ type: 'ready' }); onmessage = () => { for (;;) {} }",
    }),
  )
  await page.reload()
  const run = page.getByRole('region', { name: 'The run' })
  await expect(run).toContainText('gave no answer for two seconds')
  await page.unroute('**/engine.worker-*.js')
  await page.reload()
  await expect(run).toContainText('stopped the engine the last time')
  await run.getByRole('button', { name: 'Start again' }).click()
  await expect(playground.pod('bad')).toBeVisible()
})

/** A page of somebody else that shows an address in a frame. */
async function foreignPage(
  address: string,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<iframe title="framed" src="${address}" width="900" height="600"></iframe>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

test('inside the page of somebody else only the read-only view runs', async ({
  browser,
  baseURL,
}) => {
  skipInWebKitGtk('Its driver sees one frame at a time.')
  const page = await browser.newPage()
  const frame = page.frameLocator('iframe')
  for (const [path, shows] of [
    ['/?embed=1#example/one-pod', true],
    ['/#example/one-pod', false],
  ] as const) {
    const { server, url } = await foreignPage(`${baseURL}${path}`)
    await page.goto(url)
    if (shows) await expect(frame.getByText(/^step \d+ of [1-9]\d*$/).first()).toBeVisible()
    else {
      await page.waitForTimeout(1500)
      await expect(frame.getByText(/^step \d+ of/)).toHaveCount(0)
    }
    server.close()
  }
  await page.close()
})

test('a scenario is kept under a name, and is there at another visit', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  await playground.paste(pod('mine'))
  await expect(playground.pod('mine')).toBeVisible()
  const show = async (): Promise<void> => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+K')
    await page.getByPlaceholder('What do you want to do?').fill('your scenarios')
    await page.keyboard.press('Enter')
  }
  await show()
  const dialog = page.getByRole('dialog', { name: 'Your scenarios' })
  await dialog.getByLabel('Keep what is open as').fill('For the talk')
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  const named = dialog.getByRole('region', { name: 'Kept under a name' })
  await expect(named).toContainText('For the talk')
  await expect(named).toContainText('just now')
  await page.keyboard.press('Escape')
  await playground.paste(pod('other'))
  await expect(playground.pod('other')).toBeVisible()
  await page.reload()
  await playground.ready()
  await show()
  await named.getByRole('button', { name: /^For the talk/ }).click()
  await expect(playground.pod('mine')).toBeVisible()
  await show()
  await named.getByRole('button', { name: 'Forget For the talk' }).click()
  await expect(named).toHaveCount(0)
})
