// Changing something while time runs: from the start, or at this moment; and everything can be undone.
import { expect, test } from './test.ts'

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: myapp-pod
spec:
  initContainers:
  - name: init-myservice
    image: busybox:1.28
    command: [sh, -c, "until nslookup myservice; do echo waiting for myservice; sleep 2; done"]
  containers:
  - name: myapp-container
    image: busybox:1.28
    command: [sh, -c, "echo The app is running! && sleep 3600"]
`
const SERVICE = `---
apiVersion: v1
kind: Service
metadata: { name: myservice }
spec: { ports: [{ port: 80 }] }
`

test('the Pod waits, then the Service is typed and applied at that moment, and it goes on', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await playground.paste(POD)
  await expect(playground.pod('myapp-pod')).toBeVisible()
  const end = page.getByRole('region', { name: 'The end of the run' })
  await expect(end).toContainText('init-myservice of Pod myapp-pod goes on waiting for myservice')
  await playground.toEnd()
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Init:0\/1/)

  await page.locator('.monaco-editor').first().click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.insertText(SERVICE)
  const asks = page.getByRole('group', { name: 'When the change happens' })
  await expect(asks).toContainText('It ran from the start')
  await asks.getByRole('button', { name: /^Apply it at 0:\d/ }).click()
  await expect(
    page.getByRole('button', { name: /^Action at .* apply manifests\/web-at-/ }),
  ).toBeVisible()
  await expect(playground.sentence).toHaveText(/you applied Service myservice: created/)
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Init:0\/1/)
  await playground.stepUntil(/called myservice: resolved/)
  await playground.toEnd()
  await expect(playground.pod('myapp-pod')).toHaveAccessibleName(/Running/)
  // The last step comes from the file of the Pod, not from the one that was opened for the Service.
  await expect(page.getByRole('tab', { name: 'web.yaml', selected: true })).toBeVisible()
  // Why it goes on leads back to what was applied.
  await playground.toStart()
  await playground.stepUntil(/init-myservice exited with 0/)
  const why = await playground.inspect('myapp-pod', 'Why')
  await expect(why).toContainText(/you applied Service myservice: created/)
})

test('a manifest is typed line by line, whatever the editor offers meanwhile', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open()
  await page.locator('.monaco-editor').first().click()
  await page.keyboard.press('ControlOrMeta+A')
  // Slow enough that what is offered stands when the line is ended.
  for (const line of ['apiVersion: v1', 'kind: Service', 'metadata: { name: shop }']) {
    await page.keyboard.type(line, { delay: 20 })
    await page.waitForTimeout(400)
    await page.keyboard.press('Enter')
  }
  await expect(page.locator('.view-lines').first()).toHaveText(
    /apiVersion:.v1\s*kind:.Service\s*metadata:/,
  )
  await expect(page.locator('.view-line')).toHaveCount(4)
})

test('what was done is undone in the toast, with the keyboard, and done again', async ({
  playground,
}) => {
  const { page } = playground
  await playground.open('#example/what-survives')
  const flag = page.getByRole('button', { name: /^Action at/ })
  await expect(flag).toHaveCount(1)
  await flag.click()
  await page.getByRole('button', { name: /^Remove:/ }).click()
  await expect(flag).toHaveCount(0)
  await page.getByRole('status', { name: 'Notice' }).getByRole('button', { name: 'Undo' }).click()
  await expect(flag).toHaveCount(1)
  await page.keyboard.press('ControlOrMeta+Shift+Z')
  await expect(flag).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(flag).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})
