// Everything that a person can do with a key or from the palette, as data. The toolbar, the
// shortcuts, the palette and the list of keys read this table; none of them knows a command by itself.
import { actionTime } from '#playground/moment.ts'
import type { PlaygroundActions, PlaygroundState } from '#playground/types.ts'
import { actionsFor, noticeOf } from '#picture/inspector/actions-for.ts'
import { subjectOf } from '#picture/inspector/subject.ts'
import { clockText } from '#picture/words/format.ts'
import { chooseFiles } from './open-files.ts'

export type FoldablePane = 'editor' | 'inspector' | 'timeline'

/** What commands do to the page rather than to the playground. */
export interface ShellControls {
  copyLink(): void
  downloadFiles(): void
  downloadJournal(): void
  togglePane(pane: FoldablePane): void
  toggleTerminal(): void
  present(): void
}

export interface Command {
  readonly id: string
  readonly label: string
  readonly group: 'Do' | 'Playback' | 'Run' | 'Show' | 'Share'
  /** 'Space', 'ArrowLeft', '?', 'Mod+K': Mod is ⌘ on a Mac and Ctrl elsewhere. Null has none. */
  readonly keys: string | null
  enabled(state: PlaygroundState): boolean
  perform(actions: PlaygroundActions, state: PlaygroundState, shell: ShellControls): void
}

const always = (): boolean => true
const hasSteps = (state: PlaygroundState): boolean => state.steps.length > 0
const notFirst = (state: PlaygroundState): boolean => hasSteps(state) && state.step > 0
const notLast = (state: PlaygroundState): boolean => state.step < state.steps.length - 1
const canEdit = (state: PlaygroundState): boolean => !state.embed

const MINUTE_MS = 60_000
export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8]

/** The speed `by` places up or down from the present one. */
export function speedBeside(speed: number, by: number): number {
  const index = SPEEDS.findIndex((s) => s >= speed)
  const next = Math.max(
    0,
    Math.min(SPEEDS.length - 1, (index === -1 ? SPEEDS.length - 1 : index) + by),
  )
  return SPEEDS[next] ?? 1
}

const PLAYBACK: readonly Command[] = [
  {
    id: 'play',
    label: 'Play or pause',
    group: 'Playback',
    keys: 'Space',
    enabled: hasSteps,
    perform: (actions, state) => (state.playing ? actions.pause() : actions.play()),
  },
  {
    id: 'back',
    label: 'Step back',
    group: 'Playback',
    keys: 'ArrowLeft',
    enabled: notFirst,
    perform: (actions) => actions.back(),
  },
  {
    id: 'next',
    label: 'Next step',
    group: 'Playback',
    keys: 'ArrowRight',
    enabled: notLast,
    perform: (actions) => actions.next(),
  },
  {
    id: 'first',
    label: 'First step',
    group: 'Playback',
    keys: 'Home',
    enabled: notFirst,
    perform: (actions) => actions.first(),
  },
  {
    id: 'last',
    label: 'Last step',
    group: 'Playback',
    keys: 'End',
    enabled: notLast,
    perform: (actions) => actions.last(),
  },
  {
    id: 'faster',
    label: 'Play faster',
    group: 'Playback',
    keys: '+',
    enabled: (state) => speedBeside(state.speed, 1) !== state.speed,
    perform: (actions, state) => actions.setSpeed(speedBeside(state.speed, 1)),
  },
  {
    id: 'slower',
    label: 'Play slower',
    group: 'Playback',
    keys: '-',
    enabled: (state) => speedBeside(state.speed, -1) !== state.speed,
    perform: (actions, state) => actions.setSpeed(speedBeside(state.speed, -1)),
  },
  {
    id: 'pacing',
    label: 'Play by step, or in real time',
    group: 'Playback',
    keys: null,
    enabled: always,
    perform: (actions, state) => actions.setPacing(state.pacing === 'steps' ? 'time' : 'steps'),
  },
  {
    id: 'detail',
    label: 'Go through every step, or through what matters',
    group: 'Playback',
    keys: null,
    enabled: always,
    perform: (actions, state) => actions.setDetail(state.detail === 'all' ? 'main' : 'all'),
  },
]

const RUN: readonly Command[] = [
  {
    id: 'run',
    label: 'Run from the start with the changed text',
    group: 'Run',
    keys: 'Mod+Enter',
    enabled: canEdit,
    perform: (actions) => actions.runFromStart(),
  },
  {
    id: 'undo',
    label: 'Undo what was done last',
    group: 'Run',
    keys: 'Mod+Z',
    enabled: (state) => state.canUndo && !state.embed,
    perform: (actions) => actions.undo(),
  },
  {
    id: 'redo',
    label: 'Do again what was undone',
    group: 'Run',
    keys: 'Mod+Shift+Z',
    enabled: (state) => state.canRedo && !state.embed,
    perform: (actions) => actions.redo(),
  },
  {
    id: 'run-longer',
    label: 'Run one minute longer',
    group: 'Run',
    keys: null,
    enabled: (state) => state.runState === 'done' && state.canRunLonger,
    perform: (actions) => actions.runLonger(MINUTE_MS),
  },
  {
    id: 'stop',
    label: 'Stop the run that comes in',
    group: 'Run',
    keys: null,
    enabled: (state) => state.runState === 'running',
    perform: (actions) => actions.stopRun(),
  },
  {
    id: 'restore',
    label: 'Bring back what was open before',
    group: 'Run',
    keys: null,
    enabled: (state) => state.hasPrevious && !state.embed,
    perform: (actions) => actions.restorePrevious(),
  },
  {
    id: 'recent',
    label: 'Your scenarios: keep one under a name, open an earlier text',
    group: 'Run',
    keys: null,
    enabled: (state) => !state.embed,
    perform: (actions) => actions.show('recent'),
  },
]

