import type { ReactNode } from 'react'

/** The panes that the page puts in their places. */
export interface PaneContents {
  readonly canvas: ReactNode
  readonly editor: ReactNode
  readonly lesson: ReactNode
  readonly inspector: ReactNode
  readonly transport: ReactNode
  readonly lanes: ReactNode
  /** `onClose` is null where it cannot be closed. */
  readonly terminal: (onClose: (() => void) | null) => ReactNode
}
