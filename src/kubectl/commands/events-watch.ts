// `kubectl events --watch`. Follows runWatch of k8s.io/kubectl/pkg/cmd/events/events.go (v1.36).
import type { Event } from '#api/generated/types.ts'
import { createFuture, type Task, wait } from '#sim/task.ts'
import { eventCells } from '../events.ts'
import type { Session } from '../session.ts'
import { alignCells } from '../table.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import {
  events,
  EVENTS_FLAGS,
  EVENTS_HEADER,
  type EventsOptions,
  isAsked,
  parseEvents,
} from './events.ts'

export const eventsWatch: LineCommand<EventsOptions> = {
  name: 'events',
  use: events.use,
  flags: EVENTS_FLAGS,
  completes: 'files',
  changes: false,
  parse: (words): ParsedOptions<EventsOptions> => parseEvents(words, ['watch']),
  run,
}

/** Prints those that are there and each that comes or counts up, until somebody ends it. */
function* run(session: Session, options: EventsOptions): Task<number> {
  const { namespace, allNamespaces, noHeaders, names } = options
  const selection = allNamespaces ? {} : { namespace }
  const shown = allNamespaces ? 0 : 1
  const widths: number[] = []
  let isFirst = !noHeaders
  const print = (event: Event): void => {
    if (!isAsked(options, event)) return
    if (names) {
      session.out(`event/${event.metadata.name ?? ''}`)
      return
    }
    const row = eventCells(event, session.world.clock.nowMs).slice(shown)
    const text = alignCells(isFirst ? [EVENTS_HEADER.slice(shown), row] : [row], widths)
    isFirst = false
    for (const line of text.replace(/\n$/, '').split('\n')) session.out(line)
  }
  const came: Event[] = []
  let woken = createFuture<void>()
  const stop = session.client.watch(
    'Event',
    ({ type, object }) => {
      if (type === 'DELETED') return
      came.push(object)
      woken.settle()
    },
    selection,
  )
  try {
    for (const event of session.client.list('Event', selection)) print(event)
    for (;;) {
      yield* wait(woken)
      woken = createFuture()
      for (const event of came.splice(0)) print(event)
    }
  } finally {
    stop()
  }
}
