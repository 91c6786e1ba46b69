// lesson.md, read: front matter in YAML, then paragraphs, lists and one block of YAML below fixed headings. It is no
// Markdown beyond that: whatever else stands there is a fault that is said, and text stays text.
import { parseYaml } from '#yaml/parse-yaml.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import { createFieldReader, type FieldReader, isMapping } from '../field-reader.ts'
import { readExpectations } from '../expect/read-expectations.ts'
import type { Expectation } from '../expect/types.ts'
import {
  type Choice,
  type Hint,
  type Lesson,
  type LessonPath,
  PATHS,
  type Seen,
  type StepWords,
} from './types.ts'

export const LESSON_FILE = 'lesson.md'

const SECTIONS = ['Question', 'Words', 'Answer', 'Variation', 'Hints'] as const
type Section = (typeof SECTIONS)[number] | 'Situation'

export interface ReadLesson {
  /** Null when something is missing without which there is no lesson. */
  readonly lesson: Lesson | null
  /** What is wrong, each as a sentence. */
  readonly problems: readonly string[]
}

/** Reads the text of a lesson.md; never throws. */
export function readLesson(text: string): ReadLesson {
  const problems: string[] = []
  const say = (problem: string): void => void problems.push(problem)
  const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? []
  const head = readerOf(front, say)
  if (head === null)
    return { lesson: null, problems: [...problems, 'it begins with no front matter'] }
  const sections = sectionsOf(body, say)
  const blocks = (name: Section): readonly string[] => blocksOf(sections.get(name) ?? '')
  const [question = '', ...rest] = blocks('Question')
  const { texts, expect } = variationOf(blocks('Variation'), say)
  const lesson: Lesson = {
    ...headOf(head.reader),
    situation: blocks('Situation').map(oneLine),
    question: oneLine(question),
    choices: rest.flatMap(itemsOf).flatMap((item) => choiceOf(item, say)),
    words: blocks('Words')
      .flatMap(itemsOf)
      .flatMap((item) => wordsOf(item, say)),
    answer: blocks('Answer').map(oneLine),
    variation: texts,
    expect,
    hints: blocks('Hints')
      .flatMap(itemsOf)
      .flatMap((item) => hintOf(item, say)),
  }
  head.done()
  for (const problem of missingOf(lesson)) say(problem)
  return { lesson, problems }
}

/** A reader of YAML that says its faults as sentences. */
function readerOf(
  text: string,
  say: (problem: string) => void,
): { readonly reader: FieldReader; done(): void } | null {
  const { documents, diagnostics } = parseYaml(text)
  for (const { message } of diagnostics) say(message)
  const [document] = documents
  if (document === undefined || !isMapping(document.value)) return null
  const found: FileDiagnostic[] = []
  const { ranges } = document
  const place = { file: LESSON_FILE, ranges, path: [], diagnostics: found, errors: { count: 0 } }
  const reader = createFieldReader(document.value, place)
  return {
    reader,
    done() {
      for (const { message, range } of found) say(`${message} (line ${range.start.line})`)
    },
  }
}

type Head = Pick<Lesson, 'title' | 'summary' | 'row' | 'path' | 'order' | 'minutes' | 'seen'>

function headOf(reader: FieldReader): Head {
  reader.allowFields(['title', 'summary', 'row', 'path', 'order', 'minutes', 'seen'])
  const path = reader.text('path', '', 40)
  if (!isPath(path)) reader.say('error', 'path', `path is one of ${Object.keys(PATHS).join(', ')}`)
  return {
    title: reader.text('title', '', 80),
    summary: reader.text('summary', '', 200),
    row: reader.text('row', '', 80),
    path: isPath(path) ? path : 'first-pod',
    order: reader.whole('order', 0, 0, 999),
    minutes: reader.whole('minutes', 3, 1, 15),
    seen: seenOf(reader),
  }
}

const isPath = (text: string): text is LessonPath => Object.hasOwn(PATHS, text)

function seenOf(reader: FieldReader): Seen | null {
  const seen = reader.has('seen') ? reader.below('seen') : null
  if (seen === null) return null
  seen.allowFields(['step', 'mentions', 'from', 'select', 'tab'])
  return {
    kind: seen.text('step', '', 60),
    mentions: seen.text('mentions', '', 200),
    fromMs: seen.has('from') ? seen.duration('from', 0) : 0,
    select: seen.has('select') ? seen.text('select', '', 300) : null,
    tab: seen.has('tab') ? seen.text('tab', '', 20) : null,
  }
}

