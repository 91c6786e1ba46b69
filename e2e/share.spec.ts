// What is taken along comes back: pictures hold their scenario, and open again where they are dropped.
import { readFileSync } from 'node:fs'
import type { PlaygroundPage } from './playground-page.ts'
import { expect, skipInWebKitGtk, test } from './test.ts'

/** Downloads what a button of the share overlay makes. */
async function taken(playground: PlaygroundPage, name: string): Promise<Buffer> {
  skipInWebKitGtk('Its driver tells of no downloads.')
  const { page } = playground
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name, exact: true }).click()
  return readFileSync(await (await downloading).path())
}

/** Drops a file onto the page. */
async function drop({ page }: PlaygroundPage, name: string, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName = '', base64 = '']) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0)
      const data = new DataTransfer()
      data.items.add(new File([bytes], fileName))
      return data
    },
    [name, content.toString('base64')],
  )
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
}

test('a picture of a moment opens that moment again where it is dropped', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/shared-volume')
  await playground.toStart()
  await playground.stepUntil(/started container/)
  const sentence = await playground.sentence.innerText()
  await playground.button('Share').click()
  const svg = await taken(playground, 'SVG')
  const png = await taken(playground, 'PNG')
  await page.getByLabel('to', { exact: true }).fill('3')
  const gif = await taken(playground, 'Moving picture (GIF)')
  expect(svg.toString()).toContain('<metadata>podscape:v1/')
  expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
  expect([...gif.subarray(0, 6)]).toEqual([...Buffer.from('GIF89a')])
  await page.keyboard.press('Escape')

  for (const [name, picture] of [
    ['a.svg', svg],
    ['a.png', png],
    ['a.gif', gif],
  ] as const) {
    await playground.button('First step').click()
    await expect(playground.sentence).not.toHaveText(sentence)
    await drop(playground, name, picture)
    await expect(page.getByRole('status', { name: 'Notice' })).toContainText(`${name} opened`)
    await expect(playground.sentence).toHaveText(sentence)
  }

  await drop(playground, 'other.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('no scenario inside')
  await drop(playground, 'bad.svg', Buffer.from('<metadata>podscape:v1/AAAA</metadata>'))
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('bad.svg: This link is')
  await expect(playground.sentence).toHaveText(sentence)
})

test('a run is taken along as a page, a diagram and a cluster', async ({ playground }) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  await playground.button('Last step').click()
  await playground.button('Share').click()
  expect((await taken(playground, 'Markdown')).toString()).toMatch(
    /\| 0:\d\d\.\d \| kube-scheduler \|/,
  )
  expect((await taken(playground, 'kind')).toString()).toContain('kind create cluster --config')
  await page.getByRole('button', { name: 'Mermaid', exact: true }).click()
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('Diagram copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^sequenceDiagram\n/)
})
