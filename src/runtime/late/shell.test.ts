import { expect, test } from 'vitest'
import { lateShell, shellLoading } from './shell-of-page.ts'

test('in the page the shell is loaded when a text may run a script, or when it was missed', async () => {
  expect(shellLoading.isNeeded(['kind: Pod\nspec: { containers: [{ image: nginx }] }'])).toBe(false)
  for (const text of [
    'command: [sleep, "60"]',
    '"args":["-c","true"]',
    'readinessProbe: { exec: {} }',
    'image: busybox:1.36',
    '- kubectl: exec web -- bash',
  ])
    expect(shellLoading.isNeeded([text]), text).toBe(true)
  expect(shellLoading.missed()).toBe(false)
  expect(lateShell()).toBeNull()
  expect(shellLoading.missed()).toBe(true)
  await shellLoading.load()
  expect(shellLoading.missed()).toBe(false)
  expect(shellLoading.isNeeded(['command: [sh]'])).toBe(false)
  expect(typeof lateShell()?.parseScript('echo hi')).toBe('object')
})
