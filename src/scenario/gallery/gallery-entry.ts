// What a scenario of the gallery is: its files, and the lesson that goes with it.
import type { Lesson } from '../lesson/types.ts'
import type { ScenarioFile } from '../types.ts'

export interface GalleryEntry {
  readonly id: string
  readonly files: readonly ScenarioFile[]
  readonly lesson: Lesson
  readonly pathTitle: string
}
