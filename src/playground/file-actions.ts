// What changes single files, and shows one or a place in it.
import type { ScenarioFile } from '#scenario/types.ts'
import { lateEditOf } from './edits.ts'
import { mainPath } from './initial-state.ts'
import type { Parts } from './parts.ts'
import type { PlaygroundState, TextPlace } from './types.ts'

/** Keeps how things stand before a change. */
export function noteChange({ undoList, get, set }: Parts, label: string, series?: string): void {
  const { files, exampleId, timeMs } = get()
  undoList.note({ files, exampleId, timeMs, label }, series)
  set({ canUndo: undoList.canUndo, canRedo: undoList.canRedo })
}

/** The actions on single files. */
export function fileActions(parts: Parts) {
  const { set, get } = parts
  const change = (
    files: readonly ScenarioFile[],
    path: string,
    ...[label, more, series]: readonly [string, Partial<PlaygroundState>, string?]
  ): void => {
    noteChange(parts, label, series)
    set({ files, ...more, welcoming: false, lateEdit: lateEditOf(get(), files, path) })
    parts.keeping.save(files)
    parts.refreshTyped()
    parts.endSeriesLater()
  }
  return {
    setText(path: string, text: string) {
      if (get().files.some((file) => file.path === path && file.text === text)) return
      change(
        get().files.map((file) => (file.path === path ? { path, text } : file)),
        path,
        `the change of ${path}`,
        { exampleId: null },
        `text ${path}`,
      )
    },
    addFile(path: string) {
      if (get().files.some((file) => file.path === path)) set(fileInView(get(), path))
      else
        change([...get().files, { path, text: '' }], path, `the new file ${path}`, {
          ...fileInView(get(), path),
          exampleId: null,
        })
    },
    removeFile(path: string) {
      const files = get().files.filter((file) => file.path !== path)
      const gone = get().activePath === path
      const more = { exampleId: null, ...(gone ? { activePath: mainPath(files) } : {}) }
      change(files, path, `the removal of ${path}`, more)
    },
    writeFile(file: ScenarioFile) {
      const { files } = get()
      const isThere = files.some(({ path }) => path === file.path)
      const next = isThere
        ? files.map((one) => (one.path === file.path ? file : one))
        : [...files, file]
      const label = isThere ? `the change of ${file.path}` : `the new file ${file.path}`
      change(next, file.path, label, {
        ...fileInView(get(), file.path),
        place: null,
        exampleId: null,
      })
    },
    renameFile(path: string, to: string) {
      const files = get().files.map((file) => (file.path === path ? { ...file, path: to } : file))
      const activePath = get().activePath === path ? to : get().activePath
      change(files, to, `renaming ${path}`, { activePath, exampleId: null })
    },
    openFile(path: string) {
      set({ ...fileInView(get(), path), place: null })
    },
    followFile: (path: string) => set({ activePath: path, place: null }),
    goToPlace: (place: TextPlace) =>
      set({
        ...fileInView(get(), place.path),
        place: { ...place, asked: (get().place?.asked ?? 0) + 1 },
        pane: 'editor',
      }),
  }
}

/** A file in the editor, where a lesson makes place for it. */
function fileInView(
  { lesson }: PlaygroundState,
  activePath: string,
): Pick<PlaygroundState, 'activePath' | 'lesson'> {
  return { activePath, lesson: lesson?.shows === true ? { ...lesson, shows: false } : lesson }
}
