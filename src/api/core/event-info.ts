import type { Event } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'
import { objectIndex } from '../meta/object-index.ts'

export const eventInfo = kindInfo<Event>('Event', 'Event', {
  podSpecPath: null,
  shortNames: ['ev'],
  indexes: [
    objectIndex(
      'object',
      ({ involvedObject }: Event) => involvedObject,
      ({ kind = '', namespace = '', name = '' }) => [`${kind}/${namespace}/${name}`],
    ),
  ],
})
