// The steps of a run as a sequence diagram of Mermaid: who did something, to what, in which order.
import { clockText } from '#picture/words/format.ts'
import { predicateOf } from '#picture/words/entry-sentence.ts'
import { namedEntry } from '#picture/words/named-entry.ts'
import { type Recorded, stepsBetween } from './recorded.ts'

/** More steps than these make a diagram that nobody reads, and Mermaid refuses it. */
const MOST_STEPS = 200
const MOST_LETTERS = 160

/** The diagram of the steps between two entries, as text that ends with a line break. */
export function mermaidOf(
  run: Recorded,
  range: { readonly from: number; readonly to: number },
): string {
  const steps = stepsBetween(run, range.from, range.to)
  const shown = steps.slice(0, MOST_STEPS)
  const names = new Map<string, string>()
  const idOf = (name: string): string => {
    const known = names.get(name) ?? `p${names.size}`
    names.set(name, known)
    return known
  }
  const lines = shown.map((step) => {
    const named = namedEntry(step)
    const from = idOf(named.actor)
    const to = idOf(aboutOf(step.objects) ?? named.actor)
    return `  ${from}->>${to}: ${plain(`${clockText(step.timeMs)} ${predicateOf(named)}`)}`
  })
  const more = steps.length - shown.length
  return [
    'sequenceDiagram',
    ...(run.title === '' ? [] : [`  title ${plain(run.title)}`]),
    ...[...names].map(([name, id]) => `  participant ${id} as ${plain(name)}`),
    ...lines,
    ...(more > 0 ? [`  Note over p0: ${more} more steps are left out`] : []),
    '',
  ].join('\n')
}

/** 'Pod web' of the first object that people know by a name. */
function aboutOf(objects: readonly string[]): string | null {
  for (const key of objects) {
    const [kind = '', , name] = key.split('/')
    if (name !== undefined && /^[A-Z]/.test(kind) && !RECORDS.has(kind))
      return `${kind.replace(/\..*$/, '')} ${name}`
  }
  return null
}

/** What the runtime writes down of itself. */
const RECORDS: ReadonlySet<string> = new Set([
  'Sandbox',
  'ContainerInstance',
  'Volume',
  'Images',
  'Disk',
  'ContainerLog',
  'Event',
  'Lease',
])

/** Text in which nothing means something to Mermaid. */
function plain(text: string): string {
  const letters = [...text.replaceAll(/\s+/g, ' ').replaceAll('`', '')]
  const short =
    letters.length > MOST_LETTERS
      ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…`
      : letters.join('')
  return short.replaceAll(/[#;<>{}"%]/g, (mark) => `#${mark.codePointAt(0)};`)
}
