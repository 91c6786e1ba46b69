import type { LineHost } from '../line-host.ts'
import type { NodeDiskView } from './types.ts'

/** What the programs of a node share. */
export interface NodeHost {
  readonly host: LineHost
  readonly node: string
  readonly disk: NodeDiskView
}
