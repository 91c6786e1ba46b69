// The part of the playground that keeps texts: when one is saved, what it is called, and how an earlier one comes back.
import type { ScenarioFile } from '#scenario/types.ts'
import type { Keeper, KeptText } from './keeper.ts'
import { lessonFields, lessonFromFields, type LessonState } from './lesson-state.ts'
import type { PlaygroundState } from './types.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly keeper: Keeper | null
  /** What every new visitor sees, which need not be kept. */
  readonly untouched: readonly ScenarioFile[]
}

/** A text that comes back, with the lesson that was taken with it. */
export interface KeptWork {
  readonly files: readonly ScenarioFile[]
  readonly lesson: LessonState | null
}

export interface TextKeeping {
  /** What is open is the person's own from now on, and kept. */
  save(files: readonly ScenarioFile[]): void
  /** The lesson went on: it is kept with the text, where that is the person's own. */
  saveLesson(): void
  /** Another text takes the place of the open one, which is kept when it is the person's own. */
  makeRoom(): void
  /** The address says what is open, so it is not kept before it is changed. */
  borrow(): void
  /** The text that this tab had, or the newest; null when there is none. */
  load(): Promise<KeptWork | null>
  open(id: string): Promise<KeptWork | null>
  /** Keeps what is open under a name; false when that is not possible. */
  keepAs(name: string): Promise<boolean>
  forget(id: string): Promise<void>
  findRecent(): Promise<void>
}

/** Makes what keeps the texts of one page; without a keeper nothing is kept. */
export function createTextKeeping({ set, get, keeper, untouched }: Needs): TextKeeping {
  /** Whether what is open is the person's own text, and not an example or a link as it was opened. */
  let own = true
  const save = (files: readonly ScenarioFile[]): void => {
    own = true
    keeper?.save(files, titleOf(files), lessonFields(get().lesson))
  }
  const isOwn = (): boolean => {
    const { files } = get()
    return own && files !== untouched && files.some(({ text }) => text.trim() !== '')
  }
  const findRecent = async (): Promise<void> => {
    if (keeper === null) return
    await keeper.settled()
    const [recent, named] = await Promise.all([keeper.recent(), keeper.named()])
    set({ recent, named, hasPrevious: recent.length > 0 })
  }
  const makeRoom = (): void => {
    if (isOwn()) save(get().files)
    keeper?.beginAnother()
    void findRecent()
  }
  return {
    save,
    saveLesson() {
      if (isOwn()) save(get().files)
    },
    makeRoom,
    borrow() {
      own = false
    },
    async load() {
      return workOf((await keeper?.load()) ?? null)
    },
    async open(id) {
      return workOf((await keeper?.open(id)) ?? null)
    },
    async keepAs(name) {
      const { files, lesson } = get()
      const isKept = (await keeper?.keepAs(name, files, lessonFields(lesson))) ?? false
      await findRecent()
      return isKept
    },
    async forget(id) {
      await keeper?.forget(id)
      await findRecent()
    },
    findRecent,
  }
}

function workOf(kept: KeptText | null): KeptWork | null {
  return kept === null ? null : { files: kept.files, lesson: lessonFromFields(kept.more) }
}

const LOOKED_AT = 5000

/** What a text is called in the list: its scenario's title, or its first object. */
export function titleOf(files: readonly ScenarioFile[]): string {
  const scenario = files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  const title = /^title: *["']?([^"'\n]+)/m.exec(scenario.slice(0, LOOKED_AT))?.[1]?.trim()
  if (title !== undefined) return title
  const text = (files.find(({ path }) => path.startsWith('manifests/')) ?? files[0])?.text ?? ''
  const start = text.slice(0, LOOKED_AT)
  const kind = /^kind: *([A-Za-z]+)/m.exec(start)?.[1]
  const name = /\bname: *["']?([a-z0-9][\w.-]*)/.exec(start)?.[1]
  return [kind, name].filter((part) => part !== undefined).join(' ')
}
