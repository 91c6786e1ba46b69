// After the first visit the page works without a network.
import { expect, test } from '@playwright/test'
import { PlaygroundPage } from './playground-page.ts'

test('the second visit needs no network', async ({ browser }) => {
  const context = await browser.newContext({ serviceWorkers: 'allow' })
  const page = await context.newPage()
  const playground = new PlaygroundPage(page)
  await playground.open('#example/one-pod')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await context.setOffline(true)
  await page.goto('about:blank')
  await playground.open('#example/init-fails')
  await playground.button('Last step').click()
  await expect(playground.canvas.getByRole('button', { name: /^Pod / }).first()).toBeVisible()
  // Another part that was never looked at before.
  await page.keyboard.press('ControlOrMeta+K')
  await page.getByPlaceholder('What do you want to do?').fill('how true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'How true this is' })).toContainText(
    'answered alike',
  )
  await context.close()
})
