// What is drawn inside the card of a Pod.
import type { Box, Point } from '../box.ts'

export interface PlugBox extends Box {
  readonly volume: string
  readonly path: string
  readonly readOnly: boolean
}

export interface ContainerBox extends Box {
  readonly name: string
  readonly plugs: readonly PlugBox[]
  /** How many mounts found no room. */
  readonly moreMounts: number
}

export interface Wire {
  readonly container: string
  readonly volume: string
  readonly readOnly: boolean
  /** From the plug of the container to the volume. */
  readonly points: readonly Point[]
}
