// The engine's own thread. It works a slice at a time and looks for newer messages in between, so
// that a new text cancels the run of an old one.
import { extensionsLoading } from '#apiserver/registry/apiextensions/late.ts'
import { configurationLoading } from '#cluster/machine/late.ts'
import { controllersLoading } from '#controllers/late.ts'
import { lateCommandsMissed, provideLateCommands } from '#kubectl/late.ts'
import { lateLoading } from '#runtime/late/programs.ts'
import { shellLoading } from '#runtime/late/shell.ts'
import type { LatePart } from '#lib/late-part.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { createEngine } from './engine.ts'
import { editFiles, withDump } from './edit-files.ts'
import { createFirstAsked, type FirstAsked } from './first-asked.ts'
import { loadFor } from './late-parts.ts'
import { listChange } from './list-change.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import { pack } from './pack.ts'
import { isTerminalQuestion, RUN_AGAIN, type Answer, type Question } from './questions.ts'
import { questionKey } from './question-key.ts'
import type { RunMoment } from './run-moment.ts'
import type { CheckResult } from './types.ts'
import type { FromWorker, ToWorker } from './wire.ts'

/** The commands of kubectl that few scenarios have: a container may call one. */
const kubectlLoading: LatePart = {
  isNeeded(texts) {
    for (const text of texts) if (/\bkubectl\b|alpine\/k8s/.test(text)) return true
    return false
  },
  missed: lateCommandsMissed,
  load: () => loadLateCommands(),
  loadAhead: () => loadLateCommands(),
}

/** What runs are made again with when it was missed. */
const LATE_PARTS = [
  lateLoading,
  shellLoading,
  extensionsLoading,
  configurationLoading,
  controllersLoading,
  kubectlLoading,
]

const post = (message: FromWorker): void => globalThis.postMessage(message)

let engine = createEngine()
/** The places that the page has. */
let sentPlaces: CheckResult['places'] = []
let currentRun = 0
let received = 0

const channel = new MessageChannel()
/** Who lets messages in, in their order. A run that another has overtaken is one of them: its message must not be left for that. */
const breathing: (() => void)[] = []
channel.port1.addEventListener('message', () => breathing.shift()?.())
channel.port1.start()

/** Lets waiting messages in; a message to oneself is quicker than a timer. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    breathing.push(resolve)
    channel.port2.postMessage(null)
  })
}

/** A slice ends when it has taken so long, so that who stops a run, asks about it, or types, need not wait. */
const LONG_MS = 8
/** At the beginning of a run it ends sooner: what is drawn first is asked about then. */
const LONG_AT_FIRST_MS = 4
const AT_FIRST_MS = 300

/** When a text was checked last. Most likely it is run next, and what runs until then is of no use any more. */
let checkedMs = -Infinity
let checkBegunMs = -Infinity
const BEFORE_RUN_MS = 20

/** Lets messages in, and right after a check also the run that follows from it. */
async function giveWay(): Promise<void> {
  await breathe()
  for (const seen = received; seen === received && performance.now() - checkedMs < BEFORE_RUN_MS;)
    await new Promise((resolve) => setTimeout(resolve, 2))
}

/** So long the page draws what it is sent first, with threads of its own beside the one that it lays out on. */
const DRAWING_MS = 30

/** Texts that are checked one so soon after the other are being typed. */
const BETWEEN_LETTERS_MS = 1000
/** Who types will most likely type on: a run that the next letter calls off waits so long before it goes on. */
const TYPING_MS = 400
let isTyping = false

/** Leaves the processors to the page while it draws: of two of them a run would take one. */
async function leaveToPage(id: number): Promise<void> {
  const wait = async (ms: number, goesOn: () => boolean): Promise<void> => {
    const begun = performance.now()
    while (currentRun === id && goesOn() && performance.now() - begun < ms)
      await new Promise((resolve) => setTimeout(resolve, 4))
  }
  await wait(DRAWING_MS, () => true)
  if (currentRun !== id) return
  engine.prepare()
  const seen = received
  // Who asks about the run is in it, and goes on to what is still to come.
  if (isTyping) await wait(TYPING_MS - DRAWING_MS, () => received === seen)
}

async function run(
  id: number,
  request: Extract<ToWorker, { type: 'run' }>['request'],
): Promise<void> {
  const begun = performance.now()
  let started = begun
  const isLong = (): boolean => {
    const nowMs = performance.now()
    return nowMs - started >= (nowMs - begun < AT_FIRST_MS ? LONG_AT_FIRST_MS : LONG_MS)
  }
  const firstAsked = createFirstAsked(request)
  for (const chunk of engine.run(request, isLong)) {
    if (currentRun !== id) return
    if (LATE_PARTS.some((part) => part.missed())) {
      // What it keeps of this run was made without them, and no newer one may go on from there.
      engine = createEngine()
      await Promise.all(LATE_PARTS.map((part) => part.load()))
      if (currentRun === id) post({ type: 'failed', id, message: RUN_AGAIN })
      return
    }
    const asked = firstAsked(chunk)
    post({ type: 'chunk', id, chunk, answers: answersOf(asked) })
    if (asked.length > 0) await leaveToPage(id)
    await giveWay()
    started = performance.now()
  }
  await parkAtRest(id)
}

