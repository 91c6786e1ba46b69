// What goes on from line to line in the terminal: chips, a port that is forwarded, and a container that is gone into.
import { expect, test } from './test.ts'

const WEB = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: nginx
    image: nginx:1.27
    ports: [{containerPort: 80}]
`
const ADDRESS = `?yaml=${encodeURIComponent(WEB)}`

test.describe.configure({ timeout: 120_000 })

test('a chip, a forwarded port, and a container to debug, which is drawn at its Pod', async ({
  playground,
  page,
  terminal,
}) => {
  await terminal.open(ADDRESS)
  await page.getByRole('group', { name: 'Next' }).getByRole('button', { name: 'get pods' }).click()
  await expect(terminal.log).toContainText('1/1')
  await terminal.type('kubectl port-forward pod/web 8080:80 & curl -s localhost:8080 | head -n 4')
  await terminal.toItsEnd()
  await expect(terminal.log).toContainText('Welcome to nginx!')
  await terminal.type('curl -sI localhost:8080 | head -n 1')
  await terminal.toItsEnd()
  await expect(terminal.log).toContainText('HTTP/1.1 200 OK')
  await terminal.type('kubectl debug -it web --image=busybox -c dbg --target=nginx')
  await terminal.toItsEnd()
  await expect(terminal.mark).toHaveText('/ #')
  await expect(
    playground.canvas.getByRole('button', { name: /^Ephemeral container dbg/ }),
  ).toBeVisible()
  await terminal.type('ps')
  await terminal.toItsEnd()
  await expect(terminal.log).toContainText('nginx -g daemon off')
  await terminal.type('exit')
  await terminal.toItsEnd()
  await expect(terminal.log).toContainText('Session ended, the ephemeral container')
  await expect(terminal.mark).toHaveText('$')
  playground.expectQuiet()
})
