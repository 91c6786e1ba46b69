import type { Pod } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const podInfo = kindInfo<Pod>('Pod', 'Pod', { shortNames: ['po'], categories: ['all'] })
