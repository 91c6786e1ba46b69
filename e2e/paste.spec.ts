// What people have is pasted as it is: dumps of living objects, whole clusters, what tools print. Each ends in
// something useful, and says what it is.
import { CRASHING_POD } from '../src/scenario/dump/dumps.fixture.ts'
import { SNAPSHOT } from '../src/scenario/dump/snapshot.fixture.ts'
import { tarOf } from '../src/export/tar.ts'
import { expect, skipInWebKitGtk, test } from './test.ts'

test('a crashing Pod of a cluster: its state is explained, and it runs again from the start', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await playground.paste(CRASHING_POD)
  const dump = page.getByRole('region', { name: 'From a living cluster' })
  await expect(dump).toContainText('This is a living Pod.')
  await expect(dump).toContainText('CrashLoopBackOff, 11m38s old when it was copied')
  await expect(dump).toContainText(
    'exited with 1, 3 s after its start, and was started again 6 times',
  )
  await expect(dump).toContainText('kube-scheduler gave it the node ip-10-0-3-17')
  await expect(dump.getByRole('link', { name: /CrashLoopBackOff/ })).toHaveAttribute(
    'href',
    /^https:\/\/kubernetes\.io\/docs\//,
  )

  // The lines that are responsible are one press away.
  await dump.getByRole('button', { name: /containers\[0\]\.image, line \d+/ }).click()
  await expect(page.locator('.view-lines').first()).toContainText('registry.example.com/billing/')

  await dump.getByRole('button', { name: /Run it again from the start/ }).click()
  await expect(dump).toHaveCount(0)
  await playground.stepUntil(/exited with 1/)
  await expect(playground.pod('billing/report-x2lqp')).toBeVisible()
  await playground.stepUntil(/waits 10 s before it restarts container report/)
  await expect(page.getByRole('tab', { name: 'scenario.yaml' })).toBeVisible()

  await page.getByRole('button', { name: /^Undo/ }).first().click()
  await expect(page.getByRole('tab', { name: /web\.yaml/ })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'scenario.yaml' })).toHaveCount(0)
})

test('Nodes and Pods together begin as a snapshot of the cluster', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  await playground.paste(SNAPSHOT)
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('snapshot of a cluster')
  await expect(playground.pod('shop/web-abcde')).toHaveAccessibleName(/Running.*kind-worker/)
  await expect(playground.canvas.getByRole('button', { name: /etcd/ }).first()).toBeVisible()
  const why = await playground.inspect('billing/report', 'Why')
  await expect(why).toContainText('0/2 nodes are available')
})

test('what is no manifest says what it is, and the next best thing', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  await playground.paste(
    'Name:             web\nNamespace:        shop\nPriority:         0\nService Account:  default\nNode:             worker-1/172.18.0.3\n',
  )
  const said = page.getByRole('region', { name: 'What does not run' })
  await expect(said).toContainText('Nothing of this text runs.')
  await expect(said).toContainText('This is what kubectl describe prints')
  await expect(said).toContainText('kubectl get pod web -n shop -o yaml')
  // The picture is not that of the text before.
  await expect(playground.canvas.getByRole('button', { name: /^Pod / })).toHaveCount(0)
})

test('of output with one unknown kind, the rest runs as with kubectl apply', async ({
  playground,
}) => {
  await playground.open()
  await playground.paste(`apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: 'nginx:1.27'}]}
`)
  const said = playground.page.getByRole('region', { name: 'What does not run' })
  await expect(said).toContainText('Not all of this text runs: 1 error.')
  await expect(said).toContainText('ServiceMonitor')
  await playground.button('Last step').click()
  await expect(playground.canvas.getByRole('button', { name: /^Pod web-/ })).toHaveCount(2)
})

test('an image that nobody knows: one says at its note what it does', async ({ playground }) => {
  const { page } = playground
  await playground.open()
  await playground.paste(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - {name: api, image: "shop/api:1", ports: [{containerPort: 8080}]}\n',
  )
  const choices = page.getByRole('form', { name: 'What shop/api:1 does' })
  await choices.getByLabel('Exit code').fill('3')
  await choices.getByLabel('Seconds until it exits').fill('2')
  await choices.getByRole('button', { name: 'It exits' }).click()
  await playground.stepUntil(/exited with 3, because the scenario lets it run for 2 s/)
  await page.getByRole('tab', { name: 'scenario.yaml' }).click()
  await expect(page.locator('.view-lines').first()).toContainText('exitCode: 3')
  // The note is answered, and gone.
  await expect(choices).toHaveCount(0)
})

for (const [width, height] of [
  [1440, 900],
  [1024, 700],
  [390, 844],
] as const)
  test(`all that an unknown image may do is seen without scrolling, ${width}×${height}`, async ({
    playground,
  }) => {
    const { page } = playground
    await page.setViewportSize({ width, height })
    await playground.open()
    if (width < 600) await page.getByRole('button', { name: 'Editor', exact: true }).click()
    await playground.paste(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - {name: api, image: "registry.example.com/shop/api:1"}\n',
    )
    const choices = page.getByRole('form', { name: /^What .*api:1 does$/ }).getByRole('button')
    await expect(choices).toHaveCount(3)
    for (const choice of await choices.all()) await expect(choice).toBeInViewport({ ratio: 1 })
  })

