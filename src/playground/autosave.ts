// What the person had stays when the tab closes, and when a link or an example replaces it.
import type { ScenarioFile } from '#scenario/types.ts'

/** A place for texts, given by the page (localStorage) or by a test (a Map). */
export interface TextStorage {
  read(key: string): string | null
  write(key: string, text: string): void
}

const CURRENT = 'podscape/current'
const PREVIOUS = 'podscape/previous'
const MAX_FILES = 100
const MAX_TEXT = 2 * 1024 * 1024

export interface Autosave {
  readonly current: readonly ScenarioFile[] | null
  readonly previous: readonly ScenarioFile[] | null
  save(files: readonly ScenarioFile[]): void
  /** Puts `files` aside as what was open before. */
  keep(files: readonly ScenarioFile[]): void
}

/** Reads and writes the autosave. What cannot be read counts as absent. */
export function createAutosave(storage: TextStorage): Autosave {
  return {
    get current() {
      return readFiles(storage.read(CURRENT))
    },
    get previous() {
      return readFiles(storage.read(PREVIOUS))
    },
    save: (files) => storage.write(CURRENT, JSON.stringify(files)),
    keep: (files) => storage.write(PREVIOUS, JSON.stringify(files)),
  }
}

function readFiles(text: string | null): readonly ScenarioFile[] | null {
  if (text === null || text.length > MAX_TEXT) return null
  try {
    const value: unknown = JSON.parse(text)
    if (!Array.isArray(value) || value.length === 0 || value.length > MAX_FILES) return null
    return value.every(isFile) ? value : null
  } catch {
    return null
  }
}

function isFile(value: unknown): value is ScenarioFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    'text' in value &&
    typeof value.path === 'string' &&
    typeof value.text === 'string'
  )
}
