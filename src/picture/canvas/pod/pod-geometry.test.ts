import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import { contains, overlaps, type Box, type Point } from '../box.ts'
import { makeContainer } from '../testing/fixture.ts'
import { SHOP_SPEC } from '../testing/shop-front.ts'
import { FULL_WIDTH, HALF_WIDTH, podGeometry } from './pod-geometry.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const mountAll = (volumes: number) =>
  NAMES.slice(0, volumes).map((name) => ({ name, mountPath: `/data/${name}` }))
const specOf = (inits: number, apps: number, volumes: number): PodSpec => ({
  volumes: NAMES.slice(0, volumes).map((name) => ({ name, emptyDir: {} })),
  initContainers: NAMES.slice(0, inits).map((name) =>
    makeContainer(`init-${name}`, { volumeMounts: mountAll(volumes) }),
  ),
  containers: NAMES.slice(0, apps).map((name) =>
    makeContainer(name, { volumeMounts: mountAll(volumes) }),
  ),
})

const withEphemeral = (spec: PodSpec, count: number): PodSpec => ({
  ...spec,
  ephemeralContainers: NAMES.slice(0, count).map((name) => makeContainer(`debug-${name}`)),
})

const SPECS: readonly (readonly [string, PodSpec])[] = [
  ['one container', specOf(0, 1, 0)],
  ['one container and a volume', specOf(0, 1, 1)],
  ['two containers and a volume', specOf(0, 2, 1)],
  ['init containers and volumes', specOf(3, 2, 2)],
  ['more than a row of everything', specOf(7, 7, 7)],
  ['the shop front', SHOP_SPEC],
  ['no containers', { containers: [] }],
  ['ephemeral containers', withEphemeral(specOf(1, 2, 2), 4)],
  ['one container and an ephemeral one', withEphemeral(specOf(0, 1, 1), 1)],
]

test.for(SPECS)('in a Pod with %s nothing overlaps and nothing sticks out', ([, spec]) => {
  const geometry = podGeometry(spec)
  const card = { x: 0, y: 0, width: geometry.width, height: geometry.height }
  const boxes: Box[] = [...geometry.containers, ...geometry.volumes, geometry.strip]
  for (const [index, box] of boxes.entries()) {
    expect(contains(card, box)).toBe(true)
    for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false)
  }
  for (const box of geometry.containers) expect(contains(geometry.frame, box)).toBe(true)
})

test.for(SPECS)('in a Pod with %s no wire runs behind a container', ([, spec]) => {
  const { containers, wires } = podGeometry(spec)
  for (const wire of wires) {
    for (const [from, to] of segmentsOf(wire.points)) {
      for (const box of containers) expect(overlaps(inner(box), lineBox(from, to))).toBe(false)
    }
  }
})

test('a wire goes from the plug of the container to the volume it mounts', () => {
  const { containers, volumes, wires } = podGeometry(SHOP_SPEC)
  expect(wires.map(({ container, volume, readOnly }) => [container, volume, readOnly])).toEqual([
    ['log-shipper', 'logs', true],
    ['fetch-site', 'site', false],
    ['nginx', 'site', true],
    ['nginx', 'logs', false],
  ])
  for (const wire of wires) {
    const box = containers.find(({ name }) => name === wire.container)
    const volume = volumes.find(({ name }) => name === wire.volume)
    expect(wire.points[0]?.y).toBe((box?.y ?? 0) + (box?.height ?? 0))
    expect(wire.points.at(-1)?.y).toBe(volume?.y)
  }
})

test('lines of different volumes never lie on one another', () => {
  const { wires } = podGeometry(specOf(3, 3, 4))
  const level = (volume: string) =>
    new Set(
      wires
        .filter((wire) => wire.volume === volume)
        .flatMap((wire) => segmentsOf(wire.points))
        .filter(([from, to]) => from.y === to.y && from.x !== to.x)
        .map(([from]) => from.y),
    )
  const first = level('a')
  for (const y of level('b')) expect(first.has(y)).toBe(false)
})

test('a Pod with one container takes half a row and others a whole one', () => {
  expect(podGeometry(specOf(0, 1, 1)).width).toBe(HALF_WIDTH)
  expect(podGeometry(specOf(0, 1, 2)).width).toBe(FULL_WIDTH)
  expect(podGeometry(specOf(1, 1, 0)).width).toBe(FULL_WIDTH)
  expect(podGeometry(specOf(0, 2, 0)).width).toBe(FULL_WIDTH)
})

test('the token of the service account is not drawn and surplus volumes are counted', () => {
  const withToken = {
    ...specOf(0, 1, 6),
    volumes: [{ name: 'kube-api-access-x7k2p', projected: {} }, ...(specOf(0, 1, 6).volumes ?? [])],
  }
  const { volumes, moreVolumes } = podGeometry(withToken)
  expect(volumes.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  expect(moreVolumes).toBe(2)
})

function segmentsOf(points: readonly Point[]): readonly (readonly [Point, Point])[] {
  return points.slice(1).map((point, index) => [points[index] ?? point, point] as const)
}

/** A line as a thin box, a little off its ends, where it may touch. */
function lineBox(from: Point, to: Point): Box {
  const x = Math.min(from.x, to.x)
  const y = Math.min(from.y, to.y)
  return {
    x: x - 0.5,
    y: y - 0.5,
    width: Math.abs(from.x - to.x) + 1,
    height: Math.abs(from.y - to.y) + 1,
  }
}

const inner = (box: Box): Box => ({
  x: box.x + 1,
  y: box.y + 1,
  width: box.width - 2,
  height: box.height - 2,
})

test('an ephemeral container stands below the others, and the card stays as wide', () => {
  const before = podGeometry(specOf(0, 1, 0))
  const after = podGeometry(withEphemeral(specOf(0, 1, 0), 1))
  expect(after.width).toBe(before.width)
  expect(after.containers[0]).toEqual(before.containers[0])
  expect(after.captions.map(({ text }) => text)).toEqual(['ephemeral container'])
  expect(after.containers[1]?.y).toBeGreaterThan(before.containers[0]?.y ?? Infinity)
})
