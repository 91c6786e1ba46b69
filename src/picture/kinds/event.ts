import type { Event } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const eventPicture: KindPicture<Event> = {
  ...UNSEEN,
  label: 'Event',
  facts: ({ reason, message }) => [
    ['Reason', reason ?? ''],
    ['Message', message ?? ''],
  ],
}
