// The scenarios to start from. Each is a folder below `scenarios/` that also runs with `podscape run`, with its
// lesson.md beside it (docs/how-to/write-a-lesson.md).
import { LESSON_FILE, readLesson } from '../lesson/read-lesson.ts'
import { lessonWords } from '../lesson/step-words.ts'
import { PATHS } from '../lesson/types.ts'
import type { ScenarioFile } from '../types.ts'
import type { GalleryEntry } from './gallery-entry.ts'

// What only the test of a lesson reads is no part of the page.
const TEXTS: Readonly<Record<string, string>> = import.meta.glob(
  ['./scenarios/**/*', '!./scenarios/*/lesson.check.yaml'],
  { query: '?raw', import: 'default', eager: true },
)

function filesOf(id: string): readonly ScenarioFile[] {
  const prefix = `./scenarios/${id}/`
  return Object.entries(TEXTS)
    .filter(([path]) => path.startsWith(prefix) && path !== prefix + LESSON_FILE)
    .map(([path, text]) => ({ path: path.slice(prefix.length), text }))
}

const IDS = Object.keys(TEXTS).flatMap((path) => {
  const [, id] = /^\.\/scenarios\/([^/]+)\/lesson\.md$/.exec(path) ?? []
  return id === undefined ? [] : [id]
})

const PATH_ORDER = Object.keys(PATHS)

export { lessonWords }

/** All scenarios, path by path, in the order in which they are best met. */
export const GALLERY: readonly GalleryEntry[] = IDS.flatMap((id) => {
  const { lesson } = readLesson(TEXTS[`./scenarios/${id}/${LESSON_FILE}`] ?? '')
  return lesson === null ? [] : [{ id, lesson, pathTitle: PATHS[lesson.path], files: filesOf(id) }]
}).toSorted(
  ({ lesson: a }, { lesson: b }) =>
    PATH_ORDER.indexOf(a.path) - PATH_ORDER.indexOf(b.path) || a.order - b.order,
)
