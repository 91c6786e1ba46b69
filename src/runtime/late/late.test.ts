import { expect, test } from 'vitest'
import { TOOL_NAMES } from '../commands/names.ts'
import { NAMES_OF_TABLE } from '../commands/table.ts'
import { LATE_NAMES, mentionsLate } from './names.ts'
import { lateLoading, lateProgram } from './programs-of-page.ts'
import { CONTROL_PLANE } from '../programs/control-plane.ts'
import { LATE_PROGRAMS } from './table.ts'

test('the names are those of the table', () => {
  expect([...LATE_NAMES].toSorted()).toEqual(
    [...LATE_PROGRAMS.keys(), ...CONTROL_PLANE.keys()].toSorted(),
  )
})

test('the names of the tools are those of their table', () => {
  expect([...TOOL_NAMES]).toEqual(NAMES_OF_TABLE)
  expect(NAMES_OF_TABLE.filter((name) => LATE_NAMES.has(name))).toEqual([])
})

test.for([
  ['image: postgres:16', true],
  ['image: bitnami/redis', true],
  ['image: nginx:1.29', false],
  ['image: busybox\ncommand: [sh, -c, "echo hello-world"]', true],
  ['command: [sh, -c, "sleep 3600"]', false],
  ["ls | awk '{print $1}'", true],
  ['nodeSelector: {disk: ssd}', false],
] as const)('%j is seen to want one: %j', ([text, expected]) => {
  expect(mentionsLate(text)).toBe(expected)
})

test('in the page a program that is not loaded is missed, and is there afterwards', async () => {
  expect(lateProgram('nosuch')).toBeUndefined()
  expect(lateLoading.missed()).toBe(false)
  expect(lateLoading.isNeeded(['image: redis'])).toBe(true)
  expect(lateProgram('awk')).toBeUndefined()
  expect(lateLoading.missed()).toBe(true)
  await lateLoading.load()
  expect(lateLoading.missed()).toBe(false)
  expect(lateLoading.isNeeded(['image: redis'])).toBe(false)
  expect(lateProgram('awk')).toBeDefined()
})
