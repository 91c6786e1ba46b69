import { expect, test } from 'vitest'
import { createLogFolders } from './log-folders.ts'

test('the next instance has the number behind the newest log that is left', () => {
  const logs = createLogFolders()
  expect(logs.next('pod', 'app')).toBe(0)
  for (const attempt of [0, 1, 2]) logs.set('pod', 'app', attempt)
  logs.set('pod', 'other', 7)
  expect(logs.next('pod', 'app')).toBe(3)
  // An init container of a new sandbox: the last instance goes with its log, those before it left theirs.
  logs.delete('pod', 'app', 0)
  logs.delete('pod', 'app', 2)
  expect(logs.next('pod', 'app')).toBe(2)
  logs.delete('pod', 'app', 1)
  expect(logs.next('pod', 'app')).toBe(0)
  logs.forgetPod('pod')
  expect(logs.next('pod', 'other')).toBe(0)
})
