// A scenario in the page of somebody else: picture and playback alone, in a frame of any size, of another origin.
import { createServer } from 'node:http'
import type { FrameLocator, Page } from '@playwright/test'
import { expect, skipInWebKitGtk, test } from './test.ts'

/** Shows a page of another origin, and ends its server with the test. */
async function host(page: Page, body: string): Promise<void> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<!doctype html><title>docs</title><link rel="icon" href="data:,">${body}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  page.once('close', () => server.close())
  const address = server.address()
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
}

const ONE_FRAME = 'Its driver sees one frame at a time.'

const origin = (): string => new URL(test.info().project.use.baseURL ?? '').origin

/** The smallest letters of the picture that are in sight, in pixels of the screen. */
async function smallestLetters(frame: FrameLocator): Promise<number> {
  return await frame.locator('.canvas').evaluate((canvas) => {
    const viewport = canvas.querySelector<HTMLElement>('.react-flow__viewport')
    const zoom = Number(/scale\(([\d.]+)\)/.exec(viewport?.style.transform ?? '')?.[1])
    const pane = canvas.getBoundingClientRect()
    const sizes = [...(viewport?.querySelectorAll('*') ?? [])].flatMap((element) => {
      const { fontSize, visibility } = getComputedStyle(element)
      const own = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
      )
      const { top, bottom, width } = element.getBoundingClientRect()
      const isShown = own && visibility === 'visible' && width > 0
      return isShown && bottom > pane.top && top < pane.bottom
        ? [Number.parseFloat(fontSize) * zoom]
        : []
    })
    return Math.min(...sizes)
  })
}

for (const [width, height] of [
  [640, 420],
  [320, 480],
] as const) {
  test(`a frame of ${width} × ${height} shows what happens, at a size that can be read`, async ({
    playground,
  }) => {
    skipInWebKitGtk(ONE_FRAME)
    const { page } = playground
    const address = `${origin()}/?embed=1&theme=dark&step=4#example/shared-volume`
    await host(page, `<iframe src="${address}" width="${width}" height="${height}"></iframe>`)
    const frame = page.frameLocator('iframe')
    await expect(frame.getByText(/^step 4 of \d+$/)).toBeVisible()
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark')
    const pod = frame.getByRole('button', { name: /^Pod news,/ })
    await expect(pod).toBeInViewport()
    expect(await smallestLetters(frame)).toBeGreaterThanOrEqual(9.95)
    const sentence = await frame.locator('.sentence').innerText()
    await frame.getByRole('button', { name: 'Next step' }).click()
    await expect(frame.locator('.sentence')).not.toHaveText(sentence)
    await expect(frame.getByRole('link', { name: 'Open in Podscape' })).toBeInViewport()
    for (const name of ['Editor', 'Inspector', 'Timeline'])
      await expect(frame.getByRole('region', { name })).toHaveCount(0)
    // Nothing of it is wider than the frame.
    expect(await frame.locator('html').evaluate((html) => html.scrollWidth)).toBe(width)
  })
}

test('an element has the height of its picture, and takes a manifest as its text', async ({
  playground,
}) => {
  skipInWebKitGtk(ONE_FRAME)
  const { page } = playground
  await host(
    page,
    `<script defer src="${origin()}/podscape-embed.js"></script>
     <div style="width: 700px"><podscape-embed title="One Pod" lesson="0">
apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: web, image: "nginx:1.27" }] }
     </podscape-embed></div>`,
  )
  const frame = page.frameLocator('podscape-embed >> iframe')
  await expect(frame.getByRole('button', { name: /^Pod web,/ })).toBeVisible()
  const height = (): Promise<number> =>
    page.locator('podscape-embed >> iframe').evaluate((element) => element.clientHeight)
  await expect.poll(height).not.toBe(420)
  const canvas = await frame.locator('.canvas').boundingBox()
  expect(canvas?.height).toBeGreaterThan(200)
})
