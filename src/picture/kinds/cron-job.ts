import type { CronJob } from '#api/generated/types.ts'
import type { StateWord } from '../words/pod-state.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'
import { madeAt } from './owner-words.ts'

const RUNS: StateWord = { word: 'Running', tone: 'run' }
const SCHEDULED: StateWord = { word: 'Scheduled', tone: 'done' }
const SUSPENDED: StateWord = { word: 'Suspended', tone: 'wait' }

export const cronJobPicture: KindPicture<CronJob> = {
  ...UNSEEN,
  place: 'owner',
  label: 'CronJob',
  owner({ metadata, spec, status }) {
    const active = status?.active?.length ?? 0
    const isSuspended = spec.suspend === true
    const calm = active > 0 ? RUNS : SCHEDULED
    return {
      ready: active,
      desired: active,
      state: isSuspended ? SUSPENDED : calm,
      counts: [],
      detail: `${spec.schedule} · ${spec.concurrencyPolicy ?? 'Allow'}`,
      order: madeAt(metadata),
      active: true,
    }
  },
  children: 'runs',
  outline({ spec, status }) {
    const active = status?.active?.length ?? 0
    const runs = active === 1 ? '1 run is active' : `${active} runs are active`
    return `${spec.schedule}: ${spec.suspend === true ? 'suspended, ' : ''}${runs}`
  },
  facts: ({ spec, status }) => [
    ['Schedule', spec.schedule],
    ['Time zone', spec.timeZone ?? 'UTC'],
    ['Concurrency', spec.concurrencyPolicy ?? 'Allow'],
    ['Suspended', spec.suspend === true ? 'yes' : 'no'],
    ['Active', String(status?.active?.length ?? 0)],
    ['Last scheduled', status?.lastScheduleTime ?? 'never'],
    ['Last successful', status?.lastSuccessfulTime ?? 'never'],
  ],
  conditions: () => [],
}
