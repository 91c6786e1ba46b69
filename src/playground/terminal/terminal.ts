// The terminal of the page: what is typed becomes questions to the engine and actions of the scenario. It holds
// no output of its own: every run is asked anew for what the typed lines print in it.
import { promptText, whereText } from '#cluster/terminal/prompt-text.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  type Completions,
  type EditedText,
  FIRST_SHELL,
  type ShellState,
} from '#cluster/terminal/types.ts'
import type { KeptLine } from '#scenario/link-terminal.ts'
import { actionTime, behindOf } from '../moment.ts'
import type { LineAnswer, ShownAction } from '../questions.ts'
import type { PlaygroundActions, PlaygroundState } from '../types.ts'
import { atMost, entryOf, isAtRest, REST_MS, stoppedAt, withFiles } from './answered.ts'
import { type Answered, lastEnded, runningAt, type TypedLine } from './transcript.ts'

export interface TerminalState {
  readonly lines: readonly TypedLine[]
  readonly actions: readonly ShownAction[]
  /** The text of lines whose quotes or loops are open still; '' when none are. */
  readonly open: string
  /** A line was typed and has no answer yet. */
  readonly busy: boolean
  /** The run has to go on for the line that waits; the page offers it. */
  readonly waitsAtEnd: boolean
  /** What a line waits for to be edited; null when none does. */
  readonly editing: EditedText | null
}

export interface Terminal extends Pick<StoreApi<TerminalState>, 'getState' | 'subscribe'> {
  /** Carries out a line at the shown moment. */
  submit(text: string): void
  /** Ctrl+C: ends what is under way at the shown moment, or forgets the open line. */
  interrupt(): void
  /** Ends the editing that a line waits for: with what is saved, or null for nothing. */
  finishEdit(text: string | null): void
  complete(text: string): Promise<Completions>
  /** The shell as it stands at the shown moment. */
  shell(): ShellState
  /** What stands before the next line, and where that is: 'on worker-1'. */
  place(): { readonly prompt: string; readonly where: string }
  /** Ends the watching of the playground. */
  stop(): void
}

const MAX_LINES = 200

type Snapshot = PlaygroundState & { readonly actions: PlaygroundActions }

/** What it needs of the playground's store. */
export interface PlaygroundLike {
  getState(): Snapshot
  subscribe(listener: () => void): () => void
}

