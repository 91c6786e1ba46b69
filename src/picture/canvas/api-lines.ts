// Which objects have a line in the box of the API server.
import { labelOfKind } from '#picture/kinds/kinds.ts'
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
  const all = items.filter((item) => !isSystemMirror(item))
  const own = all.length > MAX_API_LINES ? ghostsFirst(all) : all
  const shared = system.length > 0 ? 1 : 0
  const shown = own.length + shared > MAX_API_LINES ? own.slice(0, MAX_API_LINES - shared) : own
  return { shown, system, hidden: own.slice(shown.length) }
}

/** What a line calls the kind of its object. */
export function lineLabel({ kind, mirror, missingFor }: ApiItemPicture): string {
  if (mirror) return 'mirror Pod'
  return missingFor === null ? labelOfKind(kind) : `no such ${labelOfKind(kind)}`
}

/** Ghosts come first: what is missing must be seen. */
const ghostsFirst = (items: readonly ApiItemPicture[]): readonly ApiItemPicture[] => {
  const ghosts = items.filter(({ missingFor }) => missingFor !== null)
  return ghosts.length === 0
    ? items
    : [...ghosts, ...items.filter(({ missingFor }) => missingFor === null)]
}

const isSystemMirror = (item: ApiItemPicture): boolean =>
  item.mirror && item.key.startsWith('Pod/kube-system/')
