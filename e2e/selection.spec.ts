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
  await playground.openFiles()
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
  await expect(playground.owner('Deployment shop')).toBeVisible()
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

test('a container that waits says for what, how long, and what comes then', async ({
  playground,
}) => {
  const { page, inspector } = playground
  await playground.open('#example/crash-loop')
  await playground.stepUntil(/waits 20 s before it restarts container/)
  const why = await playground.inspect('broken', 'Why')
  await expect(why.getByRole('region', { name: 'Waits' })).toContainText(
    /waits for the end of its back-off of 20 s.*Then the kubelet starts it again.*at \d:\d\d\.\d, in \d+/s,
  )
  // An init container is waited for by those after it.
  await playground.open('#example/wait-for-services')
  await expect(playground.pod('shop')).toBeVisible()
  await playground.toStart()
  await playground.stepUntil(/started init container wait-for-db/)
  await playground.inspect('shop', 'Status')
  await expect(inspector.getByRole('region', { name: 'Waits' })).toContainText(
    'app waits for init container wait-for-db to exit with 0',
  )
  // The one that runs has only begun.
  await expect(page.getByRole('region', { name: 'Waits' }).getByRole('listitem')).toHaveCount(2)
})

const PROBED = `apiVersion: v1
kind: Pod
metadata: { name: probed }
spec:
  volumes: [{ name: cache, emptyDir: {} }]
  containers:
  - name: web
    image: nginx:1.27
    env: [{ name: MODE, value: fast }, { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }]
    volumeMounts: [{ name: cache, mountPath: /cache, readOnly: true }]
    readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 7 }
`

test('Status lists environment, mounts and probes with their next run', async ({ playground }) => {
  await playground.open()
  await playground.paste(PROBED)
  await expect(playground.pod('probed')).toBeVisible()
  await playground.button('Last step').click()
  const status = await playground.inspect('probed', 'Status')
  await expect(status.getByRole('region', { name: 'Probes' })).toContainText(
    /Readiness of web: GET :80\/.*every 7 s.*next run at \d:\d\d\.\d, in \d/s,
  )
  await status.getByText('Environment, mounts and amounts').click()
  await expect(status).toContainText(/MODE\s*fast/)
  await expect(status).toContainText(/NODE\s*spec.nodeName of the Pod/)
  await expect(status).toContainText(/\/cache\s*volume cache, read-only/)
})

test('"Break it" says what it will do, on a Pod, a container and a node', async ({
  playground,
}) => {
  const { inspector } = playground
  await playground.open('#example/one-pod')
  await playground.button('Last step').click()
  await playground.pod('web').click()
  await inspector.getByRole('button', { name: 'Break it' }).click()
  const ways = inspector.getByRole('list', { name: 'Ways to break it' })
  await expect(ways).toContainText('Let container nginx run out of memory')
  await expect(ways).toContainText('exit code 137, reason OOMKilled')
  await playground.canvas
    .getByRole('button', { name: /^Node worker-/ })
    .first()
    .click()
  await inspector.getByRole('button', { name: 'Break it' }).click()
  await expect(ways).toContainText(/Switch machine worker-\d off/)
  await playground.container('nginx').click()
  await inspector.getByRole('button', { name: 'Break it' }).click()
  await ways.getByRole('button', { name: /End container nginx with exit code 1/ }).click()
  await expect(playground.sentence).toContainText('exited with 1')
  await playground.stepUntil(/started container nginx again/)
})

test('help that was read folds away', async ({ playground }) => {
  const { page, inspector } = playground
  await playground.open('#example/one-pod')
  const help = inspector.getByText(/the sentence beside the buttons says who did what/)
  await expect(help).toBeVisible()
  await playground.pod('web').click()
  await playground.button('Select nothing').click()
  await playground.toStart()
  await expect(inspector).toContainText('How to go on')
  await expect(help).toBeHidden()
  await page.reload()
  await playground.ready()
  await expect(help).toBeHidden()
})
