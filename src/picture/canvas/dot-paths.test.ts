import { expect, test } from 'vitest'
import type { PodPicture } from './canvas-graph.ts'
import { dotAt, dotPaths, type Dot } from './dot-paths.ts'
import { planSeats } from './seats.ts'
import { crowd } from './testing/crowd.ts'

function dot(tone: PodPicture['state']['tone'], x: number): Dot {
  const pod = { key: `Pod/default/${x}`, state: { word: tone, tone } }
  return { pod: pod as PodPicture, x, y: 0, size: 10 }
}

test('each tone is one path, and failing Pods are crosses', () => {
  const paths = dotPaths([dot('run', 0), dot('fail', 10), dot('run', 20)])
  expect([...paths.keys()]).toEqual(['run', 'fail'])
  expect(paths.get('run')?.match(/z/g)).toHaveLength(2)
  expect(paths.get('fail')).toBe('M12.3 2.3l5.4 5.4m0 -5.4l-5.4 5.4')
})

test('a point finds the dot that it is in', () => {
  const dots = [dot('run', 0), dot('run', 10)]
  expect(dotAt(dots, 12, 5)).toBe(dots[1])
  expect(dotAt(dots, 12, 11)).toBeUndefined()
})

test('dots are large while nodes have few of them', () => {
  const sizeOf = (pods: number, nodes: number): number | undefined =>
    [...planSeats(crowd(pods, nodes)).nodes.values()][0]?.[0]?.width
  expect([sizeOf(200, 20), sizeOf(200, 5), sizeOf(200, 1)]).toEqual([28, 18, 11])
})
