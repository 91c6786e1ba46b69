// Whole tasks by keyboard alone, with what is read out while one does them.
import type { Page } from '@playwright/test'
import { expect, test } from './test.ts'

/** Listens to the live regions of the page, as a screen reader does. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(globalThis, { heard })
    const live = '[role=status], [role=alert], [aria-live]'
    new MutationObserver((changes) => {
      const regions = new Set(
        changes.flatMap(({ target }) => {
          const element = target instanceof Element ? target : target.parentElement
          return element?.closest(live) ?? []
        }),
      )
      for (const { textContent } of regions)
        if (textContent !== '' && heard.at(-1) !== textContent) heard.push(textContent)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}

const heardBy = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => Reflect.get(globalThis, 'heard') as readonly string[])

async function expectHeard(page: Page, what: RegExp): Promise<void> {
  await expect.poll(() => heardBy(page)).toContainEqual(expect.stringMatching(what))
}

test('each step at which one stays is read out with its number, its time, who did it and why', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  await listen(page)
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expectHeard(page, /^Step 2 of 7, 0 seconds|^Step 2 of 7, 0\.\d seconds/)
  await expectHeard(page, /kube-scheduler assigned Pod web to worker-\d/)
  await page.keyboard.press('ArrowRight')
  await expectHeard(page, /^Step 3 of 7/)
  await page.keyboard.press('End')
  await expectHeard(page, /^Step 7 of 7, .*is serving on :80/)
  // Steps that one only passes are not.
  const before = (await heardBy(page)).length
  await page.evaluate(() => {
    for (let i = 0; i < 5; i += 1)
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowLeft', code: 'ArrowLeft', bubbles: true }),
      )
  })
  await expectHeard(page, /^Step 2 of 7/)
  expect((await heardBy(page)).length - before).toBeLessThan(4)
})

test('a Pod is broken, and that is undone, without a mouse and without eyes', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  await listen(page)
  await page.keyboard.press('End')
  await page.keyboard.press('ControlOrMeta+K')
  await expect(page.getByPlaceholder('What do you want to do?')).toBeFocused()
  await page.keyboard.type('Delete Pod web now')
  await page.keyboard.press('Enter')
  await expectHeard(
    page,
    /Deleted Pod web without grace at \d:\d\d\.\d: the run goes on differently/,
  )
  await page.keyboard.press('ControlOrMeta+Z')
  await expectHeard(page, /^Undone: /)
  await expect(playground.pod('web')).toHaveAccessibleName(/Running/)
})
