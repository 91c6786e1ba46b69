// The first ten seconds: what this is, a story that is ready to play, and three ways on.
import { expect, test } from './test.ts'

test('a new visitor sees what this is, and three ways on', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  const welcome = page.getByRole('region', { name: 'Welcome' })
  await expect(welcome.getByRole('heading')).toHaveText(
    'Your Pods, step by step, without a cluster.',
  )
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect.poll(() => playground.offMiddle()).toBeLessThan(8)
  await page.getByLabel('Speed', { exact: true }).selectOption('8×')
  await welcome.getByRole('button', { name: 'Play the story' }).click()
  await expect(welcome).toContainText(/\w{4,}/)
  await expect(playground.button('Play')).toBeVisible({ timeout: 30_000 })
  await expect(playground.sentence).toHaveText(/is serving on :80/)
  await expect(playground.pod('web')).toHaveAccessibleName(/Running/)
})

test('what is painted first stays until the page has it', async ({ playground, browserName }) => {
  test.skip(browserName !== 'chromium', 'Only Chromium can be slowed down.')
  const { page } = playground
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await page.addInitScript(() => {
    const seen: boolean[] = []
    Object.assign(globalThis, { seen })
    const look = (): void => {
      const heading = [...document.querySelectorAll('h2')].find(({ textContent }) =>
        textContent.startsWith('Your Pods, step by step'),
      )
      seen.push(heading?.checkVisibility({ visibilityProperty: true }) ?? false)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await playground.open()
  await expect(page.getByRole('region', { name: 'Welcome' })).toBeVisible()
  await expect(page.getByText('Your Pods, step by step')).toHaveCount(1)
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: boolean[] }).seen)
  expect(seen.slice(seen.indexOf(true))).not.toContain(false)
})

test('the story is there before the engine, and goes on with it', async ({ playground }) => {
  const { page } = playground
  let letCome = (): void => {}
  const mayCome = new Promise<void>((resolve) => {
    letCome = resolve
  })
  await page.route('**/engine.worker-*', async (route) => {
    await mayCome
    await route.continue()
  })
  await playground.open()
  await expect(page.getByRole('group', { name: /^Lanes of Pods and containers, 5/ })).toBeVisible()
  await expect(page.getByText('The run ends at 0:16.')).toBeVisible()
  const next = playground.button('Next step')
  for (let step = 0; step < 2; step += 1) await next.click()
  await expect(playground.sentence).toContainText('created the sandbox of Pod web')
  await expect(page.getByText('waits for sidecar log-shipper to run').first()).toBeVisible()
  // Nobody wrote this down.
  await playground.inspector.getByRole('tab', { name: 'YAML', exact: true }).click()
  letCome()
  await expect(playground.inspector).toContainText('uid:')
})

test('one’s own text is pasted with one press, and is there at the next visit', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), OWN)
  await page.getByRole('button', { name: 'Paste yours' }).click()
  await expect(playground.pod('own')).toBeVisible()
  await page.waitForTimeout(300)
  await page.reload()
  await playground.ready()
  await expect(playground.pod('own')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Welcome' })).toHaveCount(0)
})

const OWN =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: own }\nspec: { containers: [{ name: a, image: nginx }] }\n'

test('a lesson is chosen from there', async ({ playground }) => {
  await playground.open()
  await playground.button('Choose a lesson').click()
  await expect(playground.page.getByRole('dialog')).toBeVisible()
})
