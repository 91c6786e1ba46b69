// How far one has come in each lesson, kept in the browser.
import { useSyncExternalStore } from 'react'

export type Stage = 'answered' | 'solved'
type Stages = Readonly<Record<string, Stage>>

const KEY = 'podscape.lessons'
const listeners = new Set<() => void>()
let stages: Stages | null = null

function read(): Stages {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
    return Object.fromEntries(
      entries.filter((one): one is [string, Stage] => one[1] === 'answered' || one[1] === 'solved'),
    )
  } catch {
    return {}
  }
}

function current(): Stages {
  stages ??= read()
  return stages
}

/** Notes that one has come so far; what was solved once stays so. */
export function noteStage(id: string, stage: Stage): void {
  const known = current()
  if (known[id] === 'solved' || known[id] === stage) return
  stages = { ...known, [id]: stage }
  try {
    localStorage.setItem(KEY, JSON.stringify(stages))
  } catch {
    // Without storage it holds until the page is closed.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** How far one has come, by the ids of lessons. */
export function useStages(): Stages {
  return useSyncExternalStore(subscribe, current)
}
