// What a person does with kept texts: bring back an earlier one, give one a name, forget one.
import { mainPath } from './initial-state.ts'
import type { TextKeeping } from './text-keeping.ts'
import type { PlaygroundState } from './types.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly keeping: TextKeeping
  /** Runs what is open from its start. */
  readonly run: () => Promise<void>
}

/** The actions about kept texts. */
export function keepingActions(needs: Needs) {
  const { set, get, keeping } = needs
  return {
    restorePrevious() {
      const [newest] = get().recent
      if (newest !== undefined) void openKept(needs, newest.id)
    },
    openRecent: (id: string) => void openKept(needs, id),
    findRecent: () => keeping.findRecent(),
    async keepAs(name: string) {
      const isKept = await keeping.keepAs(name.trim())
      const notice = isKept ? `Kept as ${name.trim()}` : 'The browser did not let it be kept'
      set({ notice, noticeUndoes: false })
    },
    forgetNamed: (id: string) => keeping.forget(id),
  }
}

/** An earlier text takes the place of the open one, which is kept. */
async function openKept({ set, keeping, run }: Needs, id: string): Promise<void> {
  const work = await keeping.open(id)
  if (work === null) {
    set({ notice: 'That text cannot be read any more.', noticeUndoes: false })
    return
  }
  keeping.makeRoom()
  const { files, lesson } = work
  set({
    files,
    activePath: mainPath(files),
    exampleId: null,
    lesson,
    linkProblem: null,
    overlay: null,
    terminalLines: [],
  })
  keeping.save(files)
  await run()
}
