// Why there is a line between two things, and what is named and not there.
import { expect, test } from './test.ts'

const SHOP = [
  'apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {selector: {app: web}, ports: [{port: 80}]}',
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec:\n  containers: [{name: app, image: nginx, volumeMounts: [{name: site, mountPath: /site}]}]\n  volumes: [{name: site, configMap: {name: pages}}]\n',
].join('\n---\n')

test('a thing that is pointed at or focused says what it has to do with the others; what is missing is a ghost', async ({
  playground,
}) => {
  const { page, canvas } = playground
  await playground.open()
  await playground.paste(SHOP)
  await playground.toEnd()
  const ghost = canvas.getByRole('button', { name: 'no such ConfigMap pages' })
  await expect(ghost).toHaveAccessibleName(/named by Pod web, volume site$/)
  const words = canvas.getByRole('note', { name: 'Relations' })
  await ghost.hover()
  await expect(words).toContainText('is named by Pod web in volume site')
  await page.mouse.move(5, 5)
  await expect(words).toHaveCount(0)
  await page.keyboard.press('Tab')
  await canvas.getByRole('button', { name: 'Service shop' }).focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  await expect(words).toContainText('selects Pod web by app=web, not ready: no traffic')
  await expect(canvas.locator('.cv-related-idle')).toHaveCount(1)
})
