import { expect, test } from 'vitest'
import type { ContainerState, Probe } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { bind, makeContainer, makeInstance, makePod } from '#picture/canvas/testing/fixture.ts'
import { containerDetail, containerState, type ContainerFacts } from './container-state.ts'

const POD = bind(makePod('web', { containers: [makeContainer('nginx')] }), 'worker-1')
const PROBE: Probe = { httpGet: { port: 80 } }

interface Case {
  readonly state?: ContainerState
  readonly ready?: boolean
  readonly started?: boolean
  readonly record?: Partial<ContainerRecord>
  readonly rest?: Partial<ContainerFacts>
  readonly expected: string
}

const facts = ({ state, ready = false, started = false, record, rest }: Case): ContainerFacts => ({
  container: makeContainer('nginx'),
  role: 'app',
  status:
    state === undefined
      ? undefined
      : { name: 'nginx', image: '', imageID: '', restartCount: 0, ready, started, state },
  record: record === undefined ? undefined : makeInstance(POD, 'nginx', record),
  pulling: false,
  deleting: false,
  ...rest,
})

const CASES: readonly (readonly [string, Case])[] = [
  ['nothing is known', { expected: 'waiting/idle' }],
  [
    'its turn has not come',
    { state: { waiting: { reason: 'PodInitializing' } }, expected: 'PodInitializing/idle' },
  ],
  [
    'its image is pulled',
    {
      state: { waiting: { reason: 'ContainerCreating' } },
      rest: { pulling: true },
      expected: 'pulling image/wait',
    },
  ],
  ['it is created', { record: { state: 'created' }, expected: 'created/wait' }],
  ['it runs', { state: { running: {} }, record: {}, expected: 'running/run' }],
  [
    'it runs but the status does not say so yet',
    { state: { waiting: { reason: 'ContainerCreating' } }, record: {}, expected: 'running/run' },
  ],
  [
    'it has ended but the status does not say so yet',
    {
      state: { running: {} },
      record: { state: 'exited', exitCode: 3, reason: 'Error' },
      expected: 'exited 3/fail',
    },
  ],
  [
    'it has ended well',
    { state: { terminated: { exitCode: 0, reason: 'Completed' } }, expected: 'exited 0/done' },
  ],
  [
    'it was killed for its memory',
    { state: { terminated: { exitCode: 137, reason: 'OOMKilled' } }, expected: 'OOMKilled/fail' },
  ],
  [
    'it waits to be restarted',
    {
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      record: { state: 'exited', exitCode: 1, reason: 'Error' },
      expected: 'CrashLoopBackOff/fail',
    },
  ],
  [
    'its image cannot be pulled',
    { state: { waiting: { reason: 'ImagePullBackOff' } }, expected: 'ImagePullBackOff/fail' },
  ],
  [
    'its readiness probe fails',
    {
      state: { running: {} },
      started: true,
      record: {},
      rest: { container: makeContainer('nginx', { readinessProbe: PROBE }) },
      expected: 'not ready/part',
    },
  ],
  [
    'its readiness probe succeeds',
    {
      state: { running: {} },
      ready: true,
      started: true,
      record: {},
      rest: { container: makeContainer('nginx', { readinessProbe: PROBE }) },
      expected: 'running/run',
    },
  ],
  [
    'its startup probe has not succeeded',
    {
      state: { running: {} },
      record: {},
      rest: { container: makeContainer('nginx', { startupProbe: PROBE }) },
      expected: 'starting/part',
    },
  ],
  [
    'its Pod is deleted',
    { state: { running: {} }, record: {}, rest: { deleting: true }, expected: 'stopping/term' },
  ],
]

test.for(CASES)('the word and the tone of a container when %s', ([, given]) => {
  const { word, tone } = containerState(facts(given))
  expect(`${word}/${tone}`).toBe(given.expected)
})

test('a running container says what it does and a waiting one why it waits', () => {
  expect(
    containerDetail(facts({ record: { activity: 'waiting for Service `db`' }, expected: '' })),
  ).toBe('waiting for Service db')
  // Its state says that much.
  expect(containerDetail(facts({ record: { activity: 'running' }, expected: '' }))).toBe('')
  const message = 'configmap "site" not found'
  expect(
    containerDetail(
      facts({
        state: { waiting: { reason: 'CreateContainerConfigError', message } },
        expected: '',
      }),
    ),
  ).toBe(message)
})
