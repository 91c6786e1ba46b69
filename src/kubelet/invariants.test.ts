import { isMirrorPod } from '#api/core/containers.ts'
import { expect, test } from 'vitest'
import type { Container } from '#api/generated/types.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { applyPod, createFixture, type Fixture, NODE } from './testing/fixture.ts'

// Many seeds of random Pods, crashes, deletions and files. Whatever happens, restart counts only grow,
// final phases stay, and once everything is deleted nothing is left: no object, container or timer.

const SEEDS = 15
const PODS = ['a', 'b', 'c', 'd']
const NAMES = ['one', 'two']

const chance = (prng: Prng, percent: number): boolean => prng.next(100) < percent
const pick = <T>(prng: Prng, items: readonly [T, ...T[]]): T =>
  items[prng.next(items.length)] ?? items[0]

function randomContainer(prng: Prng, name: string, isInit: boolean): Container {
  const isSidecar = isInit && chance(prng, 40)
  const probe = { tcpSocket: { port: 80 }, periodSeconds: 1 + prng.next(3), failureThreshold: 2 }
  const mayProbe = !isInit || isSidecar
  return {
    name,
    image: chance(prng, 5) ? 'missing:1' : 'nginx:1',
    ...(isSidecar ? { restartPolicy: 'Always' } : {}),
    ...(mayProbe && chance(prng, 30) ? { startupProbe: { ...probe, failureThreshold: 5 } } : {}),
    ...(mayProbe && chance(prng, 30) ? { livenessProbe: probe } : {}),
    ...(mayProbe && chance(prng, 30) ? { readinessProbe: probe } : {}),
    ...(chance(prng, 15) && mayProbe
      ? {
          lifecycle: {
            preStop: { sleep: { seconds: prng.next(4) } },
            postStart: { exec: { command: ['x'] } },
          },
        }
      : {}),
  }
}

function randomPod(fixture: Fixture, prng: Prng, name: string): void {
  applyPod(
    fixture,
    {
      restartPolicy: pick(prng, ['Always', 'OnFailure', 'Never']),
      terminationGracePeriodSeconds: prng.next(8),
      ...(chance(prng, 10) ? { activeDeadlineSeconds: 1 + prng.next(30) } : {}),
      ...(chance(prng, 15) ? { volumes: [{ name: 'v', configMap: { name: 'nope' } }] } : {}),
      initContainers: chance(prng, 50)
        ? ['i', 'j'].map((init) => randomContainer(prng, init, true))
        : [],
      containers: NAMES.slice(prng.next(2)).map((one) => randomContainer(prng, one, false)),
    },
    name,
  )
}

function act(fixture: Fixture, prng: Prng): void {
  const name = pick(prng, ['a', 'b', 'c', 'd'])
  const pod = fixture.pod(name)
  switch (prng.next(7)) {
    case 0:
    case 1:
      if (pod === undefined) randomPod(fixture, prng, name)
      break
    case 2:
      fixture.client.deletePod(name)
      break
    case 3:
      fixture.client.deletePod(name, prng.next(3))
      break
    case 4:
      fixture.runtime.service.kill(pick(prng, ['one', 'two', 'i', 'j', 'app']), prng.next(2))
      break
    case 5:
      if (pod !== undefined) fixture.runtime.service.killSandbox(pod.metadata.uid ?? '')
      break
    default:
      if (chance(prng, 50)) fixture.runtime.disk.remove('/etc/kubernetes/manifests/s')
      else fixture.runtime.disk.write('/etc/kubernetes/manifests/s', pick(prng, ['s', 's ', 'bad']))
  }
}

function watchInvariants(fixture: Fixture): void {
  fixture.client.watch('Pod', ({ object, old }) => {
    if (old === undefined || old.metadata.uid !== object.metadata.uid) return
    const before = old.status?.phase ?? ''
    if (before === 'Succeeded' || before === 'Failed') expect(object.status?.phase).toBe(before)
    for (const { name, restartCount } of object.status?.containerStatuses ?? []) {
      const last = old.status?.containerStatuses?.find((one) => one.name === name)
      // A static Pod whose file was away goes on with its mirror and begins to count anew.
      if (isMirrorPod(object)) continue
      expect(restartCount).toBeGreaterThanOrEqual(last?.restartCount ?? 0)
    }
  })
}

test.for(Array.from({ length: SEEDS }, (_, seed) => seed))(
  'nothing is left behind, seed %i',
  (seed) => {
    const prng = createPrng(seed)
    const fixture = createFixture({
      presentImages: ['nginx:1', 'nginx'],
      missingImages: ['missing:1'],
      probe: () => pick(prng, [{ kind: 'open' }, { kind: 'open' }, { kind: 'refused' }]),
      exec: () => ({ exitCode: prng.next(4) === 0 ? 1 : 0, output: '', timedOut: false }),
      behave: () => ({
        ...(chance(prng, 50) ? { runMs: 1 + prng.next(20_000) } : {}),
        exitCode: prng.next(2),
        termMs: chance(prng, 30) ? null : prng.next(3000),
      }),
    })
    watchInvariants(fixture)
    let timeMs = 0
    for (let step = 0; step < 60; step += 1) {
      timeMs += prng.next(4000)
      fixture.runTo(timeMs / 1000)
      act(fixture, prng)
    }
    fixture.runtime.disk.remove('/etc/kubernetes/manifests/s')
    for (const name of PODS) fixture.client.deletePod(name)
    fixture.runTo(timeMs / 1000 + 400)
    expect([...PODS, `s-${NODE}`].filter((name) => fixture.pod(name) !== undefined)).toEqual([])
    expect(fixture.runtime.service.everything()).toEqual([])
    expect(fixture.clock.nextMs()).toBe(null)
  },
)