const SHOW: readonly Command[] = [
  {
    id: 'commands',
    label: 'Commands',
    group: 'Show',
    keys: 'Mod+K',
    enabled: always,
    perform: (actions) => actions.show('commands'),
  },
  {
    id: 'open-files',
    label: 'Open files: manifests, or a tar of them',
    group: 'Show',
    keys: null,
    enabled: canEdit,
    perform: (actions) => chooseFiles(actions),
  },
  {
    id: 'gallery',
    label: 'Gallery of examples',
    group: 'Show',
    keys: null,
    enabled: canEdit,
    perform: (actions) => actions.show('gallery'),
  },
  {
    id: 'outline',
    label: 'Outline: all that the canvas shows, as a list',
    group: 'Show',
    keys: 'o',
    enabled: always,
    perform: (actions) => actions.show('outline'),
  },
  {
    id: 'terminal',
    label: 'Terminal: open or close it',
    group: 'Show',
    keys: 't',
    enabled: canEdit,
    perform: (_actions, _state, shell) => shell.toggleTerminal(),
  },
  {
    id: 'present',
    label: 'Present: the picture and its sentence on the whole screen',
    group: 'Show',
    keys: 'p',
    enabled: (state) => hasSteps(state) && !state.embed,
    perform: (_actions, _state, shell) => shell.present(),
  },
  {
    id: 'keys',
    label: 'Keys',
    group: 'Show',
    keys: '?',
    enabled: always,
    perform: (actions) => actions.show('keys'),
  },
  {
    id: 'truth',
    label: 'How true this is: figures, and what is simplified',
    group: 'Show',
    keys: null,
    enabled: always,
    perform: (actions) => actions.show('truth'),
  },
  {
    id: 'theme',
    label: 'Change between light and dark',
    group: 'Show',
    keys: null,
    enabled: always,
    perform: (actions, state) => actions.setTheme(state.theme === 'dark' ? 'light' : 'dark'),
  },
  {
    id: 'deselect',
    label: 'Select nothing',
    group: 'Show',
    keys: 'Escape',
    enabled: (state) => state.selection !== null && state.overlay === null,
    perform: (actions) => actions.select(null),
  },
  ...(['editor', 'inspector', 'timeline'] as const).map((pane): Command => ({
    id: `fold-${pane}`,
    label: `Fold or unfold the ${pane}`,
    group: 'Show',
    keys: null,
    enabled: (state) => pane !== 'editor' || !state.embed,
    perform: (_actions, _state, shell) => shell.togglePane(pane),
  })),
]

const SHARE: readonly Command[] = [
  {
    id: 'copy-link',
    label: 'Copy the link to this moment',
    group: 'Share',
    keys: 'Mod+S',
    enabled: always,
    perform: (_actions, _state, shell) => shell.copyLink(),
  },
  {
    id: 'share',
    label: 'Share as link, Markdown or embed',
    group: 'Share',
    keys: null,
    enabled: always,
    perform: (actions) => actions.show('share'),
  },
  {
    id: 'download-files',
    label: 'Download the scenario',
    group: 'Share',
    keys: null,
    enabled: always,
    perform: (_actions, _state, shell) => shell.downloadFiles(),
  },
  {
    id: 'download-journal',
    label: 'Download the journal as JSON',
    group: 'Share',
    keys: null,
    enabled: (state) => state.times.length > 0,
    perform: (_actions, _state, shell) => shell.downloadJournal(),
  },
]

export const COMMANDS: readonly Command[] = [...PLAYBACK, ...RUN, ...SHOW, ...SHARE]

/** The command of an id; undefined when there is none. */
export function commandOf(id: string): Command | undefined {
  return COMMANDS.find((command) => command.id === id)
}

/** What can be done to the selected thing at the shown moment. */
export function selectionCommands(state: PlaygroundState): readonly Command[] {
  const { near, times, timeMs } = state
  const atMs = actionTime(times, timeMs)
  return actionsFor(subjectOf(near.world, near.selection), near.world, atMs).map((offer) => ({
    id: `do-${offer.id}`,
    label: `${offer.fullLabel} at ${clockText(atMs)}`,
    group: 'Do',
    keys: null,
    enabled: canEdit,
    perform(actions) {
      actions.act(offer.action)
      actions.notify(noticeOf(offer), true)
    },
  }))
}

/** The commands of a table whose label holds all words of `query`, in its order. */
export function findCommands(
  query: string,
  commands: readonly Command[] = COMMANDS,
): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(({ label, group }) => {
    const text = `${group} ${label}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
