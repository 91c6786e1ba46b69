// Inspector, editor and canvas show the same thing: that of the step, until one chooses something. Files come from
// templates, and words lead to the documentation.
import { expect, test } from './test.ts'

test('the inspector follows the step, until something is chosen', async ({ playground }) => {
  const { page, inspector } = playground
  await playground.open('#example/wait-for-services')
  await expect(inspector).toContainText('This moment')
  await playground.stepUntil(/assigned Pod shop/)
  await expect(inspector.getByRole('heading', { level: 2 })).toContainText('shop')
  await expect(inspector.getByRole('tab', { name: 'Why', selected: true })).toBeVisible()
  await expect(inspector.getByRole('tabpanel')).toContainText(/worker-\d/)

  // Choosing pins it: the next steps leave it there.
  await page
    .getByRole('button', { name: /^Node control-plane/ })
    .first()
    .click()
  await expect(inspector.getByRole('heading', { level: 2 })).toContainText('control-plane')
  await playground.button('Next step').click()
  await expect(inspector.getByRole('heading', { level: 2 })).toContainText('control-plane')
  await playground.button('Select nothing').click()
  await expect(inspector.getByRole('heading', { level: 2 })).toContainText('shop')

  await inspector.getByRole('button', { name: 'Show the whole moment' }).click()
  await expect(inspector).toContainText('This moment')
  await inspector.getByRole('button', { name: 'Follow the step' }).click()
  await expect(inspector.getByRole('heading', { level: 2 })).toContainText('shop')
})

test('the file of the step is opened in the editor', async ({ playground }) => {
  const { page } = playground
  await playground.open('#example/wait-for-services')
  await playground.toStart()
  await playground.stepUntil(/you applied Service db/)
  await expect(page.getByRole('tab', { name: 'db.yaml', selected: true })).toBeVisible()
  await playground.stepUntil(/wait-for-db exited with 0|wait-for-db.*exited/)
  await expect(page.getByRole('tab', { name: 'shop.yaml', selected: true })).toBeVisible()
})

test('title and icon of the tab follow the scenario', async ({ playground }) => {
  const { page } = playground
  await playground.open('#example/crash-loop')
  await expect(page).toHaveTitle(/^CrashLoopBackOff · Podscape$/)
  const icon = page.locator('link[rel=icon]')
  await playground.button('Last step').click()
  await expect(icon).toHaveAttribute('href', /^data:image\/svg\+xml,.*bb2436/)
  await playground.toStart()
  await expect(icon).toHaveAttribute('href', /^data:image\/svg\+xml,.*875500/)
})

test('a new file comes from a template, and is renamed, duplicated and deleted without a path', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/one-pod')
  const files = page.getByRole('region', { name: 'Files of the scenario' })
  const open = playground.button('Files: new, rename, duplicate, delete')
  await open.click()
  await files.getByRole('button', { name: 'Deployment' }).click()
  await expect(page.getByRole('tab', { name: 'shop.yaml', selected: true })).toBeVisible()
  await playground.button('Last step').click()
  await expect(playground.canvas.getByRole('button', { name: /^Pod shop-/ }).first()).toBeVisible()

  await open.click()
  await files.getByRole('button', { name: 'Rename manifests/shop.yaml' }).click()
  await page.getByLabel('New path of manifests/shop.yaml').fill('manifests/front.yaml')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'front.yaml' })).toBeVisible()
  await files.getByRole('button', { name: 'Duplicate manifests/front.yaml' }).click()
  await expect(page.getByRole('tab', { name: 'front-2.yaml' })).toBeVisible()
  await files.getByRole('button', { name: 'Delete manifests/front-2.yaml' }).click()
  await expect(page.getByRole('tab', { name: 'front-2.yaml' })).toHaveCount(0)
  await page.getByRole('status', { name: 'Notice' }).getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('tab', { name: 'front-2.yaml' })).toBeVisible()
})

test('what a thing is called in Kubernetes leads to its page there', async ({ playground }) => {
  await playground.open('#example/crash-loop')
  await playground.button('Last step').click()
  const status = await playground.inspect('broken', 'Status')
  await expect(status.getByRole('link', { name: 'ContainersReady' })).toHaveAttribute(
    'href',
    /kubernetes\.io\/docs\/concepts\/workloads\/pods\/pod-lifecycle/,
  )
  const events = await playground.inspect('broken', 'Events')
  await expect(events.getByRole('link', { name: 'BackOff' }).first()).toBeVisible()
  await expect(
    playground.inspector.getByRole('link', { name: 'Pod', exact: true }),
  ).toHaveAttribute('href', 'https://kubernetes.io/docs/concepts/workloads/pods/')
})
