import type { ConfigMap } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const configMapPicture: KindPicture<ConfigMap> = {
  ...UNSEEN,
  place: 'line',
  label: 'ConfigMap',
  facts: ({ data }) => [['Keys', Object.keys(data ?? {}).join(', ') || 'none']],
}
