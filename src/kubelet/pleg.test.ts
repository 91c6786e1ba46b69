// What a sync is told of its Pod: nothing from before the sync that ended last.
import { expect, test } from 'vitest'
import type { ContainerConfig } from '#runtime/cri.ts'
import { createPrng } from '#lib/prng.ts'
import { type Clock, createClock } from '#sim/clock.ts'
import { createScope } from '#sim/scope.ts'
import { spawn } from '#sim/task.ts'
import { Pleg } from './pleg.ts'
import type { PodRuntimeStatus } from './pod-runtime-status.ts'
import { FakeRuntime } from './testing/fake-runtime.ts'

const POD = { namespace: 'default', name: 'web', uid: 'u' }

const NETWORK = { hostNetwork: false, shareProcessNamespace: false } as const

const CONFIG: ContainerConfig = {
  name: 'app',
  attempt: 0,
  image: 'nginx',
  command: [],
  args: [],
  workingDir: '/',
  env: {},
  mounts: [],
  ports: [],
  memoryLimitBytes: null,
  terminationMessagePath: '',
}

/** Runs all timers up to and with an exact time. */
function runTo(clock: Clock, exactMs: number): void {
  for (let next = clock.nextExactMs(); next !== null && next <= exactMs; next = clock.nextExactMs())
    clock.step()
}

/** What a sync hears of a container that was started `offsetMs` from the beginning of a listing of all Pods. */
function heardAfter(offsetMs: number): PodRuntimeStatus {
  const clock = createClock()
  const runtime = new FakeRuntime({ clock, nodeName: 'worker-1' })
  const context = {
    clock,
    nodeName: 'worker-1',
    prng: createPrng(2),
    runtime,
    scope: createScope(),
  }
  const pleg = new Pleg(context, {
    onEvent() {},
    isOver: () => false,
    onRemoved() {},
    containerOf: () => undefined,
  })
  runtime.service.runPodSandbox({ pod: POD, attempt: 0, hostname: 'web', ...NETWORK })
  runTo(clock, 3000)
  // The next listing is that which a note asks for; it is seen a listing's time after its beginning.
  pleg.note(POD.uid)
  const beginsMs = (clock.nextExactMs() ?? 0) - 0.2
  let heard: PodRuntimeStatus | null = null
  clock.handle('test', () => {
    const sandboxId = runtime.service.podSandboxes(POD.uid)[0]?.id ?? ''
    const created = runtime.service.createContainer(sandboxId, CONFIG)
    if (created.ok) runtime.service.startContainer(created.value.containerId)
    const endMs = clock.exactMs
    pleg.note(POD.uid)
    pleg.requestRelist(POD.uid)
    const sync = spawn(pleg.newerThan(POD.uid, endMs))
    sync.done.whenSettled(() => (heard = sync.done.value))
  })
  clock.setExactTimer(beginsMs + offsetMs - clock.exactMs, 'test', 'sync', '')
  runTo(clock, 10_000)
  if (heard === null) throw new Error('it waits for ever')
  return heard
}

test.each(Array.from({ length: 41 }, (_, index) => [(index - 25) / 40]))(
  'a sync that ended %f ms from the beginning of a listing is known to the next one',
  (offsetMs) => {
    expect(heardAfter(offsetMs).containers.map(({ state }) => state)).toEqual(['running'])
  },
)
