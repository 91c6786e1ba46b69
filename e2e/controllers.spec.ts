// Controllers as a person meets them: a node that dies, and who makes its Pods again.
import { expect, test } from './test.ts'

test('a dead node says when its Pods go, and they come back elsewhere', async ({ playground }) => {
  await playground.open('#example/node-dies')
  await playground.toStart()
  await playground.stepUntil(/switched machine worker-2 off/, 120)
  await playground.canvas.getByRole('button', { name: /^Node worker-2,/ }).click()
  await expect(playground.inspector).toContainText('Call worker-2 unreachable and taint it')
  await playground.stepUntil(/deleted Pod/, 60)
  await playground.button('Last step').click()
  const alive = playground.canvas.getByRole('button', {
    name: /^Pod web-\w+, Running, on worker-1/,
  })
  await expect(alive).toHaveCount(2)
})
