// Jobs and CronJobs. Follows k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type { CronJob, Job, JobTemplateSpec } from '#api/generated/types.ts'
import { formatLabelSelector as selectorText } from '#api/meta/label-selector-text.ts'
import { msOfTime } from '#api/meta/time.ts'
import { humanDuration } from '../duration.ts'
import { NONE, printBool, printController, printHead, rfc1123, UNSET } from './common.ts'
import { printAnnotationsMultiline, printLabelsMultiline } from './common.ts'
import { describePodTemplate } from './pod.ts'
import type { Writer } from './writer.ts'

const MOST_INDEXES = 50

/** A Job. */
export function describeJob(writer: Writer, { metadata, spec, status }: Job): void {
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
  const controlledBy = printController(metadata)
  const given = (title: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) writer.line(0, `${title}:\t${value}`)
  }
  given('Controlled By', controlledBy === '' ? undefined : controlledBy)
  given('Parallelism', spec?.parallelism)
  writer.line(0, `Completions:\t${spec?.completions ?? UNSET}`)
  given('Completion Mode', spec?.completionMode)
  given('Suspend', spec?.suspend)
  given('Backoff Limit', spec?.backoffLimit)
  given('TTL Seconds After Finished', spec?.ttlSecondsAfterFinished)
  const { startTime, completionTime } = status ?? {}
  if (typeof startTime === 'string') given('Start Time', rfc1123(startTime))
  if (typeof completionTime === 'string') given('Completed At', rfc1123(completionTime))
  if (typeof startTime === 'string' && typeof completionTime === 'string')
    given('Duration', humanDuration(msOfTime(completionTime) - msOfTime(startTime)))
  if (spec?.activeDeadlineSeconds !== undefined)
    given('Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`)
  const { active = 0, ready, succeeded = 0, failed = 0 } = status ?? {}
  const isReady = ready === undefined ? '' : ` (${ready} Ready)`
  given('Pods Statuses', `${active} Active${isReady} / ${succeeded} Succeeded / ${failed} Failed`)
  if (spec?.completionMode === 'Indexed')
    given('Completed Indexes', indexesText(status?.completedIndexes ?? ''))
  describePodTemplate(writer, spec?.template)
}

/** Follows capIndexesListOrNone: cut at the first comma behind fifty characters. */
function indexesText(indexes: string): string {
  if (indexes === '') return NONE
  const end = indexes.indexOf(',', MOST_INDEXES)
  return end < 0 ? indexes : `${indexes.slice(0, end + 1)}...`
}

/** A CronJob. */
export function describeCronJob(writer: Writer, { metadata, spec, status }: CronJob): void {
  printHead(writer, metadata)
  writer.line(0, `Schedule:\t${spec?.schedule ?? ''}`)
  writer.line(0, `Concurrency Policy:\t${spec?.concurrencyPolicy ?? ''}`)
  writer.line(0, `Suspend:\t${printBool(spec?.suspend)}`)
  writer.line(0, `Time Zone:\t${spec?.timeZone ?? UNSET}`)
  writer.line(0, `Successful Job History Limit:\t${spec?.successfulJobsHistoryLimit ?? UNSET}`)
  writer.line(0, `Failed Job History Limit:\t${spec?.failedJobsHistoryLimit ?? UNSET}`)
  const deadline = spec?.startingDeadlineSeconds
  writer.line(0, `Starting Deadline Seconds:\t${deadline === undefined ? UNSET : `${deadline}s`}`)
  describeJobTemplate(writer, spec?.jobTemplate)
  const last = status?.lastScheduleTime
  writer.line(0, `Last Schedule Time:\t${typeof last === 'string' ? rfc1123(last) : UNSET}`)
  const active = (status?.active ?? []).map(({ name = '' }) => name)
  writer.line(0, `Active Jobs:\t${active.length === 0 ? NONE : active.join(', ')}`)
}

function describeJobTemplate(writer: Writer, template: JobTemplateSpec | undefined): void {
  const { selector, parallelism, completions, activeDeadlineSeconds } = template?.spec ?? {}
  writer.line(0, `Selector:\t${selector === undefined ? UNSET : selectorText(selector)}`)
  writer.line(0, `Parallelism:\t${parallelism ?? UNSET}`)
  writer.line(0, `Completions:\t${completions ?? UNSET}`)
  if (activeDeadlineSeconds !== undefined)
    writer.line(0, `Active Deadline Seconds:\t${activeDeadlineSeconds}s`)
  describePodTemplate(writer, template?.spec?.template)
}