/** The text below each heading; that before the first is the situation. */
function sectionsOf(body: string, say: (problem: string) => void): ReadonlyMap<Section, string> {
  const sections = new Map<Section, string>()
  for (const [index, part] of `\n${body}`.split(/\n## /).entries()) {
    const end = part.indexOf('\n')
    const name = index === 0 ? 'Situation' : part.slice(0, end < 0 ? undefined : end).trim()
    const known = name === 'Situation' ? name : SECTIONS.find((one) => one === name)
    if (known === undefined) say(`there is no section “${name}”: ${SECTIONS.join(', ')}`)
    else if (sections.has(known)) say(`there are two sections “${name}”`)
    else sections.set(known, index === 0 ? part : end < 0 ? '' : part.slice(end))
  }
  return sections
}

/** What empty lines divide, without them; a block between fences is one. */
function blocksOf(text: string): readonly string[] {
  return text
    .split(/(```[^\n]*\n.*?\n```)/s)
    .flatMap((part) => (part.startsWith('```') ? [part] : part.split(/\n\s*\n/)))
    .map((block) => block.trim())
    .filter((block) => block !== '')
}

const oneLine = (block: string): string => block.replaceAll(/\s*\n\s*/g, ' ')

/** The items of a list: what stands behind `- `, each with the lines that belong to it. */
function itemsOf(block: string): readonly string[] {
  return `\n${block}`.split(/\n- /).slice(1)
}

/** `[x] what one chooses`, and below it why that is right. */
function choiceOf(item: string, say: (problem: string) => void): readonly Choice[] {
  const [first = '', ...lines] = item.split('\n')
  const [, mark, text] = /^\[([ x])\] (.+)$/.exec(first) ?? []
  const why = oneLine(lines.join('\n').trim())
  if (text === undefined || why === '') {
    say(`a choice is “- [ ] what”, and below it why: ${first}`)
    return []
  }
  return [{ text, right: mark === 'x', why }]
}

/**
 * `` `Kind`: text `` or `` `Kind` with `words`: text ``; words that hold backticks themselves stand in two of them, as
 * in Markdown.
 */
function wordsOf(item: string, say: (problem: string) => void): readonly StepWords[] {
  const [, kind = '', doubled, single, text = ''] =
    /^`([^`]+)`(?: with `` ?(.+?) ?``| with `([^`]+)`)?: (.+)$/s.exec(item) ?? []
  if (kind !== '') return [{ kind, mentions: doubled ?? single ?? '', text: oneLine(text.trim()) }]
  say(`words of a step are “- \`Kind\` with \`words\`: text”: ${oneLine(item)}`)
  return []
}

/** `` after `Pod/default/web`: text ``, or the text alone. */
function hintOf(item: string, say: (problem: string) => void): readonly Hint[] {
  const [, after = '', text = ''] = /^(?:after `([^`]+)`: )?(.+)$/s.exec(item) ?? []
  if (text === '') say('a hint is empty')
  return [{ after, text: oneLine(text.trim()) }]
}

function variationOf(
  blocks: readonly string[],
  say: (problem: string) => void,
): { readonly texts: readonly string[]; readonly expect: readonly Expectation[] } {
  const texts = blocks.filter((block) => !block.startsWith('```')).map(oneLine)
  const code = blocks.filter((block) => block.startsWith('```yaml'))
  const expect = code.flatMap((block) => {
    const inner = block.replace(/^```yaml\n/, '').replace(/\n```$/, '')
    const read = readerOf(`expect:\n${inner.replaceAll(/^/gm, '  ')}\n`, say)
    if (read === null) return []
    const found = readExpectations(read.reader, 'expect')
    read.done()
    return found
  })
  return { texts, expect }
}

/** What a lesson cannot do without. */
function missingOf(lesson: Lesson): readonly string[] {
  const { title, row, situation, question, choices, words, answer, seen, variation } = lesson
  const rights = choices.filter(({ right }) => right).length
  return [
    ...(title === '' || row === '' ? ['title or row is missing'] : []),
    ...(situation.length === 0 ? ['it tells no situation'] : []),
    ...(question === '' ? ['it asks no question'] : []),
    ...(choices.length < 2 ? ['a question needs two choices or more'] : []),
    ...(rights === 1 ? [] : [`exactly one choice is right, not ${rights}`]),
    ...(words.length === 0 ? ['no step has words of its own'] : []),
    ...(answer.length === 0 ? ['it gives no answer'] : []),
    ...(seen === null ? ['seen is missing: where is the answer seen?'] : []),
    ...(variation.length === 0 ? ['there is nothing to do oneself'] : []),
    ...(lesson.expect.length === 0 ? ['nothing is expected of what one does oneself'] : []),
    ...(lesson.hints.length === 0 ? ['there is no hint'] : []),
  ]
}
