import { expect, test } from 'vitest'
import { worldStateOf } from '#client/world.ts'
import { createFavicon, standingOf } from './favicon.ts'

const row = (tone: 'run' | 'wait' | 'fail' | 'part' | 'done') => ({
  key: tone,
  name: tone,
  detail: '',
  word: tone,
  tone,
})

test.each([
  [[], 'none'],
  [['run', 'done'], 'run'],
  [['run', 'part'], 'wait'],
  [['wait', 'fail'], 'fail'],
] as const)('%j: %s', (tones, standing) => {
  expect(standingOf({ pods: tones.map(row) })).toBe(standing)
})

test('the icon changes with the state, and only then', () => {
  const hrefs: string[] = []
  const link = {
    set href(value: string) {
      hrefs.push(decodeURIComponent(value))
    },
  } as HTMLLinkElement
  const show = createFavicon(link, '<svg></svg>')
  const pod = (phase: string) =>
    worldStateOf([
      [
        'Pod/default/a',
        { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a' }, status: { phase } },
      ],
    ] as Parameters<typeof worldStateOf>[0])
  for (const phase of ['Pending', 'Pending', 'Running']) show({ world: pod(phase) })
  expect(hrefs).toHaveLength(2)
  expect(hrefs[0]).toMatch(/^data:image\/svg\+xml,<svg><circle/)
})
