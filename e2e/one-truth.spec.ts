// One truth on all surfaces: canvas, inspector, timeline and outline say the same words of the same thing.
import { expect, test } from './test.ts'

test('at a step in the middle every surface says the same of Pod and container', async ({
  playground,
}) => {
  const { page, inspector } = playground
  await playground.open('#example/wait-for-services')
  await playground.toStart()
  await playground.stepUntil(/started init container wait-for-db/)
  await expect(playground.pod('shop')).toHaveAccessibleName(/Init:0\/2/)
  await expect(playground.container('wait-for-db')).toHaveAccessibleName(/running/)
  await playground.pod('shop').click()
  await expect(inspector.getByRole('heading', { level: 2 })).toContainText('Init:0/2')
  await page.keyboard.press('Escape')
  await page.keyboard.press('o')
  const outline = page.getByRole('dialog')
  await expect(outline).toContainText(/Pod shop.*Init:0\/2/s)
  await expect(outline).toContainText(/wait-for-db.*running/s)
})

test('where more Pods than one could be meant, the sentence names the Pod', async ({
  playground,
}) => {
  await playground.open('#example/bare-and-owned')
  await playground.toStart()
  await playground.stepUntil(/started container/)
  await expect(playground.sentence).toContainText(/of (?:Pod )?\S+/)
})

test('the picture gives nothing away: no node is taller because a Pod will land on it', async ({
  playground,
}) => {
  await playground.open('#example/one-pod')
  await playground.toStart()
  const heights = await playground.canvas
    .getByRole('button', { name: /^Node worker-/ })
    .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().height))
  expect(new Set(heights.map(Math.round)).size).toBe(1)
})
