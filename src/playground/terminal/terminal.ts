// The terminal of the page: what is typed becomes questions to the engine and actions of the scenario. It holds
// no output of its own: every run is asked anew for what the typed lines print in it.
import { promptText, whereText } from '#cluster/terminal/prompt-text.ts'
import { createStore } from 'zustand/vanilla'
import { type Completions, FIRST_SHELL, type ShellState } from '#cluster/terminal/types.ts'
import type { KeptLine } from '#scenario/link-terminal.ts'
import { actionTime, behindOf } from '../moment.ts'
import type { LineAnswer } from '../questions.ts'
import type { PlaygroundState } from '../types.ts'
import { afterWhatWaited, entryOf, isAtRest, stoppedAt, withFiles } from './answered.ts'
import { askLine } from './ask-line.ts'
import { createPlayingAlong } from './playing-along.ts'
import { type Answered, lastEnded, runningAt, type TypedLine } from './transcript.ts'
import type { PlaygroundLike, Snapshot, Terminal, TerminalState } from './types.ts'

const MAX_LINES = 200

/** So many lines may wait for those before them. */
const MAX_AHEAD = 100

const NOTHING: TerminalState = {
  lines: [],
  actions: [],
  open: '',
  busy: false,
  ahead: [],
  waitsAtEnd: false,
  editing: null,
}

/** Makes the terminal of a playground. */
export function createTerminal(store: PlaygroundLike): Terminal {
  return new PageTerminal(store)
}

class PageTerminal implements Terminal {
  readonly #store: PlaygroundLike
  readonly #state = createStore<TerminalState>()(() => NOTHING)
  readonly getState = this.#state.getState
  readonly subscribe = this.#state.subscribe
  readonly #stopWatching: () => void
  /** Counts up with whatever makes answers under way old. */
  #turn = 0
  #nextId = 1
  /** How far, and of which run, the lines were asked about. */
  #asked = { run: 0, endMs: -1, done: false }
  /** What each line has been answered: of which run, and as far as when. */
  readonly #known = new Map<number, { readonly run: number; readonly untilMs: number }>()
  /** The typed line whose changes are still to be made, and what it wanted last, in which run. */
  #fresh: { readonly id: number; wanted: string | null; run: number } | null = null
  /** The run after which files were changed that the next one will have. */
  #awaitedAfter: number | null = null
  /** The lines as the playground has them. */
  #kept: readonly KeptLine[] = []
  readonly #along: ReturnType<typeof createPlayingAlong>

