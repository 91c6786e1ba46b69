// axe finds nothing, on any screen, wide and narrow, light and dark.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './test.ts'
import type { PlaygroundPage } from './playground-page.ts'

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    ),
  ).toEqual([])
}

const SCREENS: readonly (readonly [
  name: string,
  address: string,
  open: (playground: PlaygroundPage) => Promise<void>,
])[] = [
  ['the first visit', '', async () => {}],
  [
    'a run in the middle',
    '#example/sidecar',
    (playground) => playground.stepUntil(/started init container migrate/),
  ],
  [
    'a Pod that cannot be placed',
    '#example/where-does-it-fit',
    async (playground) => {
      await playground.button('Last step').click()
      await playground.inspect('huge', 'Why')
    },
  ],
  [
    'status',
    '#example/crash-loop',
    async (playground) => {
      await playground.button('Last step').click()
      await playground.inspect('broken', 'Status')
    },
  ],
  [
    'events',
    '#example/crash-loop',
    async (playground) => {
      await playground.button('Last step').click()
      await playground.inspect('broken', 'Events')
    },
  ],
  [
    'logs',
    '#example/crash-loop',
    async (playground) => {
      await playground.button('Last step').click()
      await playground.inspect('broken', 'Logs')
    },
  ],
  [
    'live YAML',
    '#example/one-pod',
    async (playground) => void (await playground.inspect('web', 'YAML')),
  ],
  ['the gallery', '', (playground) => playground.button('Gallery').click()],
  ['sharing', '', (playground) => playground.button('Share').click()],
  ['commands', '', (playground) => playground.button('Commands').click()],
  ['keys', '', (playground) => playground.button('Keys').click()],
  ['the outline', '#example/many-volumes', (playground) => playground.page.keyboard.press('o')],
  ['a broken link', '#v1/broken', async () => {}],
]

/** Text at 200 % in a window of 1440 pixels leaves as much room as one of 720 has; at 400 % one of 1280 has 320. */
const SIZES = [
  ['text at 200 %', { width: 720, height: 450 }],
  ['a window of 320 pixels', { width: 320, height: 640 }],
] as const

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(beyond).toBeLessThanOrEqual(0)
}

test('in forced colours every state is still told by its shape and its word', async ({
  playground,
}) => {
  const { page } = playground
  await page.emulateMedia({ forcedColors: 'active' })
  await playground.open('#example/crash-loop')
  await playground.button('Last step').click()
  const card = playground.canvas.getByRole('group', { name: /^Pod broken,/ })
  await expect(card).toContainText(/CrashLoopBackOff|Error/)
  await expect(card.locator('svg').first()).toBeVisible()
  await playground.inspect('broken', 'Status')
  await expectNoViolations(page)
})

test('with reduced motion nothing glides: what has changed is there at once', async ({
  playground,
}) => {
  const { page } = playground
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await playground.open('#example/sidecar')
  await playground.button('Next step').click()
  await playground.button('Next step').click()
  const moving = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 50).length,
  )
  expect(moving).toBe(0)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    for (const [name, address, open] of SCREENS) {
      test(`${name} (wide)`, async ({ playground }) => {
        await playground.open(address)
        await open(playground)
        await expectNoViolations(playground.page)
      })
    }
    for (const [what, size] of SIZES)
      test(what, async ({ playground }) => {
        const { page } = playground
        await page.setViewportSize(size)
        await playground.open('#example/sidecar')
        await expectNoSidewaysScroll(page)
        for (const pane of ['Canvas', 'Editor', 'Inspector', 'Timeline']) {
          await page.getByRole('navigation', { name: 'Panes' }).getByText(pane).click()
          await expectNoSidewaysScroll(page)
          await expectNoViolations(page)
        }
      })
    test('every pane on a phone', async ({ playground }) => {
      await playground.page.setViewportSize({ width: 390, height: 844 })
      await playground.open('#example/shared-volume')
      for (const pane of ['Canvas', 'Editor', 'Inspector', 'Timeline']) {
        await playground.page.getByRole('navigation', { name: 'Panes' }).getByText(pane).click()
        await expectNoViolations(playground.page)
      }
    })
  })
}
