import type { CronJob } from '#api/generated/types.ts'
import type { KindPicture } from './kind-picture.ts'

export const cronJobPicture: KindPicture<CronJob> = {
  // Its Jobs own the Pods; it has no count of them that a box could show.
  place: 'line',
  label: 'CronJob',
  ready: () => null,
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
