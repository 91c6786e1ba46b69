import { expect, test } from 'vitest'
import { LAST_LOG_LINE, type LogRule, MOST_LOG_LINES, printedLines } from './log-rules.ts'

const rule = (more: Partial<LogRule>): LogRule => ({
  stream: 'stdout',
  line: ['tick'],
  fromMs: 0,
  everyMs: 1000,
  count: null,
  rank: 5,
  order: 0,
  ...more,
})
const written = (timeMs: number, text: string, rank = Infinity) => ({
  timeMs,
  rank,
  text,
  stream: 'stdout' as const,
})
const textAt = (
  nowMs: number,
  lines: readonly ReturnType<typeof written>[],
  rules: readonly LogRule[],
): readonly string[] =>
  printedLines(lines, rules, nowMs).map(({ timeMs, text }) => `${timeMs} ${text}`)

test('lines of a rule end at the moment, or with the rule', () => {
  expect(textAt(2500, [], [rule({})])).toEqual(['0 tick', '1000 tick', '2000 tick'])
  expect(textAt(2500, [], [rule({ count: 2 })])).toEqual(['0 tick', '1000 tick'])
})

test('lines of one millisecond stand in the order of their ranks, and of their place in the rule', () => {
  const rules = [
    rule({ line: ['second'], order: 1 }),
    rule({ line: ['first'] }),
    rule({ line: ['earlier'], rank: 2 }),
  ]
  const lines = [written(0, 'before', 1), written(0, 'between', 3), written(0, 'after')]
  expect(textAt(0, lines, rules)).toEqual([
    '0 before',
    '0 earlier',
    '0 between',
    '0 first',
    '0 second',
    '0 after',
  ])
})

test('times in a line are those of the moment in which it is printed, or of shortly before', () => {
  const line = ['at ', { format: '%T', beforeMs: 1 }] as const
  expect(textAt(10_000, [], [rule({ line, fromMs: 0, everyMs: 10_000 })])).toEqual([
    '0 at 09:59:59',
    '10000 at 10:00:09',
  ])
})

test('beyond the most that is kept, one line says so', () => {
  const lines = textAt(5_000_000, [written(500, 'hello')], [rule({})])
  expect(lines.length).toBe(MOST_LOG_LINES + 1)
  expect(lines[1]).toBe('500 hello')
  expect(lines.at(-1)).toBe(`999000 ${LAST_LOG_LINE}`)
})
