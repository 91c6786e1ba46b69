// A part of the engine that a usual run does without: in the page's worker it is fetched when a scenario names what it is
// for, and what ran without it although it was wanted is run again.

export interface LatePart {
  /** Whether a scenario of these names and texts of files may want it and it is not there yet. */
  isNeeded(texts: Iterable<string>): boolean
  /** It was wanted and not there: what ran until now is not what it should be. */
  missed(): boolean
  load(): Promise<void>
  /** Loads it before it is wanted: what was missed stays missed. */
  loadAhead(): Promise<void>
}

/** One that is there from the start. */
export const THERE: LatePart = {
  isNeeded: () => false,
  missed: () => false,
  load: () => Promise.resolve(),
  loadAhead: () => Promise.resolve(),
}

export interface Fetched<Part> {
  readonly loading: LatePart
  /** The part, and null while it is not there; says nothing about whether it was wanted. */
  get(): Part | null
  /** Notes that it was wanted and not there. */
  miss(): void
}

/** One that is fetched; `names` says whether a text may want it. */
export function lateUntil<Part>(
  names: (text: string) => boolean,
  fetchPart: () => Promise<Part>,
): Fetched<Part> {
  let part: Part | null = null
  let wasMissed = false
  const loadAhead = async (): Promise<void> => {
    part ??= await fetchPart()
  }
  return {
    get: () => part,
    miss() {
      wasMissed = true
    },
    loading: {
      isNeeded(texts) {
        if (part !== null) return false
        for (const text of texts) if (names(text)) return true
        return false
      },
      missed: () => wasMissed,
      async load() {
        await loadAhead()
        wasMissed = false
      },
      loadAhead,
    },
  }
}
