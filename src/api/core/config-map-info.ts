import type { ConfigMap } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const configMapInfo = kindInfo<ConfigMap>('ConfigMap', 'ConfigMap', {
  podSpecPath: null,
  shortNames: ['cm'],
})
