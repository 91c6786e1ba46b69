// Which objects have a line in the box of the API server.
import type { ApiItemPicture } from './canvas-graph.ts'

export const API_LINE_HEIGHT = 26
export const MAX_API_LINES = 6

export interface ApiLines {
  readonly shown: readonly ApiItemPicture[]
  /** The mirrors of the cluster's own static Pods, which have one line together. */
  readonly system: readonly ApiItemPicture[]
  /** Those that found no room. */
  readonly hidden: readonly ApiItemPicture[]
}

/** The lines of the API server's objects. */
export function apiLinesOf(items: readonly ApiItemPicture[]): ApiLines {
  const system = items.filter(isSystemMirror)
  const own = items.filter((item) => !isSystemMirror(item))
  const shared = system.length > 0 ? 1 : 0
  const shown = own.length + shared > MAX_API_LINES ? own.slice(0, MAX_API_LINES - shared) : own
  return { shown, system, hidden: own.slice(shown.length) }
}

const isSystemMirror = (item: ApiItemPicture): boolean =>
  item.mirror && item.key.startsWith('Pod/kube-system/')
