// Keeps what a person writes: every text beside the others, so that no tab, example or link takes the place of
// another one, and twice, so that a write that was torn loses nothing older.
import { crc32 } from '#scenario/crc32.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { atMostEvery } from './debounce.ts'
import type { TextStorage } from './run-guard.ts'

/** A place for values that outlives the page: the browser's database, or a Map in a test. Everything may reject. */
export interface Shelf {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  keys(): Promise<readonly string[]>
}

export interface RecentText {
  readonly id: string
  readonly title: string
  readonly atMs: number
  /** The same for equal texts. */
  readonly sum: string
}

export interface KeptText extends RecentText {
  readonly files: readonly ScenarioFile[]
  /** What else belongs to the text, in words; nothing of what came before there was something. */
  readonly more: More
}

/** In words, so that a later version can read it. */
type More = Readonly<Record<string, string>>

export interface KeeperOptions {
  readonly shelf: Shelf
  /** The text that this tab showed before it was loaded again; null for a new tab. */
  readonly id: string | null
  /** Real time, in milliseconds since 1970. */
  readonly nowMs: () => number
  /** A name that nobody else has. */
  readonly makeId: () => string
  /** The text that this tab shows from now on. */
  readonly onText?: (id: string) => void
  /** False when another tab shows the text: then this one goes on with a copy. */
  readonly claim?: (id: string) => Promise<boolean>
  /** What keeps texts from being kept, in a sentence; null when they are kept (again). */
  readonly onProblem?: (problem: string | null) => void
  /** Real time between two writes. */
  readonly restMs?: number
}

export interface Keeper {
  /** What this tab had, else the newest text of all; null when there is none that can be read. */
  load(): Promise<KeptText | null>
  /** The newest texts of all tabs, without the one of this tab, the newest first. */
  recent(): Promise<readonly RecentText[]>
  /** What was kept under a name, by name. */
  named(): Promise<readonly RecentText[]>
  open(id: string): Promise<KeptText | null>
  /** Keeps the text of this tab, at once or a moment after the last time. */
  save(files: readonly ScenarioFile[], title: string, more?: More): void
  /**
   * Keeps a copy under a name until it is forgotten, in the place of the one that has the name. False when the shelf does
   * not take it.
   */
  keepAs(name: string, files: readonly ScenarioFile[], more?: More): Promise<boolean>
  /** Removes a text. */
  forget(id: string): Promise<void>
  /** What is saved from now on is another text. */
  beginAnother(): void
  /** Settles when nothing waits to be written. */
  settled(): Promise<void>
}

export const MOST_RECENT = 20
const REST_MS = 150
const TEXT = 'text/'
/** The ids of texts with a name begin so. */
const NAMED = 'named-'
/** Of longer texts the check looks at the ends. */
const MAX_SUMMED = 131_072

const FULL = 'The storage of the browser is full, so your text is not kept. Download it.'
const DENIED =
  'The browser does not let this page keep anything, so your text is not kept. Download it.'

/** Makes the keeper of one tab. */
export function createKeeper(options: KeeperOptions): Keeper {
  return new TextKeeper(options)
}

/** Where an earlier version of the page kept its two texts. */
const OLD_KEYS = ['podscape/previous', 'podscape/current'] as const

/** Takes over the texts that an earlier version of the page kept, the one that was open last. */
export async function takeOver(
  keeper: Keeper,
  storage: TextStorage,
  titleOf: (files: readonly ScenarioFile[]) => string,
): Promise<void> {
  for (const key of OLD_KEYS) {
    const files = filesOf(storage.read(key) ?? '')
    if (files === null) continue
    keeper.beginAnother()
    keeper.save(files, titleOf(files))
    await keeper.settled()
    storage.write(key, '')
  }
}

interface Pending {
  readonly id: string
  readonly files: readonly ScenarioFile[]
  readonly title: string
  readonly atMs: number
  readonly more: More
}

