// What a person does in the first minutes: open, step, drag, break, share, come back.
import { expect, test } from './test.ts'

test('the first visit shows a Pod that one can step through with the keyboard', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await playground.toStart()
  await expect(playground.sentence).toHaveText(/^you applied Pod web: created\.$/)
  await page.keyboard.press('ArrowRight')
  await expect(playground.sentence).toHaveText(/kube-scheduler assigned Pod web to worker-\d/)
  await page.keyboard.press('End')
  await expect(playground.pod('web')).toHaveAccessibleName(/Running/)
  await page.keyboard.press('Home')
  await expect(playground.pod('web')).toHaveAccessibleName(/Pending/)
  await page.keyboard.press('Space')
  await expect(playground.button('Pause')).toBeVisible()
  await page.keyboard.press('Space')
  await expect(playground.button('Play')).toBeVisible()
})

test('the scheduler’s table shows why a Pod waits', async ({ playground }) => {
  await playground.open('#example/where-does-it-fit')
  await playground.button('Last step').click()
  const why = await playground.inspect('huge', 'Why')
  await expect(why).toContainText('0/2 nodes are available')
  await expect(why).toContainText('NodeResourcesFit')
  await expect(why).toContainText('Insufficient cpu')
  await expect(why).toContainText('Effective request')
})

test('what would let a waiting Pod fit is one click away, and undone by another', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await playground.paste(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: report}\nspec:\n  nodeSelector: {disktype: ssd}\n  containers: [{name: app, image: nginx, resources: {requests: {memory: 3Gi}}}]\n',
  )
  await playground.button('Last step').click()
  await playground.canvas.getByRole('button', { name: 'What would fit?' }).click()
  const why = playground.inspector.getByRole('tabpanel')
  const fits = why.getByRole('region', { name: 'What would fit?' })
  await expect(fits.getByRole('listitem').first()).toContainText('nodeSelector: disktype: ssd')
  await fits.getByRole('button', { name: 'Try it: Do without disktype' }).click()
  await playground.button('Last step').click()
  await expect(playground.pod('report')).toHaveAccessibleName(/Running/)
  await expect(fits).toHaveCount(0)
  await page.getByRole('button', { name: /^Undo/ }).first().click()
  await playground.ready()
  await expect(playground.pod('report')).toHaveAccessibleName(/Pending/)
})

test('a bare Pod stays gone, and a ReplicaSet’s Pod is replaced under a new name', async ({
  playground,
}) => {
  await playground.open('#example/bare-and-owned')
  await playground.stepUntil(/serving on :80/)
  await expect(playground.pod('alone')).toBeVisible()
  const owned = playground.canvas.getByRole('button', { name: /^Pod shop-/ })
  const names = (): Promise<readonly (string | undefined)[]> =>
    owned.evaluateAll((pods) =>
      pods.map((pod) => /^Pod (shop-[\w-]+)/.exec(pod.ariaLabel ?? '')?.[1]),
    )
  const before = await names()
  await playground.button('Last step').click()
  await expect(playground.pod('alone')).toHaveCount(0)
  await expect(owned.first()).toHaveAccessibleName(/Running/)
  const after = await names()
  expect([before.length, after.length]).toEqual([1, 2])
  expect(after).not.toContain(before[0])
})

test('a static Pod’s mirror comes back, and ends with its file', async ({ playground }) => {
  await playground.open('#example/static-pod')
  await playground.stepUntil(/you deleted Pod agent-worker-1/)
  await playground.stepUntil(/mirror Pod/)
  await expect(playground.container('agent')).toHaveAccessibleName(/running/)
  await playground.button('Last step').click()
  await expect(playground.container('agent')).toHaveCount(0)
})

test('a link opens at the same moment', async ({ playground, context }) => {
  const { page } = playground
  await playground.open('#example/init-fails')
  await playground.stepUntil(/waits 10 s before it restarts/)
  const sentence = await playground.sentence.innerText()
  await playground.button('Copy link').click()
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('opied')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toMatch(/#v1\/[\w-]+$/)
  const other = await context.newPage()
  await other.goto(link)
  await expect(other.locator('.sentence')).toHaveText(sentence)
})

test('a broken link says what is wrong, and what was there before is kept', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await playground.paste(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: mine }\nspec: { containers: [{ name: a, image: nginx }] }\n',
  )
  await expect(playground.pod('mine')).toBeVisible()
  await page.goto('about:blank')
  await playground.open('#v1/q1bKzEtJrVCyUkpJLElVslLKSS1JLSxRqgUA')
  await expect(page.getByText(/This link is (damaged|cut off)/)).toBeVisible()
  await expect(playground.pod('mine')).toBeVisible()
})

test('text from another tool comes in by ?yaml=', async ({ playground }) => {
  const yaml = encodeURIComponent(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: pasted }\nspec: { containers: [{ name: a, image: nginx }] }\n',
  )
  await playground.open(`?yaml=${yaml}`)
  await expect(playground.pod('pasted')).toBeVisible()
})

test('an error in the text is shown at its place, and the last good run stays', async ({
  playground,
}) => {
  await playground.open()
  await playground.paste(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a }] }\n',
  )
  await expect(playground.page.getByRole('region', { name: 'Problems' })).toContainText(
    'Required value',
  )
  await expect(playground.page.getByRole('region', { name: 'Old picture' })).toContainText(
    /This is the run before your change\. web\.yaml:4: .*Required value/,
  )
  await expect(playground.page.getByText(/run before/)).toHaveCount(1)
  await expect(playground.pod('web')).toBeVisible()
})

test('hostile text is only text', async ({ playground }) => {
  const html = '<img src=x onerror=globalThis.hacked=1>'
  await playground.open()
  await playground.paste(
    `apiVersion: v1\nkind: Pod\nmetadata: { name: web, annotations: { a: "${html}" } }\nspec: { containers: [{ name: hostile, image: nginx, command: [sh, -c, "echo '${html}'; sleep 99"] }] }\n`,
  )
  // Until the new text has run the last step is that of the first example.
  await expect(async () => {
    await playground.button('Last step').click()
    await expect(playground.container('hostile')).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(await playground.inspect('web', 'Logs')).toContainText(html)
  await expect(await playground.inspect('web', 'YAML')).toContainText(html)
  expect(await playground.page.evaluate(() => Reflect.get(globalThis, 'hacked'))).toBeUndefined()
})

test('spaces can be typed in the editor, and single keys rest there', async ({ playground }) => {
  await playground.open()
  const { page } = playground
  await page.locator('.monaco-editor').first().click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('# a b c ?')
  await expect(page.locator('.view-lines').first()).toContainText(/#\sa\sb\sc\s\?/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('a program that only the run names is fetched, and the run is made again with it', async ({
  playground,
}) => {
  await playground.open()
  await playground.paste(`apiVersion: v1
kind: Pod
metadata: {name: hidden}
spec:
  restartPolicy: Never
  containers:
  - name: main
    image: busybox:1.36
    command: [sh, -c, 't=a; seq 2 | \${t}wk "{print \\"line \\" \\$1}"']
`)
  await expect(playground.pod('hidden')).toBeVisible()
  await playground.button('Last step').click()
  const logs = await playground.inspect('hidden', 'Logs')
  await expect(logs).toContainText('line 1')
  await expect(logs).toContainText('line 2')
})
