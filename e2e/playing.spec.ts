// Time that one can follow: playing goes from step to step, and quiet time is folded.
import { expect, test } from './test.ts'

const WARM_UP = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - {name: warm-up, image: busybox, command: [sleep, "20"]}
  containers:
  - {name: nginx, image: nginx}
`

test('playing by steps shows each step long enough to be read, and quiet time as a marked gap', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open(`?yaml=${encodeURIComponent(WARM_UP)}`)
  await playground.toStart()
  const count = Number(/of (\d+)/.exec(await page.getByText(/^step \d+ of/).innerText())?.[1])
  // Records what is to be seen while it plays; faster than this a slow frame could pass a gap.
  await page.getByLabel('Speed', { exact: true }).selectOption('4×')
  await page.evaluate(() => {
    const seen = new Set<string>()
    const gaps = new Set<string>()
    Object.assign(globalThis, { seen, gaps })
    const look = (): void => {
      seen.add(/^step (\d+)/.exec(document.querySelector('.place')?.textContent ?? '')?.[1] ?? '')
      gaps.add(document.querySelector('.quiet-gap')?.textContent ?? '')
      requestAnimationFrame(look)
    }
    look()
  })
  const before = Date.now()
  await page.keyboard.press('Space')
  await expect(playground.button('Play')).toBeVisible({ timeout: 30_000 })
  const took = (Date.now() - before) * 4
  const seen = await page.evaluate(() => [...(Reflect.get(globalThis, 'seen') as Set<string>)])
  expect(seen.map(Number)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  const gaps = await page.evaluate(() => [...(Reflect.get(globalThis, 'gaps') as Set<string>)])
  expect(gaps).toContain('⋯ 20 s')
  expect(took).toBeGreaterThan(count * 1000)
  await expect(playground.pod('web')).toHaveAccessibleName(/Running/)
})

test('routine reports are told with the step they belong to, or one by one', async ({
  playground,
}) => {
  await playground.open('#example/one-pod')
  const place = playground.page.getByText(/^step \d+ of/)
  await expect(place).toHaveText(/^step 1 of 7/)
  await playground.everyStep()
  await expect(place).toHaveText(/^step 1 of 9/)
  await playground.stepUntil(/reported Pod web: ContainerCreating 0\/1 → Running 1\/1/)
  await playground.page.getByLabel('Level of detail').selectOption('what matters')
  await expect(playground.sentence).toHaveText(
    /started container nginx.*Then it reported Pod web: ContainerCreating 0\/1 → Running 1\/1/,
  )
})

test('in real time time passes as it does', async ({ playground }) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  await playground.toStart()
  await page.getByLabel('How it plays').selectOption('real time')
  const before = Date.now()
  await page.keyboard.press('Escape')
  await playground.button('Play').click()
  await expect(playground.button('Play')).toBeVisible({ timeout: 20_000 })
  const took = Date.now() - before
  expect(took).toBeGreaterThan(3000)
  expect(took).toBeLessThan(8000)
})

test('the end is said, with what stands open and the way on', async ({ playground }) => {
  const end = playground.page.getByRole('region', { name: 'The end of the run' })
  await playground.open('#example/where-does-it-fit')
  await playground.button('Last step').click()
  await expect(end).toContainText('The run ends at 2:00. Pod huge still waits for a node.')
  await end.getByRole('button', { name: 'Go on to 4:00' }).click()
  await expect(end).toContainText('The run ends at 4:00.')
})

test('a run at rest offers nothing more', async ({ playground }) => {
  const end = playground.page.getByRole('region', { name: 'The end of the run' })
  await playground.open()
  await expect(end).toContainText('nginx of Pod web goes on serving on :80')
  await expect(end).toContainText('Nothing more would happen.')
  await expect(end.getByRole('button')).toHaveCount(0)
})

test('a run goes on until a failing probe has led to its restart', async ({ playground }) => {
  await playground.open()
  await playground.paste(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: live }\nspec: { containers: [{ name: a, image: nginx, livenessProbe: { httpGet: { path: /, port: 81 }, initialDelaySeconds: 60, periodSeconds: 50 } }] }\n',
  )
  await expect(playground.pod('live')).toBeVisible()
  await playground.stepUntil(/started container a again \(restart 1\)/)
})
