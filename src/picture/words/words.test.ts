import { expect, test } from 'vitest'
import { predicateOf } from './entry-sentence.ts'
import { amountText, bytesText, clockText, durationText, spokenTime } from './format.ts'
import { nodeState, toneOfWord } from './pod-state.ts'

test.each([
  [0, '0:00.0'],
  [14_249, '0:14.2'],
  [61_000, '1:01.0'],
  [3_723_000, '1:02:03'],
  [-5, '0:00.0'],
])('%d ms is %s on the clock', (ms, text) => expect(clockText(ms)).toBe(text))

test.each([
  [350, '350ms'],
  [1480, '1.5s'],
  [12_900, '12s'],
  [200_000, '3m20s'],
  [7_500_000, '2h5m'],
])('%d ms last %s', (ms, text) => expect(durationText(ms)).toBe(text))

test.each([
  ['cpu', 1900, '1900m'],
  ['cpu', 2000, '2'],
  ['memory', 134_217_728, '128Mi'],
  ['example.com/gpu', 2, '2'],
])('%s %d is written %s', (resource, amount, text) =>
  expect(amountText(resource, amount)).toBe(text),
)

test('bytes have binary units', () => expect(bytesText(1536)).toBe('1.5Ki'))

test('times are spoken in words', () => expect(spokenTime(61_200)).toBe('1 minute 1.2 seconds'))

test.each([
  ['started `web`', 'the image is there', 'started `web`, because the image is there.'],
  ['started `web`', null, 'started `web`.'],
  ['said: done.', null, 'said: done.'],
])('a sentence has one full stop', (message, because, text) => {
  expect(predicateOf({ message, because })).toBe(text)
})

test.each([
  ['Running', 'run'],
  ['Init:1/3', 'wait'],
  ['Init:CrashLoopBackOff', 'fail'],
  ['Completed', 'done'],
  ['Terminating', 'term'],
  ['OutOfcpu', 'fail'],
])('%s has the tone %s', (word, tone) => expect(toneOfWord(word)).toBe(tone))

test('a cordoned node says so', () => {
  const conditions = [{ type: 'Ready', status: 'True' }]
  expect(nodeState({ spec: { unschedulable: true }, status: { conditions } })).toEqual({
    word: 'Ready,SchedulingDisabled',
    tone: 'wait',
  })
})
