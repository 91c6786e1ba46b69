// The same files and seed give the same journal in Node and in the browser, over 200 seeds.
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { bundle } from '../scripts/bundle.mjs'
import { expect, test } from './test.ts'

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1)

test('200 seeds give the same SHA-256 of the journal in Node and in Chromium', async ({ page }) => {
  test.setTimeout(480_000)
  const file = await bundle('e2e/hash-in-browser.ts')
  await import(pathToFileURL(file).href)
  const hashOfSeed: unknown = Reflect.get(globalThis, 'hashOfSeed')
  if (typeof hashOfSeed !== 'function') throw new Error('the bundle defines no hashOfSeed')
  const inNode = SEEDS.map((seed) => String(hashOfSeed(seed)))
  await page.goto('about:blank')
  await page.addScriptTag({ content: await readFile(file, 'utf8'), type: 'module' })
  await page.waitForFunction(() => 'hashOfSeed' in globalThis)
  const inBrowser: string[] = []
  for (const seed of SEEDS) {
    inBrowser.push(
      await page.evaluate((number) => String(Reflect.get(globalThis, 'hashOfSeed')(number)), seed),
    )
  }
  expect(inBrowser).toEqual(inNode)
  expect(new Set(inNode).size).toBe(SEEDS.length)
  console.log(`${inNode.length} seeds: the same SHA-256 of the journal in Node and in Chromium`)
})