test('a tar of a kustomize folder is opened: its manifests run, and what was not done is said', async ({
  playground,
}) => {
  skipInWebKitGtk('Its driver tells of no file choosers.')
  const { page } = playground
  await playground.open()
  const web = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: nginx, image: 'nginx:1.27'}]}
`
  const archive = tarOf('shop', [
    { path: 'base/kustomization.yaml', text: 'resources:\n- web.yaml\n' },
    { path: 'base/web.yaml', text: web },
    { path: 'prod/kustomization.yaml', text: 'namespace: prod\nresources: [../base]\n' },
  ])
  await page.keyboard.press('ControlOrMeta+K')
  await page.getByPlaceholder('What do you want to do?').fill('open files')
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (
    await chooser
  ).setFiles({
    name: 'shop.tar',
    mimeType: 'application/x-tar',
    buffer: Buffer.from(archive),
  })
  const notice = page.getByRole('status', { name: 'Notice' })
  await expect(notice).toContainText('3 files opened')
  await expect(notice).toContainText('Not done: namespace; kubectl kustomize prints all.')
  await expect(playground.pod('web')).toBeVisible()
  // It stays to be seen when the notice is gone, and is no error.
  const problems = page.getByRole('region', { name: 'Problems' })
  await expect(problems).toContainText('kustomize changes the manifests by namespace')
  await expect(page.getByRole('region', { name: 'What does not run' })).toHaveCount(0)
})

test('a text that is too long for a server comes in behind #yaml=', async ({ playground }) => {
  const filler = Array.from(
    { length: 400 },
    (_, i) =>
      `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: map-${i}}\ndata: {a: "${'x'.repeat(60)}"}\n`,
  ).join('')
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: far}\nspec: {containers: [{name: a, image: nginx}]}\n${filler}`
  expect(text.length).toBeGreaterThan(40_000)
  await playground.open(`#yaml=${encodeURIComponent(text)}`)
  await playground.button('Last step').click()
  await expect(playground.pod('far')).toBeVisible()
})

test('output of Helm: its tests are left out, its other hooks are named', async ({
  playground,
}) => {
  await playground.open()
  await playground.paste(`---
# Source: shop/templates/web.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: nginx, image: 'nginx:1.27'}]}
---
# Source: shop/templates/tests/test.yaml
apiVersion: v1
kind: Pod
metadata: {name: shop-test, annotations: {"helm.sh/hook": test}}
spec: {containers: [{name: wget, image: 'busybox:1.36'}]}
`)
  await expect(playground.page.getByRole('region', { name: 'Problems' })).toContainText(
    'an installation does not run it, so it is left out',
  )
  await playground.button('Last step').click()
  await expect(playground.pod('web')).toBeVisible()
  await expect(playground.pod('shop-test')).toHaveCount(0)
})

test('what the API server refuses most often is put right with one press', async ({
  playground,
}) => {
  await playground.open()
  await playground.paste(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: My_Web}\nspec: {containers: [{name: a, image: nginx}]}\n',
  )
  await playground.page.getByRole('button', { name: 'Change to my-web' }).click()
  await expect(playground.pod('my-web')).toBeVisible()
})

test('a Deployment with its Service: it runs, and the Service finds its Pods', async ({
  playground,
}) => {
  await playground.open()
  await playground.paste(`apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: nginx, image: 'nginx:1.27', ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80}]}
`)
  await expect(playground.owner('Deployment shop')).toBeVisible()
  await playground.button('Last step').click()
  await expect(playground.owner('Deployment shop')).toHaveAccessibleName(/2 of 2|2\/2/)
  await expect(playground.canvas.getByRole('button', { name: /^Pod shop-/ })).toHaveCount(2)
  await expect(playground.canvas.getByRole('button', { name: /^Service shop/ })).toBeVisible()
})

test('a List, as kubectl prints many objects: each of them runs', async ({ playground }) => {
  await playground.open()
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'words' }, data: { word: 'hello' } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'listed' },
        spec: {
          containers: [
            {
              name: 'say',
              image: 'busybox:1.36',
              command: ['sh', '-c', 'echo $WORD; sleep 3600'],
              envFrom: [{ configMapRef: { name: 'words' } }],
            },
          ],
        },
      },
    ],
  }
  await playground.paste(JSON.stringify(list, null, 2))
  await expect(playground.canvas.getByRole('button', { name: /^ConfigMap words/ })).toBeVisible()
  await playground.button('Last step').click()
  await expect(playground.pod('listed')).toHaveAccessibleName(/Running/)
})

test('where the browser hands nothing out, a paste anywhere on the page opens what was copied', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: app, image: "nginx:1.27" }] }\n`
  await page.evaluate(async (text) => {
    await navigator.clipboard.writeText(text)
    navigator.clipboard.readText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  }, pod('mine'))
  await playground.button('Paste yours').click()
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('Press Ctrl+V')
  await page.keyboard.press('ControlOrMeta+V')
  await expect(playground.pod('mine')).toBeVisible()
  // A field keeps what is pasted into it.
  await page.getByRole('button', { name: 'Terminal', exact: true }).click()
  const prompt = page.getByLabel('Command line')
  await prompt.focus()
  await page.keyboard.press('ControlOrMeta+V')
  await expect(prompt).toHaveValue(/kind: Pod/)
  await expect(page.getByRole('tab', { name: 'pasted.yaml' })).toBeVisible()
})
