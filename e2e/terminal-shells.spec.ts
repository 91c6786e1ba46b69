// Shells beside the terminal's own: on nodes, in containers, and the editor that a line opens.
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './test.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  nodeName: worker-1
  containers:
  - {name: web, image: "nginx:1.27"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: app, image: busybox, command: [sleep, "100000"]}]}
`
const ADDRESS = `?yaml=${encodeURIComponent(POD)}`
const STATIC = `cat > /etc/kubernetes/manifests/proxy.yaml <<EOF
apiVersion: v1
kind: Pod
metadata: {name: proxy}
spec: {containers: [{name: proxy, image: haproxy}]}
EOF`

test.describe.configure({ timeout: 240_000 })

const log = (page: Page): Locator => page.getByRole('log', { name: 'What the terminal printed' })
const prompt = (page: Page): Locator => page.getByLabel('Command line')
const marked = (page: Page): Locator => page.locator('.terminal-entry > b')

async function type(page: Page, line: string): Promise<void> {
  await prompt(page).fill(line)
  await prompt(page).press('Enter')
  await expect(prompt(page)).toHaveValue('')
  await expect(page.getByText('working it out')).toHaveCount(0, { timeout: 60_000 })
}

test('on a node: a static Pod is written, and the kubelet is restarted', async ({
  playground,
  page,
}) => {
  await playground.open(ADDRESS)
  await playground.button('Last step').click()
  await playground.button('Terminal').click()
  await type(page, 'ssh worker-1')
  await expect(marked(page)).toHaveText('root@worker-1:~#')
  await type(page, 'crictl ps')
  await expect(log(page)).toContainText('POD ID')
  await type(page, STATIC)
  await expect(playground.sentence).toContainText('wrote /etc/kubernetes/manifests/proxy.yaml')
  await type(page, 'sleep 15; crictl pods --name proxy')
  await expect(log(page)).toContainText('proxy-worker-1', { timeout: 60_000 })
  await type(page, 'sudo systemctl restart kubelet; systemctl is-active kubelet')
  await expect(log(page)).toContainText('active')
  await prompt(page).press('Control+d')
  await expect(log(page)).toContainText('Connection to worker-1 closed.')
  await expect(marked(page)).toHaveText('$')
  await playground.button('First step').click()
  await expect(log(page)).not.toContainText('root@worker-1')
  await expect(marked(page)).toHaveText('$')
  playground.expectQuiet()
})

test('in a container: what is written stays, and the link opens in the same shell', async ({
  playground,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await playground.open(ADDRESS)
  await playground.button('Last step').click()
  await playground.button('Terminal').click()
  await type(page, 'kubectl exec -it web -- bash')
  await expect(marked(page)).toHaveText('root@web:/#')
  await type(page, 'cd /usr/share/nginx/html; echo hello > index.html')
  await expect(marked(page)).toHaveText('root@web:/usr/share/nginx/html#')
  await type(page, 'curl -s localhost')
  await expect(log(page).getByText('hello', { exact: true })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('Link copied')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto('about:blank')
  await page.goto(link)
  await playground.ready()
  await expect(marked(page)).toHaveText('root@web:/usr/share/nginx/html#')
  await type(page, 'exit 3')
  await expect(log(page)).toContainText('command terminated with exit code 3')
  await expect(marked(page)).toHaveText('$')
  playground.expectQuiet()
})

test('kubectl edit opens the object; saved it is an action, left it is nothing', async ({
  playground,
  page,
}) => {
  await playground.open(ADDRESS)
  await playground.button('Last step').click()
  await playground.button('Terminal').click()
  await prompt(page).fill('kubectl edit deployment shop')
  await prompt(page).press('Enter')
  const field = page.getByLabel('Text of deployment/shop')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue(/replicas: 1/)
  await field.press('Escape')
  await expect(log(page)).toContainText('Edit cancelled, no changes made.')
  await prompt(page).fill('kubectl edit deployment shop')
  await prompt(page).press('Enter')
  const text = await field.inputValue()
  await field.fill(text.replace('replicas: 1', 'replicas: 3'))
  await field.press('Control+s')
  await expect(log(page)).toContainText('deployment.apps/shop edited')
  await type(page, 'sleep 10; kubectl get pods -o name | grep -c shop')
  await expect(log(page)).toContainText('3', { timeout: 60_000 })
  playground.expectQuiet()
})
