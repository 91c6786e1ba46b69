import type { Secret } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const secretInfo = kindInfo<Secret>('Secret', 'Secret', { podSpecPath: null })
