import { expect, test } from 'vitest'
import { captionOf } from './caption.ts'

const selects = (name: string, rest = '') =>
  ({ key: name, why: `selects Pod \`${name}\` by \`app=web\`${rest}`, line: 'serves' }) as const

test('a few are named, many are counted, and what differs stands apart', () => {
  expect(captionOf([selects('a'), selects('b')])).toEqual([
    'selects Pod `a` by `app=web`',
    'selects Pod `b` by `app=web`',
  ])
  expect(
    captionOf([selects('a'), selects('b'), selects('c'), selects('d', ', not ready: no traffic')]),
  ).toEqual(['selects 3 Pods by `app=web`', 'selects Pod `d` by `app=web`, not ready: no traffic'])
})

test('beyond six lines the rest is counted', () => {
  const many = Array.from({ length: 9 }, (_, n) => ({
    key: String(n),
    why: `names ConfigMap \`c\` in \`volume ${n}\``,
    line: 'names' as const,
  }))
  const lines = captionOf(many)
  expect(lines).toHaveLength(6)
  expect(lines.at(-1)).toBe('and 4 more')
})
