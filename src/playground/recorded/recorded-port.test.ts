import { expect, test, vi } from 'vitest'
import type { ScenarioFile } from '#scenario/types.ts'
import { createDirectPort } from '../direct-port.ts'
import { questionKey } from '../question-key.ts'
import type { Question } from '../questions.ts'
import type { RunMoment } from '../run-moment.ts'
import type { EnginePort, RunChunk } from '../types.ts'
import { recordedTexts, recordRun } from './record-run.ts'
import { createRecordedPort } from './recorded-port.ts'
import { answersFromText, runFromText } from './recorded-run.ts'

const FILES: readonly ScenarioFile[] = [
  {
    path: 'manifests/web.yaml',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: "nginx:1.27" }] }\n',
  },
]
const record = recordRun(FILES)
const recorded = record.then(({ run }) => run)

/** All that is recorded, of the first moment and of the later ones. */
async function allAnswers() {
  const { run, steps } = await record
  return { ...run.answers, ...steps }
}

/** A port with the record whose engine comes when `letIt` is called. */
async function opened() {
  let letIt = (): void => {}
  const later = new Promise<void>((resolve) => {
    letIt = resolve
  })
  const makePort = vi.fn(createDirectPort)
  const loadSteps = vi.fn(async () => (await record).steps)
  const { port, calm } = createRecordedPort({ recorded, loadSteps, makePort, later })
  const { untilMs } = await recorded
  const chunks: RunChunk[] = []
  const request = { run: 1, files: FILES, untilMs }
  await new Promise<void>((resolve) => {
    port.run(request, (chunk) => resolve(void chunks.push(chunk)), expect.unreachable)
  })
  return { port, calm, makePort, loadSteps, letIt, chunks }
}

const at = (key: string): { readonly at: RunMoment; readonly question: Question } => {
  const parts: readonly unknown[] = JSON.parse(key)
  const [entryId, timeMs] = parts.length === 1 ? [0, 0] : (parts as [number, number])
  return { at: { run: 1, entryId, timeMs }, question: parts.at(-1) as Question }
}

test('what is recorded is shown without an engine', async () => {
  const { port, makePort, loadSteps, chunks } = await opened()
  const { checked, answers } = await recorded
  expect(await port.check(FILES)).toEqual(checked)
  expect(chunks).toHaveLength(1)
  expect(chunks[0]?.done).not.toBeNull()
  for (const [key, answer] of Object.entries(answers)) {
    const asked = at(key)
    expect(questionKey(asked.at, asked.question)).toBe(key)
    expect(await port.ask(asked.at, asked.question)).toEqual(answer)
  }
  expect(makePort).not.toHaveBeenCalled()
  expect(loadSteps).not.toHaveBeenCalled()
})

test('what is recorded of later moments comes behind the first picture, and once', async () => {
  const { port, loadSteps, letIt } = await opened()
  const { steps } = await record
  const answers = Object.keys(steps).map((key) => port.ask(at(key).at, at(key).question))
  await Promise.resolve()
  expect(loadSteps).not.toHaveBeenCalled()
  letIt()
  expect(await Promise.all(answers)).toEqual(Object.values(steps))
  expect(loadSteps).toHaveBeenCalledTimes(1)
})

test('it is what an engine answers', async () => {
  const { chunk, untilMs } = await recorded
  const answers = await allAnswers()
  const engine = createDirectPort()
  const chunks: RunChunk[] = []
  engine.run({ run: 1, files: FILES, untilMs }, (one) => chunks.push(one), expect.unreachable)
  expect(chunks.flatMap(({ times }) => [...times])).toEqual([...chunk.times])
  const kinds = new Set<string>()
  for (const [key, answer] of Object.entries(answers)) {
    const asked = at(key)
    kinds.add(asked.question.kind)
    expect(await engine.ask(asked.at, asked.question)).toEqual(answer)
  }
  expect([...kinds]).toEqual(expect.arrayContaining(['moments', 'plan', 'lanes', 'end', 'causes']))
})

test('what nobody wrote down waits for the engine, which makes the same run', async () => {
  const { port, calm, makePort, letIt } = await opened()
  const moment = { run: 1, entryId: 3, timeMs: 5 }
  const answer = port.ask(moment, { kind: 'outline' })
  expect(makePort).not.toHaveBeenCalled()
  letIt()
  await calm
  expect(makePort).toHaveBeenCalledTimes(1)
  expect((await answer).length).toBeGreaterThan(0)
})

test('another text is for the engine at once, and the record is done with', async () => {
  const { port, makePort } = await opened()
  const files = FILES.map(({ path, text }) => ({
    path,
    text: text.replace('name: web', 'name: own'),
  }))
  expect((await port.check(files)).title).toBe('Pod own')
  expect(makePort).toHaveBeenCalledTimes(1)
  await new Promise<void>((resolve) => {
    const finished = ({ done }: RunChunk): void => {
      if (done !== null) resolve()
    }
    port.run({ run: 2, files, untilMs: null }, finished, expect.unreachable)
  })
  const items = await port.ask({ run: 2, entryId: 5, timeMs: 100 }, { kind: 'outline' })
  expect(JSON.stringify(items)).toContain('own')
})

test('of an earlier run nothing is answered', async () => {
  const { port } = await opened()
  await expect(port.ask({ run: 0, entryId: 0, timeMs: 0 }, { kind: 'plan' })).rejects.toThrow(
    'replaced by another',
  )
})

test('an engine that cannot come is said', async () => {
  const failing = (): EnginePort => ({
    ...createDirectPort(),
    run: (_request, _onChunk, onFailure) => onFailure('broken'),
  })
  const { untilMs } = await recorded
  const { port, calm } = createRecordedPort({
    recorded,
    loadSteps: () => Promise.resolve({}),
    makePort: failing,
    later: Promise.resolve(),
  })
  const failures: string[] = []
  port.run(
    { run: 1, files: FILES, untilMs },
    () => {},
    (message) => failures.push(message),
  )
  await calm
  expect(failures).toEqual(['broken'])
})

test('as text it is the same', async () => {
  const [texts, { run, steps }] = [await recordedTexts(FILES), await record]
  expect(runFromText(texts.run)).toEqual(run)
  expect(answersFromText(texts.steps)).toEqual(steps)
})
