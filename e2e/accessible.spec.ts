// axe finds nothing, on any screen, wide and narrow, light and dark.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, isBidi, test } from './test.ts'
import type { PlaygroundPage } from './playground-page.ts'

async function expectNoViolations(page: Page, but: readonly string[] = []): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude([...but]).analyze()
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    ),
  ).toEqual([])
}

/**
 * Light and dark are colours alone, so a page is not opened anew for them. The editor has its own, which it chooses when
 * it is opened: every pane on a phone is looked at in both.
 */
async function expectNoViolationsInBoth(page: Page): Promise<void> {
  for (const [theme, but] of [['light'], ['dark', '.monaco-editor']] as const) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme)
    await expectNoViolations(page, but === undefined ? [] : [but])
  }
}

type Open = (playground: PlaygroundPage) => Promise<void>

const dialog =
  (name: string): Open =>
  async (playground) => {
    await playground.page.keyboard.press('Escape')
    await playground.button(name).click()
  }
const broken =
  (tab: 'Events' | 'Logs' | 'YAML'): Open =>
  async (playground) =>
    void (await playground.inspect('broken', tab))

/** Addresses, and what is looked at there, one after the other. */
const PAGES: readonly (readonly [address: string, screens: Readonly<Record<string, Open>>])[] = [
  [
    '',
    {
      'the first visit': async () => {},
      'the gallery': (playground) => playground.button('Gallery').click(),
      sharing: dialog('Share'),
      commands: dialog('Commands'),
      keys: dialog('Keys'),
    },
  ],
  [
    '#example/sidecar',
    { 'a run in the middle': (page) => page.stepUntil(/started init container migrate/) },
  ],
  [
    '#example/where-does-it-fit',
    {
      'a Pod that cannot be placed': async (playground) => {
        await playground.button('Last step').click()
        await playground.inspect('huge', 'Why')
      },
    },
  ],
  [
    '#example/crash-loop',
    {
      status: async (playground) => {
        await playground.button('Last step').click()
        await playground.inspect('broken', 'Status')
      },
      events: broken('Events'),
      logs: broken('Logs'),
      'live YAML': broken('YAML'),
    },
  ],
  ['#example/many-volumes', { 'the outline': (playground) => playground.page.keyboard.press('o') }],
  ['#v1/broken', { 'a broken link': async () => {} }],
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

const NO_MEDIA = 'Its driver emulates no media features.'

test('in forced colours every state is still told by its shape and its word', async ({
  playground,
  channel,
}) => {
  test.skip(isBidi(channel), NO_MEDIA)
  const { page } = playground
  await page.emulateMedia({ forcedColors: 'active' })
  await playground.open('#example/crash-loop')
  await playground.button('Last step').click()
  const card = playground.canvas.getByRole('group', { name: /^Pod broken,/ })
  await expect(card).toContainText(/CrashLoopBackOff|Error/)
  await expect(card.locator('svg').first()).toBeVisible()
  await playground.inspect('broken', 'Status')
  await expectNoViolations(page)
  const told = await page.evaluate(() => {
    const styleOf = (selector: string, pseudo?: string): CSSStyleDeclaration =>
      getComputedStyle(document.querySelector(selector) ?? document.body, pseudo)
    return {
      chosen: styleOf('.cv-pod.cv-selected > .cv-pod-body').outlineStyle,
      line: styleOf('.playhead', '::before').backgroundColor,
      ground: styleOf('body').backgroundColor,
    }
  })
  expect(told.chosen, 'the chosen Pod').toBe('solid')
  expect(told.line, 'the playhead').not.toBe(told.ground)
})

test('with reduced motion nothing glides: what has changed is there at once', async ({
  playground,
  channel,
}) => {
  test.skip(isBidi(channel), NO_MEDIA)
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

for (const [address, screens] of PAGES)
  test(`${Object.keys(screens).join(', ')} (wide)`, async ({ playground }) => {
    test.slow()
    await playground.open(address)
    for (const [name, open] of Object.entries(screens))
      await test.step(name, async () => {
        await open(playground)
        await expectNoViolationsInBoth(playground.page)
      })
  })

for (const [what, size] of SIZES)
  test(what, async ({ playground }) => {
    test.slow()
    const { page } = playground
    await page.setViewportSize(size)
    await playground.open('#example/sidecar')
    await expectNoSidewaysScroll(page)
    for (const pane of ['Canvas', 'Editor', 'Inspector', 'Timeline']) {
      await page.getByRole('navigation', { name: 'Panes' }).getByText(pane).click()
      await expectNoSidewaysScroll(page)
      await expectNoViolationsInBoth(page)
    }
  })

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test('every pane on a phone', async ({ playground }) => {
      await playground.page.setViewportSize({ width: 390, height: 844 })
      await playground.open('#example/shared-volume')
      for (const pane of ['Canvas', 'Editor', 'Inspector', 'Timeline']) {
        await playground.page.getByRole('navigation', { name: 'Panes' }).getByText(pane).click()
        await expectNoViolations(playground.page)
      }
    })
  })
