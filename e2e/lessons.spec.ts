// Lessons: one predicts, sees the answer where it happens, and makes something oneself.
import { expect, isBidi, test } from './test.ts'

test('a lesson is taken with the keyboard: predicted, seen, told, and on to the next', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  await page.getByLabel('Speed', { exact: true }).selectOption('8×')
  const lesson = page.getByRole('region', { name: 'The lesson' })
  await lesson.getByRole('radio').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(lesson.getByRole('heading', { name: 'The answer' })).toBeVisible({ timeout: 30_000 })
  await expect(lesson).toContainText('✓ Right.')
  await expect(lesson.getByRole('heading', { name: 'Your turn' })).toBeVisible()
  await lesson.getByRole('button', { name: /^Next:/ }).focus()
  await page.keyboard.press('Enter')
  await expect(lesson.getByRole('heading', { level: 2 })).toHaveText('Producer and consumer')
  playground.expectQuiet()
})

test('what is asked for is announced when it is so, and is so after a reload', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  const lesson = page.getByRole('region', { name: 'The lesson' })
  await lesson.getByRole('button', { name: 'Watch without a guess' }).click()
  await lesson.getByRole('button', { name: 'Show the answer now' }).click()
  await expect(lesson).toContainText('1 of 3')
  await playground.paste(SOLVED)
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('Solved')
  await page.getByRole('tab', { name: 'Lesson' }).click()
  await expect(lesson).toContainText('3 of 3')
  await page.reload()
  await expect(lesson.getByRole('heading', { name: 'Your turn' })).toBeVisible()
  await expect(lesson).toContainText('3 of 3')
})

const SOLVED =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { restartPolicy: Never, containers: [{ name: nginx, image: "busybox:1.36", command: [sleep, "5"] }] }\n'

test('what scenario.yaml expects is told, with what is so instead', async ({ playground }) => {
  const { page, inspector } = playground
  await playground.open('#example/one-pod')
  await page.getByRole('tab', { name: 'scenario.yaml' }).click()
  await playground.paste(
    'until: 30s\nexpect:\n- { by: 20s, pod: web, is: Ready }\n- { pod: web, restarts: 2 }\n',
  )
  const expected = inspector.getByRole('region', { name: 'Expected of this run' })
  await expect(expected).toContainText('1 of 2 so')
  await expect(expected).toContainText('Pod web has 0 restarts')
})

test('who picks a choice and goes on step by step has predicted it, and is told the answer', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/where-does-it-fit')
  await page.getByRole('radio').nth(1).check()
  await playground.button('Last step').click()
  await expect(page.getByText('✓ Right.')).toBeVisible()
})

test('a link to a lesson opens elsewhere with question and prediction', async ({
  playground,
  browser,
}) => {
  const { page } = playground
  await playground.open('#example/port-clash')
  const lesson = page.getByRole('region', { name: 'The lesson' })
  await lesson.getByRole('radio').nth(2).check()
  await lesson.getByRole('button', { name: 'Predict and play' }).click()
  await lesson.getByRole('button', { name: 'Show the answer now' }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('Link copied')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(link)
  const there = other.getByRole('region', { name: 'The lesson' })
  await expect(there.getByRole('radio').nth(2)).toBeChecked()
  await expect(there).toContainText('✓ Right.')
  await context.close()
})

test('a lesson is opened by its link although its run misses a part of the engine', async ({
  playground,
}) => {
  // Nothing in its text says that it wants the shell: what ran without it is run again.
  await playground.open('#example/memory-limit')
  await expect(playground.pod('cache')).toBeVisible()
  playground.expectQuiet()
})

test.describe('on a phone', () => {
  test.skip(({ channel }) => isBidi(channel), 'Its driver has no touch.')
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('a lesson is taken by touch', async ({ playground }) => {
    const { page } = playground
    await playground.open('#example/port-clash')
    await page.getByRole('button', { name: 'Answer', exact: true }).tap()
    const lesson = page.getByRole('region', { name: 'The lesson' })
    await lesson.getByText('It is accepted; second ends').tap()
    await lesson.getByRole('button', { name: 'Predict and play' }).tap()
    await expect(page.getByRole('region', { name: 'Lesson', exact: true })).toContainText(
      /You predicted|port/,
    )
    await page.getByRole('navigation', { name: 'Panes' }).getByText('Lesson').tap()
    await lesson.getByRole('button', { name: 'Show the answer now' }).tap()
    await expect(lesson).toContainText('✓ Right.')
  })
})
