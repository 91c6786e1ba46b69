// What changes what is looked at, and how; nothing of it changes the scenario or its run.
import type { AnswerTo, Question } from './questions.ts'
import type { EnginePort, PlaygroundState, Theme } from './types.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly port: EnginePort
}

/** The actions of selection, panes, overlays and notices. */
export function viewActions({ set, get, port }: Needs) {
  return {
    async ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | undefined> {
      const at = get().shownAt
      // What happened to a run that cannot answer any more is said elsewhere.
      return port.ask(at, question).catch(() => undefined)
    },
    select: (selection: string | null) => set({ selection }),
    follow: (follows: boolean) => set({ follows, selection: null }),
    showTab: (inspectorTab: PlaygroundState['inspectorTab']) => set({ inspectorTab }),
    showPane: (pane: PlaygroundState['pane']) => set({ pane }),
    showTerminal: (terminalOpen: boolean) => set({ terminalOpen }),
    keepLines: (terminalLines: PlaygroundState['terminalLines']) => set({ terminalLines }),
    show: (overlay: PlaygroundState['overlay']) => set({ overlay }),
    setTheme: (theme: Theme) => set({ theme }),
    welcome: (welcoming: boolean) => set({ welcoming }),
    notify: (notice: string, noticeUndoes = false) => set({ notice, noticeUndoes }),
  }
}
