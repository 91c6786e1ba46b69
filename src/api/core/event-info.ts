import type { Event } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const eventInfo = kindInfo<Event>('Event', 'Event', { shortNames: ['ev'] })
