// Follows pkg/printers/internalversion/printers.go printCronJob (v1.36).
import type { CronJob } from '#api/generated/types.ts'
import { formatLabelSelector } from './label-selector.ts'
import { ageOf, column, NONE, type Printer, UNSET, wide } from './printer.ts'
import { containerCells } from './template-cells.ts'

const WORDS = new Map<boolean | undefined, string>([
  [true, 'True'],
  [false, 'False'],
])

export const cronJobPrinter: Printer<CronJob> = {
  columns: [
    column('Name'),
    column('Schedule'),
    column('Timezone'),
    column('Suspend'),
    column('Active'),
    column('Last Schedule'),
    column('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells({ metadata, spec, status }, { nowMs }) {
    const { lastScheduleTime } = status ?? {}
    return [
      metadata.name ?? '',
      spec.schedule,
      spec.timeZone ?? NONE,
      WORDS.get(spec.suspend) ?? UNSET,
      String(status?.active?.length ?? 0),
      lastScheduleTime === undefined ? NONE : ageOf(lastScheduleTime, nowMs),
      ageOf(metadata.creationTimestamp, nowMs),
      ...containerCells(spec.jobTemplate.spec?.template),
      formatLabelSelector(spec.jobTemplate.spec?.selector),
    ]
  },
}
