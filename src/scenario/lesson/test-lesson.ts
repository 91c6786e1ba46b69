// Holds a lesson against its runs: it begins unsolved, the intended way solves it, short cuts do not, and what its
// sentences tell is what is seen.
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkExpectations } from '../expect/check-expectations.ts'
import type { Expectation } from '../expect/types.ts'
import { checkScenario } from '../check-scenario.ts'
import { runScenario, type ScenarioRun } from '../run-scenario.ts'
import type { ScenarioFile } from '../types.ts'
import { codeSpans, evidenceOf, type Evidence } from './evidence.ts'
import { readLesson } from './read-lesson.ts'
import { type Practice, practised, readPractice } from './read-practice.ts'
import { fitsStep, isSeenAt } from '../expect/fits-step.ts'
import type { Lesson, Seen } from './types.ts'

const LEAST_SHORTCUTS = 3
/** Two lines above the picture, four on a phone. */
const LONGEST_WORDS = 130

export interface LessonTest {
  readonly problems: readonly string[]
  /** Short cuts that were refused. */
  readonly refused: number
  /** Words in backticks that were looked for. */
  readonly symptoms: number
}

export interface LessonTexts {
  /** The files of the scenario, without those of the lesson. */
  readonly files: readonly ScenarioFile[]
  readonly lesson: string
  readonly practice: string
  /** The run of the files to its end, of who has it already. */
  readonly run?: ScenarioRun
}

/** Tests one lesson; what is wrong is said in sentences. */
export function testLesson(texts: LessonTexts): LessonTest {
  const { lesson, problems } = readLesson(texts.lesson)
  const { practice, problems: others } = readPractice(texts.practice)
  const said = [...problems, ...others, ...faultsOf(texts.files)]
  if (lesson === null || said.length > 0) return { problems: said, refused: 0, symptoms: 0 }
  const base = texts.run ?? runScenario(texts.files)
  const solved = practised(texts.files, practice.solution)
  const solution = runScenario(solved.files)
  const symptoms = missingSymptoms(lesson, {
    told: evidenceOf(base.cluster.world, texts.files),
    done: evidenceOf(solution.cluster.world, solved.files),
  })
  const cuts = refusedOf(texts.files, practice, lesson.expect)
  return {
    problems: [
      ...(unmet(base, lesson.expect).length === 0 ? ['it is solved before one has begun'] : []),
      ...(solved.problem === null ? [] : [`the solution: ${solved.problem}`]),
      ...faultsOf(solved.files).map((fault) => `the solution: ${fault}`),
      ...unmet(solution, lesson.expect).map((one) => `the intended way does not solve it: ${one}`),
      ...cuts.problems,
      ...symptoms.problems,
      ...unusedWords(base, lesson),
    ],
    refused: cuts.refused,
    symptoms: symptoms.count,
  }
}

function faultsOf(files: readonly ScenarioFile[]): readonly string[] {
  const { diagnostics } = checkScenario(files, admitInEmptyCluster())
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`)
}

/** What does not hold, with what is so instead. */
function unmet({ cluster }: ScenarioRun, expect: readonly Expectation[]): readonly string[] {
  return checkExpectations(cluster, expect).flatMap(({ ok, text, instead }) =>
    ok ? [] : [`${text} (${instead})`],
  )
}

function refusedOf(
  files: readonly ScenarioFile[],
  { shortcuts }: Practice,
  expect: readonly Expectation[],
): { readonly problems: readonly string[]; readonly refused: number } {
  const few = shortcuts.length < LEAST_SHORTCUTS ? [`it has fewer than three short cuts`] : []
  const problems = shortcuts.flatMap(({ name, steps }) => {
    const { files: cut, problem } = practised(files, steps)
    if (problem !== null) return [`short cut “${name}”: ${problem}`]
    return unmet(runScenario(cut), expect).length > 0
      ? []
      : [`short cut “${name}” counts as solved`]
  })
  return { problems: [...few, ...problems], refused: shortcuts.length - problems.length }
}

/** Everything in backticks has to be seen: in the run that is told about, or in the one that one makes. */
function missingSymptoms(
  lesson: Lesson,
  { told, done }: { readonly told: Evidence; readonly done: Evidence },
): { readonly problems: readonly string[]; readonly count: number } {
  const right = lesson.choices.filter((choice) => choice.right)
  const before = [
    ...lesson.situation,
    lesson.question,
    ...right.flatMap(({ text, why }) => [text, why]),
    ...lesson.words.map(({ text }) => text),
    ...lesson.answer,
  ].flatMap(codeSpans)
  const after = [...lesson.variation, ...lesson.hints.map(({ text }) => text)].flatMap(codeSpans)
  const missing = [
    ...before.filter((words) => !told.has(words)),
    ...after.filter((words) => !told.has(words) && !done.has(words)),
  ]
  const problems = [...new Set(missing)].map((words) => `\`${words}\` is nowhere in the run`)
  return { problems, count: before.length + after.length }
}

/** Words for steps that do not come, and an answer that is seen nowhere. */
function unusedWords(run: ScenarioRun, lesson: Lesson): readonly string[] {
  const { cluster } = run
  const fits = (kind: string, mentions: string): boolean =>
    cluster.journal.some((entry) => entry.level === 'step' && fitsStep(entry, { kind, mentions }))
  const unused = lesson.words.filter(({ kind, mentions }) => !fits(kind, mentions))
  const { seen } = lesson
  return [
    ...lesson.words
      .filter(({ text }) => text.length > LONGEST_WORDS)
      .map(({ text }) => `words that find no room above the picture: ${text}`),
    ...unused.map(({ kind, mentions }) => `no step is \`${kind}\` with “${mentions}”`),
    ...(seen === null ? [] : seenElsewhere(run, seen)),
    ...lesson.hints
      .filter(({ after }) => after !== '' && !isThere(cluster, after))
      .map(({ after }) => `a hint waits for what is never there: ${after}`),
  ]
}

/** An answer that is seen at no step, of what is not there then, or before the first thing that somebody does in the lesson. */
function seenElsewhere({ cluster, parsed }: ScenarioRun, seen: Seen): readonly string[] {
  const step = cluster.journal.find((entry) => isSeenAt(entry, seen))
  const place = `${seen.kind} with “${seen.mentions}”`
  if (step === undefined) return [`the answer is seen at no step: ${place}`]
  const [object = ''] = (seen.select ?? '').split(/[#~]/)
  if (object !== '' && cluster.world.stateAt(step.id).get(object) === undefined)
    return [`what the answer selects is not there when it is told: ${object}`]
  const firstMs = Math.min(...parsed.scenario.actions.map(({ atMs }) => atMs))
  return parsed.scenario.actions.length > 0 && step.timeMs < firstMs
    ? [`the answer is told before anything is done, at ${step.timeMs} ms: ${place}`]
    : []
}

/** An object, or `<key of a Pod>#<container>`, that is there at some time of the run. */
function isThere({ journal }: ScenarioRun['cluster'], key: string): boolean {
  const [object = '', part] = key.split(/[#~]/)
  return journal.some(({ changes }) =>
    changes.some(({ key: changed, after }) => {
      if (changed !== object || after === undefined) return false
      return part === undefined || JSON.stringify(after).includes(`"name":"${part}"`)
    }),
  )
}
