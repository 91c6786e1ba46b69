// A recorded run in another form: the one door for the page, whose engine answers with it.
import type { ApiObject } from '#api/meta/object.ts'
import type { Theme } from '#picture/tokens.ts'
import { clusterTar } from './clusters.ts'
import { markdownOfRun } from './markdown.ts'
import { mermaidOf } from './mermaid.ts'
import { type Frame, framesBetween, pictureAt } from './pictures.ts'
import { entryAtTime, type Recorded } from './recorded.ts'

/** What is asked for. Ranges are in entries, both ends included; `link` is a fragment without '#'. */
export type ExportRequest =
  | { readonly format: 'svg'; readonly theme: Theme; readonly link: string | null }
  | { readonly format: 'markdown'; readonly link: string | null; readonly picture: string | null }
  | { readonly format: 'mermaid' }
  | {
      readonly format: 'frames'
      readonly theme: Theme
      readonly fromMs: number
      readonly toMs: number
    }
  | { readonly format: 'kind' | 'kwok' }

export type Exported = string | Uint8Array | readonly Frame[]

/** The run up to an entry, or its moment, as what is asked for. */
export function exportOf(
  run: Recorded & { readonly nodes: readonly ApiObject[] },
  entryId: number,
  request: ExportRequest,
): Exported {
  switch (request.format) {
    case 'svg':
      return pictureAt(run, entryId, { ...request, form: 'wide' })
    case 'markdown':
      return markdownOfRun(run, { from: 0, to: entryId, ...request })
    case 'mermaid':
      return mermaidOf(run, { from: 0, to: entryId })
    case 'frames': {
      const range = {
        from: entryAtTime(run, request.fromMs - 1) + 1,
        to: entryAtTime(run, request.toMs),
      }
      return framesBetween(run, range, { theme: request.theme, form: 'wide' })
    }
    case 'kind':
    case 'kwok':
      return clusterTar(request.format, run)
  }
}
