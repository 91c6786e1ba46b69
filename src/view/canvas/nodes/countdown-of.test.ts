import { expect, test } from 'vitest'
import { acts, type NextAct, rests } from '#controllers/next-act/next-act.ts'
import { countdownOf } from './countdown-of.ts'

const TAINTED = { taints: ['node.kubernetes.io/unreachable:NoExecute'] }
const CASES: readonly (readonly [string, readonly string[], NextAct | undefined, string | null])[] =
  [
    ['a node of which nothing is known yet', [], undefined, null],
    ['a healthy node', [], rests('its kubelet gives signs of life'), null],
    ['a silent node', [], acts('Taint it', 'it is silent', { atMs: 44_000 }), 'tainted in 34s'],
    [
      'a node that is tainted at once',
      [],
      acts('Taint it', 'it counts as unreachable', { atMs: null }),
      null,
    ],
    [
      'a node with a taint that drives nobody away',
      ['dedicated=db:NoSchedule'],
      acts('Taint it', 'it is silent', { atMs: 44_000 }),
      'tainted in 34s',
    ],
    [
      'a tainted node with Pods',
      TAINTED.taints,
      acts('Delete `web`', 'its node has the taint', { atMs: 310_000 }),
      'evicts in 5m',
    ],
    [
      'a time that is over',
      TAINTED.taints,
      acts('Delete `web`', 'its node has the taint', { atMs: 10_000 }),
      null,
    ],
  ]

test.for(CASES)('%s', ([, taints, next, text]) => {
  expect(countdownOf({ taints }, next, 10_000)?.text ?? null).toBe(text)
})

test('the title says what happens then, and why, without the marks of names', () => {
  const next = acts('Delete `web`', 'its node has the taint `a`', { atMs: 20_000 })
  expect(countdownOf(TAINTED, next, 0)?.title).toBe('Delete web, because its node has the taint a')
})
