import type { Node } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const nodeInfo = kindInfo<Node>('Node', 'Node', { podSpecPath: null, shortNames: ['no'] })