const NOTHING: TerminalState = {
  lines: [],
  actions: [],
  open: '',
  busy: false,
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
  /** The line for which the terminal plays. */
  #plays: number | null = null

  constructor(store: PlaygroundLike) {
    this.#store = store
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
    const { open, busy } = this.getState()
    const whole = open === '' ? text : `${open}\n${text}`
    if (busy) return
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
      actsMs: actionTime(times, timeMs),
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
    this.#set({ open: '', busy: false })
    this.#fresh = null
    this.#awaitedAfter = null
  }

  async complete(text: string): Promise<Completions> {
    const { open } = this.getState()
    const before = open === '' ? '' : `${open}\n`
    const asked = { kind: 'complete', text: before + text, shell: this.shell() } as const
    const found = await this.#store.getState().actions.ask(asked)
    if (found === undefined) return { from: text.length, words: [] }
    return { from: Math.max(0, found.from - before.length), words: found.words }
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
    this.#watchPlayback(state, before)
    if (this.#awaitedAfter !== null) {
      const isThere = state.shownAt.run !== this.#awaitedAfter || state.runState === 'failed'
      if (isThere) {
        this.#awaitedAfter = null
        this.#set({ busy: false })
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

  /** Pauses where the line ends for which it plays. */
  #watchPlayback(state: Snapshot, before: Snapshot): void {
    if (this.#plays === null) return
    const typed = this.getState().lines.find(({ id }) => id === this.#plays)
    const endMs = typed?.answer?.end?.timeMs ?? Infinity
    if (typed === undefined || state.timeMs >= endMs || state.timeMs < typed.line.atMs) {
      this.#plays = null
      if (state.playing) state.actions.pause()
    } else if (before.playing && !state.playing) {
      if (state.step >= state.steps.length - 1) this.#goToEnd(state, endMs)
    } else if (state.playing && this.getState().waitsAtEnd) this.#set({ waitsAtEnd: false })
  }

  /** Behind the last step nothing is played: what a line prints there is seen at once. */
  #goToEnd(state: Snapshot, endMs: number): void {
    this.#set({ waitsAtEnd: endMs > state.endMs && state.canRunLonger })
    state.actions.goToTime(Math.min(endMs, state.endMs))
  }

  /** Ends the line that is under way at the shown moment. */
  #stopRunning(): void {
    const { timeMs, entryId, playing, actions } = this.#store.getState()
    const { lines } = this.getState()
    const running = runningAt(lines, { timeMs, entryId })
    if (running === null) return
    const stopMs = Math.max(Math.round(timeMs), running.line.atMs)
    const ended: TypedLine = {
      ...running,
      line: { ...running.line, stopMs },
      answer: stoppedAt(running, stopMs),
    }
    this.#turn += 1
    if (playing && this.#plays === running.id) actions.pause()
    this.#plays = null
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
    const typed = this.getState().lines.find((one) => one.id === id)
    if (typed === undefined) return true
    const { line } = typed
    const entryId = entryOf(line, times, allSteps)
    // Each turn begins the line anew: what an earlier one was told would be missing.
    const question = {
      kind: 'line',
      id: turn * MAX_LINES * 2 + (id % (MAX_LINES * 2)),
      line: { ...line, entryId },
      untilMs,
    } as const
    let all: Answered = { chunks: [], acted: [], end: null, isLost: false }
    for (let toMs = untilMs; ;) {
      const answer = await state.actions.ask({ ...question, untilMs: toMs })
      if (turn !== this.#turn || answer === undefined) return false
      if (answer.open) return this.#leaveOpen(id, line.text)
      const isAfter = toMs > untilMs
      const chunks = all.chunks.concat(isAfter ? atMost(answer.chunks, untilMs) : answer.chunks)
      all = { chunks, acted: answer.acted, end: answer.end, isLost: false }
      if (answer.edits !== null && this.#fresh?.id === id) {
        this.#set({ editing: answer.edits })
        return false
      }
      // What was typed earlier finds nobody who edits anything for it.
      if (answer.wants !== null || answer.edits !== null) return this.#wanted(id, all, answer)
      if (answer.more && !isAfter) this.#answer(id, entryId, all)
      if (answer.more) continue
      // In a cluster at rest nothing happens any more but what the line does by itself.
      if (answer.end === null && !isAfter && isAtRest(state)) {
        this.#answer(id, entryId, all)
        toMs = untilMs + REST_MS
        continue
      }
      if (answer.end === null && isAfter) all = this.#answerOf(id) ?? all
      const end =
        all.end === null ? null : { ...all.end, timeMs: Math.min(all.end.timeMs, untilMs) }
      this.#answer(id, entryId, { ...all, end: isAfter ? end : all.end })
      this.#known.set(id, { run: state.shownAt.run, untilMs })
      this.#ended(id, { ...answer, end: isAfter ? end : all.end })
      return true
    }
  }

  #answerOf(id: number): Answered | null {
    return this.getState().lines.find((one) => one.id === id)?.answer ?? null
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
    return true
  }

  /** What a new line wants to change is written to the scenario; an old one has lost its place in it. */
  #wanted(id: number, soFar: Answered, { wants, files }: LineAnswer): boolean {
    const fresh = this.#fresh
    const action = JSON.stringify(wants)
    const { lines } = this.getState()
    const state = this.#store.getState()
    const { run } = state.shownAt
    // The run that has it is still to come.
    if (fresh?.id === id && fresh.wanted === action && fresh.run === run) return false
    if (fresh?.id !== id || wants === null || fresh.wanted === action) {
      this.#known.set(id, { run, untilMs: Infinity })
      const typed = lines.find((one) => one.id === id)
      if (typed !== undefined) this.#answer(id, typed.entryId, { ...soFar, isLost: true })
      if (fresh?.id === id) this.#settle()
      return true
    }
    fresh.wanted = action
    fresh.run = run
    state.actions.act(wants, withFiles(state.files, files))
    // The run that has it is asked again.
    return false
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
    const endMs = answer.end?.timeMs ?? Infinity
    if (endMs <= state.timeMs) return
    this.#plays = id
    if (state.step >= state.steps.length - 1) this.#goToEnd(state, endMs)
    else if (!state.playing) state.actions.play()
  }

  #settle(): void {
    this.#fresh = null
    this.#set({ busy: false })
    this.#keep()
  }
}