  constructor(store: PlaygroundLike) {
    this.#store = store
    this.#along = createPlayingAlong({
      store,
      spanOf: (id) => {
        const typed = this.#lineOf(id)
        return typed && { startMs: typed.line.atMs, endMs: typed.answer?.end?.timeMs ?? Infinity }
      },
      waitsAtEnd: {
        get: () => this.getState().waitsAtEnd,
        set: (waitsAtEnd) => this.#set({ waitsAtEnd }),
      },
    })
    this.#takeLines(store.getState())
    let before = store.getState()
    this.#stopWatching = store.subscribe(() => {
      const old = before
      before = store.getState()
      this.#changed(before, old)
    })
    void this.#askAll()
  }

  submit(text: string): void {
    const { busy, ahead } = this.getState()
    const running = this.#running()
    const ends = running !== null && (running.answer?.end ?? null) !== null
    if (!busy && ahead.length === 0 && !ends) {
      this.#begin(text)
      return
    }
    if (text.trim() === '') return
    this.#set({ ahead: [...ahead, text].slice(0, MAX_AHEAD) })
    // Where the moment lies in the middle of a line, as in a link, nobody plays to its end yet.
    if (!busy && ends) this.#along.follow(running.id)
  }

  /** Goes on with what was typed ahead as soon as the prompt is free. */
  #goOn(): void {
    const { busy, ahead, editing } = this.getState()
    const [text, ...rest] = ahead
    if (text === undefined || busy || editing !== null || this.#running() !== null) return
    this.#set({ ahead: rest })
    this.#begin(text)
  }

  #running(): TypedLine | null {
    return runningAt(this.getState().lines, this.#store.getState())
  }

  #begin(text: string): void {
    const { open } = this.getState()
    const whole = open === '' ? text : `${open}\n${text}`
    if (whole.trim() === '') {
      this.#set({ open: '' })
      return
    }
    this.#stopRunning()
    const state = this.#store.getState()
    const { times } = state
    const timeMs = Math.round(state.timeMs)
    const line: KeptLine = {
      text: whole,
      atMs: timeMs,
      behind: behindOf(state),
      actsMs: Math.max(actionTime(times, timeMs), afterWhatWaited(this.getState().lines, timeMs)),
      stopMs: null,
      shell: this.shell(),
    }
    const typed = this.#typed(line, state)
    this.#fresh = { id: typed.id, wanted: null, run: 0 }
    this.#set({ busy: true, open: '', lines: [...this.getState().lines, typed].slice(-MAX_LINES) })
    this.#turn += 1
    void this.#askAll()
  }

  finishEdit(text: string | null): void {
    const { lines, editing } = this.getState()
    const fresh = this.#fresh
    if (editing === null || fresh === null) return
    this.#set({
      editing: null,
      lines: lines.map((one) =>
        one.id === fresh.id
          ? { ...one, line: { ...one.line, edited: [...(one.line.edited ?? []), text] } }
          : one,
      ),
    })
    void this.#askAll()
  }

  interrupt(): void {
    if (this.getState().editing !== null) {
      this.finishEdit(null)
      return
    }
    this.#stopRunning()
    this.#set({ open: '', busy: false, ahead: [] })
    this.#fresh = null
    this.#awaitedAfter = null
  }

  toItsEnd(): void {
    const end = this.#running()?.answer?.end
    if (end) this.#store.getState().actions.goToTime(end.timeMs)
  }

  async complete(text: string): Promise<Completions> {
    const { open } = this.getState()
    const before = open === '' ? '' : `${open}\n`
    const asked = { kind: 'complete', text: before + text, shell: this.shell() } as const
    const found = await this.#store.getState().actions.ask(asked)
    if (found === undefined) return { from: text.length, words: [] }
    return { ...found, from: Math.max(0, found.from - before.length) }
  }

  shell(): ShellState {
    const { timeMs, entryId } = this.#store.getState()
    return lastEnded(this.getState().lines, { timeMs, entryId })?.shell ?? FIRST_SHELL
  }

  place(): { readonly prompt: string; readonly where: string } {
    const shell = this.shell()
    return { prompt: promptText(shell), where: whereText(shell) }
  }

  stop(): void {
    this.#turn += 1
    this.#stopWatching()
  }

  #set(part: Partial<TerminalState>): void {
    this.#state.setState(part)
  }

  #typed(
    line: KeptLine,
    { times, allSteps }: Pick<PlaygroundState, 'times' | 'allSteps'>,
  ): TypedLine {
    const id = this.#nextId
    this.#nextId += 1
    return { id, line, entryId: entryOf(line, times, allSteps), answer: null }
  }

  /** Takes over lines that come from outside: a link that was opened. */
  #takeLines(state: PlaygroundState): void {
    const { terminalLines } = state
    if (terminalLines === this.#kept) return
    this.#kept = terminalLines
    this.#turn += 1
    this.#fresh = null
    this.#set({ ...NOTHING, lines: terminalLines.map((line) => this.#typed(line, state)) })
  }

  /** Hands the lines to the playground, whose links hold them. */
  #keep(): void {
    const kept = this.getState().lines.filter(({ answer }) => answer?.isLost !== true)
    this.#kept = kept.map(({ line }) => line)
    this.#store.getState().actions.keepLines(this.#kept)
  }

  #changed(state: Snapshot, before: Snapshot): void {
    if (state.terminalLines !== before.terminalLines) this.#takeLines(state)
    // Who goes back to before a line does not want what was typed behind it.
    const { ahead, lines } = this.getState()
    const last = lines.at(-1)
    if (ahead.length > 0 && last !== undefined && state.timeMs < last.line.atMs)
      this.#set({ ahead: [] })
    this.#along.changed(state, before)
    this.#goOnSoon()
    if (this.#awaitedAfter !== null) {
      const isThere = state.shownAt.run !== this.#awaitedAfter || state.runState === 'failed'
      if (isThere) {
        this.#awaitedAfter = null
        this.#set({ busy: false })
        this.#goOnSoon()
      }
    }
    const done = state.runState === 'done'
    const { run, endMs } = this.#asked
    const isNew = state.shownAt.run !== run
    if (isNew || state.endMs !== endMs || done !== this.#asked.done) {
      if (isNew) this.#turn += 1
      void this.#askAll()
    }
  }

  /** Whoever changes the playground has done so by then. */
  #goOnSoon(): void {
    if (this.getState().ahead.length > 0) queueMicrotask(() => this.#goOn())
  }

  /** Ends the line that is under way at the shown moment. */
  #stopRunning(): void {
    const { timeMs } = this.#store.getState()
    const { lines } = this.getState()
    const running = this.#running()
    if (running === null) return
    const stopMs = Math.max(Math.round(timeMs), running.line.atMs)
    const ended: TypedLine = {
      ...running,
      line: { ...running.line, stopMs },
      answer: stoppedAt(running, stopMs),
    }
    this.#turn += 1
    this.#along.leave(running.id)
    this.#set({
      waitsAtEnd: false,
      lines: lines.map((one) => (one === running ? ended : one)),
    })
    this.#keep()
  }

  /** Asks the shown run about all lines, one after the other, as far as it has come. */
  async #askAll(): Promise<void> {
    const turn = (this.#turn += 1)
    const state = this.#store.getState()
    const { run } = state.shownAt
    const done = state.runState === 'done'
    this.#asked = { run, endMs: state.endMs, done }
    if (run === 0 || state.times.length === 0) return
    const actions = await state.actions.ask({ kind: 'printed' })
    if (turn !== this.#turn || actions === undefined) return
    this.#set({ actions })
    // The last millisecond of a run that still comes in may not be whole yet.
    const untilMs = done ? state.endMs : state.endMs - 1
    for (const { id, answer } of this.getState().lines) {
      const known = this.#known.get(id)
      const isKnown = known?.run === run && (answer?.end !== null || known.untilMs === untilMs)
      if (isKnown && answer !== null) continue
      const isGone = !(await this.#askOne(id, untilMs, turn))
      if (isGone) return
    }
  }

  /** False when the answers are old by now. */
  async #askOne(id: number, untilMs: number, turn: number): Promise<boolean> {
    const state = this.#store.getState()
    const { times, allSteps } = state
    const typed = this.#lineOf(id)
    if (typed === undefined) return true
    const { line } = typed
    const entryId = entryOf(line, times, allSteps)
    // Each turn begins the line anew: what an earlier one was told would be missing.
    const question = {
      kind: 'line',
      id: turn * MAX_LINES * 2 + (id % (MAX_LINES * 2)),
      line: { ...line, entryId },
    } as const
    const asked = await askLine({
      question,
      untilMs,
      ask: (one) => state.actions.ask(one),
      isOld: () => turn !== this.#turn,
      isAtRest: () => isAtRest(state),
      before: () => this.#lineOf(id)?.answer ?? null,
      onPart: (part) => this.#answer(id, entryId, part),
    })
    if (asked === null) return false
    if (asked.kind === 'open') return this.#leaveOpen(id, line.text)
    if (asked.kind === 'wants') return this.#wanted(id, asked.soFar, asked.answer)
    if (asked.kind === 'edits') {
      // What was typed earlier finds nobody who edits anything for it.
      if (this.#fresh?.id !== id) return this.#lose(id, asked.soFar)
      this.#set({ editing: asked.edits })
      return false
    }
    this.#answer(id, entryId, asked.answered)
    this.#known.set(id, { run: state.shownAt.run, untilMs })
    this.#ended(id, asked.answer)
    return true
  }

  #lineOf(id: number): TypedLine | undefined {
    return this.getState().lines.find((one) => one.id === id)
  }

  #answer(id: number, entryId: number, answer: Answered): void {
    const lines = this.getState().lines.map((one) =>
      one.id === id ? { ...one, entryId, answer } : one,
    )
    this.#set({ lines })
  }

  /** The next line belongs to it. */
  #leaveOpen(id: number, open: string): boolean {
    this.#fresh = null
    this.#set({ open, busy: false, lines: this.getState().lines.filter((one) => one.id !== id) })
    this.#goOnSoon()
    return true
  }

  /** What a new line wants to change is written to the scenario; an old one has lost its place in it. */
  #wanted(id: number, soFar: Answered, { wants, files }: LineAnswer): boolean {
    const fresh = this.#fresh
    const action = JSON.stringify(wants)
    const state = this.#store.getState()
    const { run } = state.shownAt
    // The run that has it is still to come.
    if (fresh?.id === id && fresh.wanted === action && fresh.run === run) return false
    if (fresh?.id !== id || wants === null || fresh.wanted === action) return this.#lose(id, soFar)
    fresh.wanted = action
    fresh.run = run
    state.actions.act(wants, withFiles(state.files, files))
    // The run that has it is asked again.
    return false
  }

  /** A line that finds no more what it stood for. */
  #lose(id: number, soFar: Answered): true {
    this.#known.set(id, { run: this.#store.getState().shownAt.run, untilMs: Infinity })
    const typed = this.#lineOf(id)
    if (typed !== undefined) this.#answer(id, typed.entryId, { ...soFar, isLost: true })
    if (this.#fresh?.id === id) this.#settle()
    return true
  }

  #ended(id: number, answer: LineAnswer): void {
    const state = this.#store.getState()
    const isWhole = answer.end !== null || state.runState !== 'running'
    if (this.#fresh?.id !== id || !isWhole) return
    this.#settle()
    const files = withFiles(state.files, answer.files)
    if (answer.end !== null && files !== state.files) {
      // The next line shall find them, so it waits for the run that has them.
      this.#awaitedAfter = state.shownAt.run
      this.#set({ busy: true })
      state.actions.replaceFiles(files)
      return
    }
    if ((answer.end?.timeMs ?? Infinity) > state.timeMs) this.#along.follow(id)
  }

  #settle(): void {
    this.#fresh = null
    this.#set({ busy: false })
    this.#keep()
    this.#goOnSoon()
  }
}
