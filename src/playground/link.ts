// Links: the address of what is shown, and what an address asks the page to show.
import { decodeLink, encodeLink } from '#scenario/codec.ts'
import { linkFromUrl } from '#scenario/link-from-url.ts'
import { isInspectorTab } from './inspector-tab.ts'
import { lessonFields, lessonFromFields } from './lesson-state.ts'
import { behindOf } from './moment.ts'
import type { PlaygroundActions, PlaygroundState } from './types.ts'

/** The fragment of the link to the shown moment, without '#'; null when the files are more than a link may hold. */
export function fragmentOf(
  state: Pick<
    PlaygroundState,
    | 'files'
    | 'timeMs'
    | 'step'
    | 'allSteps'
    | 'times'
    | 'entryId'
    | 'selection'
    | 'inspectorTab'
    | 'exampleId'
    | 'lesson'
    | 'terminalLines'
  >,
): string | null {
  const { files, timeMs, step, selection, inspectorTab } = state
  const behind = behindOf(state)
  const fragment = encodeLink({
    files,
    timeMs: step < 0 ? null : timeMs,
    selection,
    view: {
      tab: inspectorTab,
      ...(behind === 0 ? {} : { behind: String(behind) }),
      ...lessonFields(state.lesson),
    },
    ...(state.terminalLines.length === 0 ? {} : { terminal: state.terminalLines }),
  })
  return decodeLink(fragment).ok ? fragment : null
}

export type Opened =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'example'; readonly id: string }
  | { readonly kind: 'problem'; readonly message: string; readonly saved: string | null }

/**
 * Carries out what an address asks for. An example is left to the caller, who loads the gallery; of
 * what cannot be read the answer says what is wrong and what could be saved. Never throws.
 */
export function openAddress(hash: string, search: string, actions: PlaygroundActions): Opened {
  const request = linkFromUrl(hash, search)
  switch (request.kind) {
    case 'nothing':
      return { kind: 'nothing' }
    case 'example':
      return { kind: 'example', id: request.id }
    case 'unknown':
      return { kind: 'problem', message: request.message, saved: null }
    case 'yaml':
      actions.openScenario([{ path: 'manifests/pasted.yaml', text: request.text }], {
        fromAddress: true,
      })
      return { kind: 'opened' }
    case 'link':
      return openFragment(request.fragment, actions, { fromAddress: true })
  }
}

/** Opens what a link's fragment holds, from the page's address or from a picture. Never throws. */
export function openFragment(
  fragment: string,
  actions: PlaygroundActions,
  { fromAddress }: { readonly fromAddress: boolean },
): Opened {
  const link = decodeLink(fragment)
  if (!link.ok) return { kind: 'problem', message: link.message, saved: link.saved }
  const { files, timeMs, selection, view, terminal } = link.payload
  actions.openScenario(files, {
    ...(fromAddress ? { fromAddress } : {}),
    selection,
    lesson: lessonFromFields(view),
    ...(terminal === undefined ? {} : { terminalLines: terminal }),
    ...(timeMs === null ? {} : { timeMs, behind: countOf(view?.['behind']) }),
  })
  const tab = view?.['tab']
  if (tab !== undefined && isInspectorTab(tab)) actions.showTab(tab)
  return { kind: 'opened' }
}

/** A number of steps; 0 for anything else. */
function countOf(text: string | undefined): number {
  return /^\d{1,6}$/.test(text ?? '') ? Number(text) : 0
}
