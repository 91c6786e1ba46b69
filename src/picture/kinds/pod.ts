import type { Pod } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

/** Its card, its status and its place in the outline are made of more than the object. */
export const podPicture: KindPicture<Pod> = { ...UNSEEN, place: 'card', label: 'Pod' }
