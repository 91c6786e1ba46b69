// What a scenario of the gallery is: its files, and the words that go with it.
import type { ScenarioFile } from '../types.ts'

export interface Explanation {
  /** The kind of the journal entry. */
  readonly kind: string
  /** A part of the entry's message or reason, when the kind alone is not enough. */
  readonly mentions?: string
  readonly text: string
}

export interface GalleryEntry {
  readonly id: string
  readonly title: string
  readonly summary: string
  /** What it teaches, in two or three words. */
  readonly row: string
  readonly question: string
  readonly answer: string
  readonly files: readonly ScenarioFile[]
  /** The first that fits a step is shown with it; a step that none fits has its kind's general one. */
  readonly explanations: readonly Explanation[]
}

/** All that is written about a scenario. */
export type Words = Omit<GalleryEntry, 'files' | 'id'>