const answersOf = (asked: readonly FirstAsked[]): Record<string, Answer> =>
  Object.fromEntries(
    asked.map(({ at, question }) => [questionKey(at, question), engine.askAhead(at, question)]),
  )

const isError = ({ severity }: FileDiagnostic): boolean => severity === 'error'

/** Loads what the texts name and a usual run does without. */
async function prepare(files: readonly ScenarioFile[]): Promise<void> {
  const texts = files.flatMap(({ path, text }) => [path, text])
  const needed = LATE_PARTS.filter((part) => part.isNeeded(texts))
  if (needed.length === 0) return
  await Promise.all(needed.map((part) => part.load()))
  // What was made ready before they came does without them.
  engine.forgetPrepared()
}

/** After so long without a message the page is at rest. */
const REST_MS = 700

/** Prepares for a change of an action while nobody wants anything. */
async function parkAtRest(id: number): Promise<void> {
  const parking = engine.park()
  for (let seen = -1; ;) {
    while (seen !== received) {
      seen = received
      await new Promise((resolve) => setTimeout(resolve, REST_MS))
    }
    if (currentRun !== id || parking.next().done === true) return
    await breathe()
  }
}

let late: Promise<void> | null = null

/** Loads the commands of kubectl that few scenarios have, before one of them is read or run. */
function loadLateCommands(): Promise<void> {
  late ??= import('#kubectl/late-commands.ts').then(({ LATE_COMMANDS }) =>
    provideLateCommands(LATE_COMMANDS),
  )
  late.catch(() => {
    late = null
  })
  return late
}

const KUBECTL_LINE = /^[\s-]*"?'?kubectl"?'?\s*:/m

/** Whether files may have an action that is a line of kubectl. */
function hasLines(message: ToWorker): boolean {
  const files =
    message.type === 'check' || message.type === 'edit'
      ? message.files
      : message.type === 'run'
        ? message.request.files
        : []
  return files.some(({ path, text }) => path.endsWith('.yaml') && KUBECTL_LINE.test(text))
}

/** What answers the terminal comes when it is first asked. */
async function answerTo(at: RunMoment, question: Question): Promise<Answer> {
  if (!isTerminalQuestion(question)) return engine.ask(at, question)
  const [{ answerTerminal }] = await Promise.all([
    import('./terminal-answers.ts'),
    // Any program and any command may be typed.
    lateLoading.loadAhead(),
    shellLoading.loadAhead(),
    extensionsLoading.load(),
    loadLateCommands(),
  ])
  return answerTerminal(engine.terminalRun(at), at, question)
}

async function answer(message: ToWorker): Promise<void> {
  if (message.type === 'ping') {
    post({ type: 'pong' })
    return
  }
  // Once that has begun, every message waits for it, so that they stay in their order.
  if (late !== null || hasLines(message)) await loadLateCommands()
  received += 1
  if (message.type === 'cancel') currentRun = 0
  else if (message.type === 'check') {
    isTyping = performance.now() - checkBegunMs < BETWEEN_LETTERS_MS
    checkBegunMs = performance.now()
    await prepare(message.files)
    const result = await withDump(engine.check(message.files, message.whole), message.files)
    const { places, ...rest } = result
    const moved = listChange(sentPlaces, places)
    sentPlaces = places
    const isGood = result.dump === null && !result.diagnostics.some(isError)
    const next = isGood ? message.next : null
    post({
      type: 'checked',
      id: message.id,
      result: pack(rest),
      places: pack(moved),
      begins: next !== null,
    })
    checkedMs = next === null ? performance.now() : -Infinity
    if (next !== null) receive(next)
  } else if (message.type === 'edit')
    post({
      type: 'edited',
      id: message.id,
      files: await editFiles(message.files, message.edit),
    })
  else if (message.type === 'ask') {
    await loadFor(message.question)
    post({
      type: 'answered',
      id: message.id,
      answer: await answerTo(message.at, message.question),
    })
  } else {
    currentRun = message.id
    await prepare(message.request.files)
    await run(message.id, message.request)
  }
}

function receive(message: ToWorker): void {
  answer(message).catch((error: unknown) => {
    const id = message.type === 'cancel' || message.type === 'ping' ? 0 : message.id
    post({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  })
}

globalThis.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => receive(data))

post({ type: 'ready' })
