// The timeline shows the whole run; quiet time is folded, flags can be dragged, rows can be grouped and filtered.
import { expect, test } from './test.ts'

test('the whole run is in sight, with quiet time folded, and no mark is there twice', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/crash-loop')
  const folds = page.locator('.fold-mark')
  await expect(folds).toHaveCount(6)
  await expect(folds.first()).toHaveText(/⋯ \d+ s/)
  const marks = (await page.locator('.ruler .tick').allInnerTexts()).filter((text) => text !== '')
  expect(new Set(marks).size).toBe(marks.length)
  await playground.button('Last step').click()
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeInViewport()
  await playground.button('Fold quiet time').click()
  await expect(folds).toHaveCount(0)
})

test('the playhead is found again when one has scrolled away from it', async ({ playground }) => {
  const { page } = playground
  await playground.open('#example/crash-loop')
  const zoom = page.getByRole('group', { name: 'Zoom of the timeline' })
  for (let i = 0; i < 4; i += 1) await zoom.getByRole('button', { name: 'Zoom in' }).click()
  const lanes = page.getByRole('group', { name: /^Lanes of Pods/ })
  await lanes.hover()
  await page.keyboard.down('Shift')
  for (let i = 0; i < 12; i += 1) await page.mouse.wheel(0, 400)
  await page.keyboard.up('Shift')
  await page.getByRole('button', { name: /^Back to the moment/ }).click()
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeInViewport()
  await playground.button('Next step').click()
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeInViewport()
})

test('a flag is dragged to another time', async ({ playground }) => {
  const { page } = playground
  await playground.open('#example/what-survives')
  const flag = page.getByRole('button', { name: /^Action at 0:20\.0/ })
  const box = await flag.boundingBox()
  if (box === null) throw new Error('the flag has no place')
  await page.mouse.move(box.x + 8, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x - 40, box.y + 10, { steps: 5 })
  await expect(page.locator('.flag-time')).toHaveText(/^0:\d\d\.\d$/)
  await page.mouse.up()
  await expect(flag).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Action at 0:(0|1)\d\.\d/ })).toBeVisible()
})

const CROWD =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  replicas: 15\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: a, image: nginx, resources: { requests: { cpu: 10m } } }] }\n'

test('many Pods are grouped by their owner, and a filter finds one', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  await playground.paste(CROWD)
  const lanes = page.getByRole('group', { name: /^Lanes of Pods/ })
  const group = lanes.getByRole('button', { name: /^web/ }).first()
  await expect(group).toHaveText(/web Deployment · 15 Pods/)
  await expect(group).toHaveAttribute('aria-expanded', 'false')
  await expect(lanes).toContainText('15 running')
  await group.click()
  await expect(lanes.getByTitle(/^Pod web-/)).not.toHaveCount(0)
  await page.getByRole('button', { name: 'Rows of the timeline' }).click()
  await page.getByRole('combobox', { name: 'Group' }).selectOption('by node')
  await expect(lanes.getByRole('button', { name: /^worker-\d Node/ }).first()).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter' }).fill('worker-1')
  await expect(lanes.getByRole('button', { name: /^worker-1 Node/ })).toBeVisible()
  await expect(lanes.getByRole('button', { name: /^worker-2 Node/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Rows of the timeline' })).toHaveText(/^\d+\/15$/)
})

test('in a lesson the timeline does not give away what comes, until one has predicted', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/wait-for-services')
  await expect(page.getByText('Predict what comes: then it is shown.')).toBeVisible()
  await expect(page.getByTitle(/^running, /)).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'The end of the run' })).toHaveCount(0)
  // What has come is there.
  await playground.stepUntil(/started init container/)
  await expect(page.getByTitle(/^running, /).first()).toBeVisible()
  await page.getByRole('button', { name: 'Watch without a guess' }).click()
  await expect(page.getByText('Predict what comes')).toHaveCount(0)
  await expect(page.getByTitle(/^exited 0, /).first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'The end of the run' })).toBeVisible()
})