class TextKeeper implements Keeper {
  readonly #options: KeeperOptions
  readonly #writeSoon: () => void
  #id: string | null
  /** Texts that wait to be written, by their id: another one may begin before the last is written. */
  readonly #pending = new Map<string, Pending>()
  #writing: Promise<void> | null = null
  /** How often each text was written. */
  readonly #versions = new Map<string, number>()

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#id = options.id
    this.#writeSoon = atMostEvery(() => void this.#write(), options.restMs ?? REST_MS)
  }

  async load(): Promise<KeptText | null> {
    const { claim } = this.#options
    const mine = this.#id === null ? null : await this.open(this.#id)
    if (mine === null || (await claim?.(mine.id)) === false) this.#id = null
    if (mine !== null) return mine
    for (const { id } of await this.recent()) {
      const text = await this.open(id)
      if (text !== null) return text
    }
    return null
  }

  async recent(): Promise<readonly RecentText[]> {
    const heads = (await this.#heads()).filter(({ id }) => !isNamed(id))
    const seen = new Set(heads.flatMap(({ id, sum }) => (id === this.#id ? [sum] : [])))
    const others = heads.filter(({ id, sum }) => {
      const isNew = id !== this.#id && !seen.has(sum)
      seen.add(sum)
      return isNew
    })
    return others.slice(0, MOST_RECENT)
  }

  async named(): Promise<readonly RecentText[]> {
    const heads = (await this.#heads()).filter(({ id }) => isNamed(id))
    return heads.toSorted((a, b) => (a.title < b.title ? -1 : 1))
  }

  async keepAs(name: string, files: readonly ScenarioFile[], more: More = {}): Promise<boolean> {
    const { makeId, nowMs } = this.#options
    const known = (await this.named()).find(({ title }) => title === name)
    const id = known?.id ?? `${NAMED}${makeId()}`
    // It goes on where an earlier visit stopped counting.
    if (known !== undefined) await this.open(id)
    try {
      await this.#put({ id, files, title: name, atMs: nowMs(), more })
      return true
    } catch {
      return false
    }
  }

  async forget(id: string): Promise<void> {
    const { shelf } = this.#options
    for (const key of [slotKey(id, 0), slotKey(id, 1), headKey(id)]) await shelf.remove(key)
  }

  async open(id: string): Promise<KeptText | null> {
    const found = await Promise.all([0, 1].map((slot) => this.#read(slotKey(id, slot))))
    const [newest] = found
      .flatMap((record) => (record === null ? [] : [record]))
      .sort((a, b) => b.version - a.version)
    if (newest === undefined) return null
    this.#versions.set(id, Math.max(newest.version, this.#versions.get(id) ?? 0))
    const { title, atMs, sum, files, more } = newest
    return { id, title, atMs, sum, files, more }
  }

  save(files: readonly ScenarioFile[], title: string, more: More = {}): void {
    const { makeId, nowMs, onText } = this.#options
    if (this.#id === null) {
      this.#id = makeId()
      onText?.(this.#id)
    }
    this.#pending.set(this.#id, { id: this.#id, files, title, atMs: nowMs(), more })
    this.#writeSoon()
  }

  beginAnother(): void {
    this.#id = null
  }

  async settled(): Promise<void> {
    while (this.#pending.size > 0 || this.#writing !== null) await (this.#writing ?? this.#write())
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    const { onProblem } = this.#options
    for (let next = first(this.#pending); next !== undefined; next = first(this.#pending)) {
      this.#pending.delete(next.id)
      try {
        await this.#put(next)
        onProblem?.(null)
      } catch (error) {
        onProblem?.(isFull(error) ? FULL : DENIED)
      }
    }
  }

  async #put({ id, files, title, atMs, more }: Pending): Promise<void> {
    const { shelf } = this.#options
    const version = (this.#versions.get(id) ?? 0) + 1
    this.#versions.set(id, version)
    const json = JSON.stringify(files)
    const sum = sumOf(json)
    await shelf.set(slotKey(id, version % 2), { version, title, atMs, json, sum, more })
    await shelf.set(headKey(id), { title, atMs, sum })
    if (version === 1) await this.#forgetOld()
  }

  /** Keeps the newest of all texts, this one among them. */
  async #forgetOld(): Promise<void> {
    const heads = (await this.#heads()).filter(({ id }) => !isNamed(id))
    for (const { id } of heads.slice(MOST_RECENT + 1)) await this.forget(id)
  }

  /** All texts, the newest first. One whose head was torn is read itself. */
  async #heads(): Promise<readonly RecentText[]> {
    const keys = await this.#keys()
    const ids = new Set(keys.flatMap((key) => idOf(key) ?? []))
    const heads = await Promise.all([...ids].map((id) => this.#head(id)))
    return heads.flatMap((head) => (head === null ? [] : [head])).sort((a, b) => b.atMs - a.atMs)
  }

  async #keys(): Promise<readonly string[]> {
    try {
      return await this.#options.shelf.keys()
    } catch {
      return []
    }
  }

  async #head(id: string): Promise<RecentText | null> {
    const value = await this.#get(headKey(id))
    if (isHead(value)) return { id, title: value.title, atMs: value.atMs, sum: value.sum }
    return this.open(id)
  }

  async #read(key: string): Promise<(KeptText & { readonly version: number }) | null> {
    const value = await this.#get(key)
    if (!isRecord(value) || sumOf(value.json) !== value.sum) return null
    const files = filesOf(value.json)
    if (files === null) return null
    const { title, atMs, sum, version } = value
    return { id: '', title, atMs, sum, version, files, more: moreOf(value) }
  }

  async #get(key: string): Promise<unknown> {
    try {
      return await this.#options.shelf.get(key)
    } catch {
      return undefined
    }
  }
}

const isNamed = (id: string): boolean => id.startsWith(NAMED)

const slotKey = (id: string, slot: number): string => `${TEXT}${id}/${slot}`
const headKey = (id: string): string => `${TEXT}${id}/head`

function idOf(key: string): string | undefined {
  return /^text\/([\w-]+)\/(?:0|1|head)$/.exec(key)?.[1]
}

function first<V>(map: ReadonlyMap<string, V>): V | undefined {
  for (const value of map.values()) return value
  return undefined
}

function sumOf(json: string): string {
  const looked =
    json.length <= MAX_SUMMED ? json : json.slice(0, MAX_SUMMED / 2) + json.slice(-MAX_SUMMED / 2)
  return `${crc32(new TextEncoder().encode(looked)).toString(16)}-${json.length}`
}

function isFull(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'name' in error &&
    error.name === 'QuotaExceededError'
  )
}

interface Head {
  readonly title: string
  readonly atMs: number
  readonly sum: string
}

interface TextRecord extends Head {
  readonly version: number
  readonly json: string
}

function isHead(value: unknown): value is Head {
  return (
    typeof value === 'object' &&
    value !== null &&
    'title' in value &&
    'atMs' in value &&
    'sum' in value &&
    typeof value.sum === 'string' &&
    typeof value.title === 'string' &&
    typeof value.atMs === 'number' &&
    Number.isFinite(value.atMs)
  )
}

function isRecord(value: unknown): value is TextRecord {
  return (
    isHead(value) &&
    'version' in value &&
    'json' in value &&
    Number.isSafeInteger(value.version) &&
    typeof value.json === 'string'
  )
}

/** Texts of an earlier version have none. */
function moreOf(record: object): More {
  const more: unknown = 'more' in record ? record.more : null
  if (typeof more !== 'object' || more === null) return {}
  return Object.fromEntries(
    Object.entries(more).filter((one): one is [string, string] => typeof one[1] === 'string'),
  )
}

function filesOf(json: string): readonly ScenarioFile[] | null {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) && value.length > 0 && value.every(isFile) ? value : null
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
