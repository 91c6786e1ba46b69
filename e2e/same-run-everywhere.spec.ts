// The same files and seed give the same journal in Node and in the browser, over 200 seeds.
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { bundle } from '../scripts/bundle.mjs'
import { expect, test } from './test.ts'

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1)

test('200 seeds give the same SHA-256 of the journal in Node and in the browser', async ({
  page,
  browserName,
}) => {
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
  console.log(
    `${inNode.length} seeds: the same SHA-256 of the journal in Node and in ${browserName}`,
  )
})

/** Their image's program is a shell, which nothing in the text says. */
const SHELLS = Array.from(
  { length: 30 },
  (_, index) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: p${index} }\nspec: { containers: [{ name: c, image: ubuntu }] }\n`,
).join('---\n')

test('a run that finds out late what it needs has the steps of one that had it from the start', async ({
  playground,
}) => {
  const { page } = playground
  const stepsOf = async (text: string) => {
    await page.goto('about:blank')
    await page.goto(`/#yaml=${encodeURIComponent(text)}`)
    await playground.ready(60_000)
    return page
      .getByText(/^step \d+ of \d+$/)
      .first()
      .textContent()
  }
  const late = await stepsOf(SHELLS)
  expect(late).toMatch(/of \d{3,}$/)
  expect(await stepsOf(`# a shell: sh\n${SHELLS}`)).toBe(late)
})
