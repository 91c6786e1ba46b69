// Shells beside the terminal's own: on nodes, in containers, and the editor that a line opens.
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

test('on a node: a static Pod is written, and the kubelet is restarted', async ({
  playground,
  terminal,
}) => {
  await terminal.open(ADDRESS)
  await terminal.type('ssh worker-1')
  await expect(terminal.mark).toHaveText('root@worker-1:~#')
  await terminal.type('crictl ps')
  await expect(terminal.log).toContainText('POD ID')
  await terminal.type(STATIC)
  await expect(playground.sentence).toContainText('wrote /etc/kubernetes/manifests/proxy.yaml')
  await terminal.type('sleep 15; crictl pods --name proxy')
  await expect(terminal.log).toContainText('proxy-worker-1', { timeout: 60_000 })
  await terminal.type('sudo systemctl restart kubelet; systemctl is-active kubelet')
  await expect(terminal.log).toContainText('active')
  await terminal.prompt.press('Control+d')
  await expect(terminal.log).toContainText('Connection to worker-1 closed.')
  await expect(terminal.mark).toHaveText('$')
  await playground.button('First step').click()
  await expect(terminal.log).not.toContainText('root@worker-1')
  await expect(terminal.mark).toHaveText('$')
  playground.expectQuiet()
})

test('in a container: what is written stays, and the link opens in the same shell', async ({
  playground,
  page,
  terminal,
}) => {
  await terminal.open(ADDRESS)
  await terminal.type('kubectl exec -it web -- bash')
  await expect(terminal.mark).toHaveText('root@web:/#')
  await terminal.type('cd /usr/share/nginx/html; echo hello > index.html')
  await expect(terminal.mark).toHaveText('root@web:/usr/share/nginx/html#')
  await terminal.type('curl -s localhost')
  await expect(terminal.log.getByText('hello', { exact: true })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('Link copied')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto('about:blank')
  await page.goto(link)
  await playground.ready()
  await expect(terminal.mark).toHaveText('root@web:/usr/share/nginx/html#')
  await terminal.type('exit 3')
  await expect(terminal.log).toContainText('command terminated with exit code 3')
  await expect(terminal.mark).toHaveText('$')
  playground.expectQuiet()
})

test('kubectl edit opens the object; saved it is an action, left it is nothing', async ({
  playground,
  page,
  terminal,
}) => {
  await terminal.open(ADDRESS)
  await terminal.prompt.fill('kubectl edit deployment shop')
  await terminal.prompt.press('Enter')
  const field = page.getByLabel('Text of deployment/shop')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue(/replicas: 1/)
  await field.press('Escape')
  await expect(terminal.log).toContainText('Edit cancelled, no changes made.')
  await terminal.prompt.fill('kubectl edit deployment shop')
  await terminal.prompt.press('Enter')
  const text = await field.inputValue()
  await field.fill(text.replace('replicas: 1', 'replicas: 3'))
  await field.press('Control+s')
  await expect(terminal.log).toContainText('deployment.apps/shop edited')
  await terminal.type('sleep 10; kubectl get pods -o name | grep -c shop')
  await expect(terminal.log).toContainText('3', { timeout: 60_000 })
  playground.expectQuiet()
})
