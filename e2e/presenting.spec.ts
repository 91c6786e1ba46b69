// On a projector and on a phone.
import type { Page } from '@playwright/test'
import { expect, test } from './test.ts'

test('a presentation shows the picture and its sentence alone, and goes on by the keys of a remote', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  await playground.toStart()
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  const told = page.getByRole('region', { name: 'What happens' })
  await expect(told).toContainText('1 / 7')
  await expect(page.getByRole('banner')).toHaveCount(0)
  await page.keyboard.press('PageDown')
  await page.keyboard.press('PageDown')
  await expect(told).toContainText('3 / 7')
  await page.keyboard.press('PageUp')
  await expect(told).toContainText('2 / 7')
  await expect(playground.canvas).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('banner')).toBeVisible()
  await expect(page.getByText(/^step 2 of 7/)).toBeVisible()
  playground.expectQuiet()
})

test.describe('on a phone', () => {
  test.skip(({ browserName }) => browserName !== 'chromium', 'Only Chromium can be swiped.')
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('what was copied is pasted with a button, and a swipe steps', async ({ playground }) => {
    const { page } = playground
    await playground.open('#example/one-pod')
    await page.evaluate(() =>
      navigator.clipboard.writeText(
        'apiVersion: v1\nkind: Pod\nmetadata: {name: copied}\nspec: {containers: [{name: a, image: nginx}]}\n',
      ),
    )
    await page.getByRole('button', { name: 'Editor' }).tap()
    await page.getByRole('button', { name: 'Paste instead of this' }).tap()
    await page.getByRole('button', { name: 'Canvas', exact: true }).tap()
    await expect(playground.pod('copied')).toBeVisible()
    await playground.toStart()
    await swipe(page, -120)
    await expect(page.getByText(/^step 2 of/)).toBeVisible()
    await swipe(page, 120)
    await expect(page.getByText(/^step 1 of/)).toBeVisible()
    const sizes = await page
      .locator('.transport-button, .top .btn, .top .tool, .tab-bar button')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(40)
    playground.expectQuiet()
  })
})

/** A finger that goes sideways over the sentence. */
async function swipe(page: Page, byX: number): Promise<void> {
  const box = await page.locator('.sentence').boundingBox()
  const y = (box?.y ?? 0) + (box?.height ?? 0) / 2
  const client = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
    client.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x, y }],
    })
  await touch('touchStart', 195)
  await touch('touchMove', 195 + byX / 2)
  await touch('touchMove', 195 + byX)
  await touch('touchEnd', 195 + byX)
}
