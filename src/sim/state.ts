// The state of everything at one moment: an immutable map in the order of its keys, with indexes that
// hold at every moment too. Moments share what is the same in them, so each costs only what differs
// from its neighbour, and a difference is found without looking at the rest.
import { createTree, diffTrees, type SortedTree } from './sorted-tree.ts'

/** One way to look objects up besides by key. Declared once, with the kind of object that it is for. */
export interface Index<T> {
  readonly name: string
  /** The part of an object that the values are made of: when it is the same reference, they are too. */
  part(value: T): unknown
  /** Under which values the object is found; none when it is not in the index. */
  values(value: T): readonly string[]
}

/** The indexes that an object belongs to. */
export type IndexesOf<T> = (value: T) => readonly Index<T>[]

export interface Difference<T> {
  readonly key: string
  readonly before: T | undefined
  readonly after: T | undefined
}

/** What can be looked up in a state. */
export interface LookUp<T> {
  get(key: string): T | undefined
  /** The values whose keys begin with `prefix`, in the order of their keys. Costs what it returns. */
  under(prefix: string): readonly T[]
  /**
   * The keys that an index holds under `value` (under all of them, when there are several), in order; of
   * those only the ones that begin with `prefix`. Costs what the rarest value has. None for an index that
   * nobody declared, and for no value.
   */
  keysOf(index: string, value: string | readonly string[], prefix?: string): readonly string[]
  /** The values of the same. */
  list(index: string, value: string | readonly string[], prefix?: string): readonly T[]
}

/** One moment. It never changes. */
export interface State<T> extends LookUp<T>, ReadonlyMap<string, T> {}

/** Makes the moments of one history: it is changed in place, and `moment` keeps what it is now. */
export interface StateBuilder<T> {
  /** The present, read in place: asked again after a change, it answers something else. */
  readonly live: LookUp<T>
  /** Sets a key, or removes it when `after` is undefined. O(log n). */
  set(key: string, after: T | undefined): void
  /** The same for one who knows what was before. */
  change(difference: Difference<T>): void
  /** What it is now, in O(1). */
  moment(): State<T>
}

/** Between the parts of an index's key; no name, key or label holds it. */
const SEPARATOR = '\u0000'
const NONE: readonly never[] = []

interface Compared<T> {
  readonly before: State<T>
  readonly found: readonly Difference<T>[]
}

class Moment<T> implements State<T> {
  readonly #objects: SortedTree<T>
  readonly #postings: SortedTree<undefined>
  /** What it was compared with last, while that is the newest of all comparisons. */
  #compared: Compared<T> | null = null

  constructor(objects: SortedTree<T>, postings: SortedTree<undefined>) {
    this.#objects = objects
    this.#postings = postings
  }

  /** Trees of its own, which may be changed. */
  static trees<T>(state: Moment<T>): readonly [SortedTree<T>, SortedTree<undefined>] {
    return [state.#objects.clone(), state.#postings.clone()]
  }

  /** Canvas, inspector and icon of the page ask for the same one, one right after the other. */
  static diff<T>(before: Moment<T>, after: Moment<T>): readonly Difference<T>[] {
    if (after.#compared?.before === before) return after.#compared.found
    const found = Moment.#compare(before, after)
    Moment.#forget()
    after.#compared = { before, found }
    Moment.#forget = () => {
      after.#compared = null
    }
    return found
  }

  /** Lets go of the newest comparison. */
  static #forget: () => void = () => undefined

  static #compare<T>(before: Moment<T>, after: Moment<T>): readonly Difference<T>[] {
    const found: Difference<T>[] = []
    diffTrees<string, T, void>(
      before.#objects,
      after.#objects,
      (key, value) => void found.push({ key, before: value, after: undefined }),
      (key, value) => void found.push({ key, before: undefined, after: value }),
      (key, one, other) => void found.push({ key, before: one, after: other }),
    )
    return found.sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  get size(): number {
    return this.#objects.size
  }

  get(key: string): T | undefined {
    return this.#objects.get(key)
  }

  has(key: string): boolean {
    return this.#objects.has(key)
  }

  *entries(): MapIterator<[string, T]> {
    yield* this.#objects.entries()
    return undefined
  }

  *keys(): MapIterator<string> {
    yield* this.#objects.keys()
    return undefined
  }

  *values(): MapIterator<T> {
    yield* this.#objects.values()
    return undefined
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries()
  }

  forEach(visit: (value: T, key: string, map: ReadonlyMap<string, T>) => void): void {
    this.#objects.forEachPair((key, value) => visit(value, key, this))
  }

  under(prefix: string): readonly T[] {
    const found: T[] = []
    if (prefix === '') this.#objects.forEachPair((_key, value) => void found.push(value))
    else
      this.#objects.forRange(prefix, endOf(prefix), false, (_key, value) => void found.push(value))
    return found
  }

  keysOf(index: string, value: string | readonly string[], prefix = ''): readonly string[] {
    if (typeof value === 'string') return this.#keysUnder(postingOf(index, value, ''), prefix)
    const heads = value.map((one) => postingOf(index, one, ''))
    const rarest = heads.length === 1 ? heads[0] : this.#rarest(heads, prefix)
    if (rarest === undefined) return NONE
    const others = heads.filter((head) => head !== rarest)
    return this.#keysUnder(rarest, prefix).filter((key) =>
      others.every((head) => this.#postings.has(head + key)),
    )
  }

  list(index: string, value: string | readonly string[], prefix?: string): readonly T[] {
    return this.keysOf(index, value, prefix).flatMap((key) => this.#objects.get(key) ?? [])
  }

  #keysUnder(head: string, prefix: string): readonly string[] {
    const from = head + prefix
    const found: string[] = []
    const add = (posting: string): void => void found.push(posting.slice(head.length))
    this.#postings.forRange(from, endOf(from), false, add)
    return found
  }

  /** The head with the fewest keys, found by going through all of them side by side until one ends. */
  #rarest(heads: readonly string[], prefix: string): string | undefined {
    const walks = heads.map((head) => ({
      head,
      end: endOf(head + prefix),
      keys: this.#postings.keys(head + prefix),
    }))
    while (walks.length > 0) {
      for (const { head, end, keys } of walks) {
        const next = keys.next()
        if (next.done === true || next.value >= end) return head
      }
    }
    return undefined
  }
}

