// The page of parts, in every state, light and dark: nothing is cut, nothing lies on anything else, all can be read.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './test.ts'

/** What is wrong with the places of the parts, in words. It runs in the page. */
function faultsOfPlaces(): readonly string[] {
  const faults: string[] = []
  const nameOf = (part: Element): string => part.getAttribute('data-part') ?? ''
  for (const section of document.querySelectorAll('.parts > section')) {
    const parts = [...section.querySelectorAll('[data-part]')]
    const boxes = parts.map((part) => part.getBoundingClientRect())
    for (const [index, box] of boxes.entries()) {
      const part = parts[index]
      if (part === undefined) continue
      if (box.width < 1 || box.height < 1) faults.push(`${nameOf(part)} is not seen`)
      for (const other of boxes.slice(index + 1))
        if (
          box.left < other.right - 1 &&
          other.left < box.right - 1 &&
          box.top < other.bottom - 1 &&
          other.top < box.bottom - 1
        )
          faults.push(`${nameOf(part)} lies on another part`)
      const place = part.querySelector('.part-place')?.getBoundingClientRect()
      if (place === undefined) continue
      for (const inner of part.querySelectorAll('.part-place *')) {
        const { left, right, top, bottom, width } = inner.getBoundingClientRect()
        const isOut =
          left < place.left - 2 ||
          right > place.right + 2 ||
          top < place.top - 2 ||
          bottom > place.bottom + 2
        if (isOut && width > 0 && inner.checkVisibility({ opacityProperty: true }))
          faults.push(`${nameOf(part)}: ${inner.className} leaves its box`)
        // Words are cut only where all of them can be had.
        const isCut = inner.scrollWidth > inner.clientWidth + 1 && inner.clientWidth > 0
        if (isCut && inner.children.length === 0 && inner.closest('[title]') === null)
          faults.push(`${nameOf(part)}: ${inner.textContent ?? ''} is cut`)
      }
    }
  }
  return [...new Set(faults)]
}

test('all parts in all states: nothing is cut or covered, and axe finds nothing', async ({
  playground,
}) => {
  const { page } = playground
  await page.goto('/#parts')
  await expect(page.getByRole('heading', { name: 'Parts' })).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    expect(await page.evaluate(faultsOfPlaces), `at ${width} px`).toEqual([])
  }
  const names = await page
    .getByRole('region', { name: 'Parts, light' })
    .locator('[data-part]')
    .count()
  expect(names).toBeGreaterThan(60)
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    ),
  ).toEqual([])
})
