import type { Secret } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const secretPicture: KindPicture<Secret> = {
  ...UNSEEN,
  place: 'line',
  label: 'Secret',
  facts: ({ data }) => [['Keys', Object.keys(data ?? {}).join(', ') || 'none']],
}