/** The first text in order that comes after all those that begin with `prefix` (not empty). */
function endOf(prefix: string): string {
  const last = prefix.length - 1
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1)
}

function postingOf(index: string, value: string, key: string): string {
  return `${index}${SEPARATOR}${value}${SEPARATOR}${key}`
}

/** A moment at which there is nothing. */
export function emptyState<T>(): State<T> {
  return new Moment<T>(createTree<T>(), createTree<undefined>())
}

/** A moment that holds `entries`, without indexes unless they are given. */
export function stateOf<T>(
  entries: Iterable<readonly [string, T]>,
  indexesOf: IndexesOf<T> = () => NONE,
): State<T> {
  const builder = createStateBuilder(indexesOf)
  for (const [key, value] of entries) builder.set(key, value)
  return builder.moment()
}

/** Makes a builder that begins with `from`, which must have been made with the same indexes; by default with nothing. */
export function createStateBuilder<T>(
  indexesOf: IndexesOf<T>,
  from: State<T> = emptyState(),
): StateBuilder<T> {
  const [objects, postings] = Moment.trees(asMoment(from))
  let kept: State<T> | null = from
  const change = (difference: Difference<T>): void => {
    const { key, before, after } = difference
    if (before === after) return
    kept = null
    updatePostings(postings, indexesOf, difference)
    if (after === undefined) objects.delete(key)
    else objects.set(key, after)
  }
  return {
    live: new Moment(objects, postings),
    change,
    set: (key, after) => change({ key, before: objects.get(key), after }),
    moment() {
      kept ??= new Moment(objects.clone(), postings.clone())
      return kept
    },
  }
}

/** What differs between two moments of one history, in the order of the keys, in O(what differs). */
export function diff<T>(before: State<T>, after: State<T>): readonly Difference<T>[] {
  return before === after ? [] : Moment.diff(asMoment(before), asMoment(after))
}

function asMoment<T>(state: State<T>): Moment<T> {
  return state instanceof Moment ? state : asMoment(stateOf(state))
}

function updatePostings<T>(
  postings: SortedTree<undefined>,
  indexesOf: IndexesOf<T>,
  { key, before, after }: Difference<T>,
): void {
  const olds = before === undefined ? NONE : indexesOf(before)
  const news = after === undefined ? NONE : indexesOf(after)
  const sameKind = olds === news
  for (const index of olds) {
    if (before === undefined || (sameKind && isUnchanged(index, before, after))) continue
    for (const value of index.values(before)) postings.delete(postingOf(index.name, value, key))
  }
  for (const index of news) {
    if (after === undefined || (sameKind && isUnchanged(index, after, before))) continue
    for (const value of index.values(after))
      postings.set(postingOf(index.name, value, key), undefined)
  }
}

function isUnchanged<T>(index: Index<T>, one: T, other: T | undefined): boolean {
  return other !== undefined && index.part(one) === index.part(other)
}
