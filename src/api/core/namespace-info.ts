import type { Namespace } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const namespaceInfo = kindInfo<Namespace>('Namespace', 'Namespace', {
  podSpecPath: null,
  shortNames: ['ns'],
})
