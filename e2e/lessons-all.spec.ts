// Every lesson at its answer: axe finds nothing. And one path of lessons, from its first to its last, with the keyboard.
import { readdirSync, readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './test.ts'

const FOLDER = 'src/scenario/gallery/scenarios'
const textOf = (id: string, file: string): string => readFileSync(`${FOLDER}/${id}/${file}`, 'utf8')
const fieldOf = (id: string, name: string): string =>
  new RegExp(`^${name}: (.*)$`, 'm').exec(textOf(id, 'lesson.md'))?.[1] ?? ''
const LESSONS = readdirSync(FOLDER)
/** Two tests run beside each other. */
const HALVES = [
  ['light', LESSONS.filter((_, n) => n % 2 === 0)],
  ['dark', LESSONS.filter((_, n) => n % 2 === 1)],
] as const

/** As it stands in a heading: without quotes and backticks. */
const titleOf = (id: string): string =>
  fieldOf(id, 'title')
    .replaceAll(/^["']|["']$/g, '')
    .replaceAll('`', '')

for (const [colorScheme, half] of HALVES)
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme })
    test('every lesson at its answer: axe finds nothing', async ({ playground }) => {
      test.slow()
      const { page } = playground
      // What fades in would be looked at half way.
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await playground.open(`#example/${half[0]}`)
      const lesson = page.getByRole('region', { name: 'The lesson' })
      for (const id of half)
        await test.step(id, async () => {
          await page.evaluate((hash) => {
            location.hash = hash
          }, `#example/${id}`)
          await expect(lesson.getByRole('heading', { level: 2 })).toHaveText(titleOf(id))
          await lesson.getByRole('button', { name: 'Watch without a guess' }).click()
          await lesson.getByRole('button', { name: 'Show the answer now' }).click()
          await expect(lesson.getByRole('heading', { name: 'The answer' })).toBeVisible()
          await playground.button('Last step').click()
          await expect(playground.button('Play')).toBeVisible()
          // In its older way it needs no second page for each look; the editor is the same everywhere, and looked at elsewhere.
          const { violations } = await new AxeBuilder({ page })
            .setLegacyMode(true)
            .exclude('.monaco-editor')
            .analyze()
          expect(
            violations.map(
              ({ id: rule, nodes }) =>
                `${rule}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
            ),
            id,
          ).toEqual([])
        })
    })
  })

/** Goes on with a key until something has the focus. */
async function reach(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  for (let i = 0; i < 80; i += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(wanted).toBeFocused()
}

const PATH = LESSONS.filter((id) => fieldOf(id, 'path') === 'init').toSorted(
  (a, b) => Number(fieldOf(a, 'order')) - Number(fieldOf(b, 'order')),
)

/** What solves the last one: an edit of one file. */
function solved(id: string): { readonly path: string; readonly text: string } {
  const check = textOf(id, 'lesson.check.yaml')
  const [, path = '', before = '', after = ''] =
    /- edit: (.*)\n {2}replace: (".*")\n {2}with: (".*")\n/.exec(check) ?? []
  const quoted = (text: string): string => JSON.parse(text) as string
  return { path, text: textOf(id, path).replace(quoted(before), () => quoted(after)) }
}

test('a path of lessons is gone from its first to its last with the keyboard, and the last is solved', async ({
  playground,
}) => {
  const { page } = playground
  const [first = '', ...others] = PATH
  const last = others.at(-1) ?? first
  await playground.open(`#example/${first}`)
  const lesson = page.getByRole('region', { name: 'The lesson' })
  for (const id of PATH) {
    await expect(lesson.getByRole('heading', { level: 2 })).toHaveText(titleOf(id))
    if (id !== first) await expect(lesson).toBeFocused()
    await reach(page, lesson.getByRole('radio').first(), 'Tab')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const tell = lesson.getByRole('button', { name: 'Show the answer now' })
    await expect(tell).toBeVisible()
    await reach(page, tell, 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expect(lesson.getByRole('heading', { name: 'The answer' })).toBeVisible()
    if (id === last) break
    await reach(page, lesson.getByRole('button', { name: /^Next:/ }), 'Tab')
    await page.keyboard.press('Enter')
  }
  const { path, text } = solved(last)
  const tab = page.locator(`[id="file-${path}"]`)
  await reach(page, page.getByRole('tab', { name: 'Lesson' }), 'Shift+Tab')
  for (let i = 0; i < 4 && (await tab.getAttribute('aria-selected')) !== 'true'; i += 1)
    await page.keyboard.press('ArrowRight')
  const editor = page.locator('.monaco-editor').first()
  await expect(editor).toBeVisible()
  await reach(page, page.getByRole('textbox', { name: /^Text of the file/ }), 'Tab')
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+V')
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('Solved')
})
