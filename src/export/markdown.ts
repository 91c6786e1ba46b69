// A run as Markdown: the link, the picture and a table of what happened.
import { clockText } from '#picture/words/format.ts'
import { predicateOf } from '#picture/words/entry-sentence.ts'
import { namedEntry } from '#picture/words/named-entry.ts'
import { type Recorded, stepsBetween } from './recorded.ts'

const MOST_ROWS = 500

export interface MarkdownOptions {
  readonly from: number
  readonly to: number
  /** The whole address; null when the scenario is too large for one. */
  readonly link: string | null
  /** The name of the picture's file; null for none. */
  readonly picture: string | null
}

/** The steps between two entries as a page of Markdown. */
export function markdownOfRun(run: Recorded, { from, to, link, picture }: MarkdownOptions): string {
  const title = run.title === '' ? 'A run in Podscape' : run.title
  const steps = stepsBetween(run, from, to)
  const rows = steps.slice(0, MOST_ROWS).map((step) => {
    const named = namedEntry(step)
    return `| ${clockText(step.timeMs)} | ${cell(named.actor)} | ${cell(predicateOf(named))} |`
  })
  const more = steps.length - rows.length
  return [
    `# ${cell(title)}`,
    '',
    ...(picture === null ? [] : [`![${cell(title)}](${encodeURI(picture)})`, '']),
    ...(link === null ? [] : [`[Open this run in Podscape](${link})`, '']),
    '| Time | Who | What |',
    '|---|---|---|',
    ...rows,
    ...(more > 0 ? ['', `${more} more steps are left out.`] : []),
    '',
  ].join('\n')
}

/** Text in which only `code` keeps its meaning. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\*_[\]<>|#~]/g, (mark) => `\\${mark}`)
}
