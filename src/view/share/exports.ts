// What a run can be taken along as. Loaded when the first is asked for.
import type { ExportRequest } from '#export/export-run.ts'
import { withScenarioInGif, withScenarioInPng } from '#export/scenario-inside.ts'
import type { Page } from '#view/shell/page.tsx'
import type { PlaygroundSnapshot } from '#view/shell/playground-context.tsx'

export type Take = 'svg' | 'png' | 'gif' | 'markdown' | 'mermaid' | 'kind' | 'kwok'

/** What an export is made of, and where it goes. */
interface Maker {
  readonly state: PlaygroundSnapshot
  readonly page: Page
  /** The range of a moving picture, as numbers of steps from 1. */
  readonly range: readonly [from: number, to: number]
  readonly onPart: (done: number) => void
}

/** Makes an export and gives it to the person; returns what to say of it. */
export async function take(what: Take, maker: Maker): Promise<string> {
  const { state, page } = maker
  const name = fileName(state.title)
  const { theme } = state
  const link = await fragmentFor(maker)
  switch (what) {
    case 'svg':
      page.download(`${name}.svg`, [await textOf(maker, { format: 'svg', theme, link })])
      return 'The picture holds the scenario: dropped onto this page it opens again'
    case 'png': {
      const svg = await textOf(maker, { format: 'svg', theme, link: null })
      const png = await (await import('./raster.ts')).pngOf(svg, 2)
      page.download(`${name}.png`, link === null ? png : withScenarioInPng(png, link))
      return 'The picture holds the scenario: dropped onto this page it opens again'
    }
    case 'gif':
      return await takeGif(maker, name, link)
    case 'markdown': {
      const address = await page.linkOf(state)
      const picture = `${name}.svg`
      page.download(`${name}.md`, [
        await textOf(maker, { format: 'markdown', link: address, picture }),
      ])
      return `The page shows ${picture}, which is downloaded as SVG`
    }
    case 'mermaid': {
      const diagram = await textOf(maker, { format: 'mermaid' })
      if (await page.copy(diagram)) return 'Diagram copied'
      page.download(`${name}.mmd`, [diagram])
      return 'Diagram downloaded'
    }
    case 'kind':
    case 'kwok': {
      const tar = await exportOf(maker, { format: what })
      if (!(tar instanceof Uint8Array)) throw new Error(NOT_MADE)
      page.download(`${name}-${what}.tar`, new Uint8Array(tar))
      return `Unpack it and run: sh podscape-${what}/run.sh`
    }
  }
}

const NOT_MADE = 'The run is not there any more.'

async function takeGif(maker: Maker, name: string, link: string | null): Promise<string> {
  const { state, page, range, onPart } = maker
  const [fromMs, toMs] = range.map((step) => state.times[state.steps[step - 1] ?? 0] ?? 0)
  const { theme } = state
  const frames = await exportOf(maker, {
    format: 'frames',
    theme,
    fromMs: fromMs ?? 0,
    toMs: toMs ?? 0,
  })
  if (typeof frames === 'string' || !Array.isArray(frames)) throw new Error(NOT_MADE)
  const gif = await (await import('./moving-picture.ts')).gifOf(frames, 1, onPart)
  page.download(`${name}.gif`, link === null ? new Uint8Array(gif) : withScenarioInGif(gif, link))
  return `Moving picture of ${frames.length} steps downloaded`
}

async function exportOf({ state }: Maker, request: ExportRequest) {
  const made = await state.actions.ask({ kind: 'export', request })
  if (made === null) throw new Error(NOT_MADE)
  return made
}

async function textOf(maker: Maker, request: ExportRequest): Promise<string> {
  const made = await exportOf(maker, request)
  if (typeof made !== 'string') throw new Error(NOT_MADE)
  return made
}

async function fragmentFor({ state, page }: Maker): Promise<string | null> {
  const link = await page.linkOf(state)
  return link === null ? null : link.slice(link.indexOf('#') + 1)
}

/** 'init-containers-wait-for-services' of a title; 'podscape' of none. */
function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^\da-z]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  return name === '' ? 'podscape' : name
}
