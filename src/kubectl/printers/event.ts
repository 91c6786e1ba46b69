// Follows pkg/printers/internalversion/printers.go printEvent (v1.36).
import type { Event } from '#api/generated/types.ts'
import { ageOf, column, type Printer, wide } from './printer.ts'

export const eventPrinter: Printer<Event> = {
  columns: [
    column('Last Seen'),
    column('Type'),
    column('Reason'),
    column('Object'),
    wide('Subobject'),
    wide('Source'),
    column('Message'),
    wide('First Seen'),
    wide('Count'),
    wide('Name'),
  ],
  cells(event, { nowMs }) {
    const { series, involvedObject, source } = event
    const first = ageOf(event.firstTimestamp ?? event.eventTime, nowMs)
    const last = series?.lastObservedTime ?? event.lastTimestamp
    const kind = (involvedObject.kind ?? '').toLowerCase()
    const component = firstNonEmpty(source?.component, event.reportingComponent)
    const host = firstNonEmpty(source?.host, event.reportingInstance)
    return [
      last === undefined || last === null ? first : ageOf(last, nowMs),
      event.type ?? '',
      event.reason ?? '',
      involvedObject.name === undefined ? kind : `${kind}/${involvedObject.name}`,
      involvedObject.fieldPath ?? '',
      host === '' ? component : `${component}, ${host}`,
      (event.message ?? '').trim(),
      first,
      String(series?.count ?? (event.count === undefined || event.count === 0 ? 1 : event.count)),
      event.metadata.name ?? '',
    ]
  },
}

function firstNonEmpty(...texts: readonly (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text !== '') ?? ''
}
