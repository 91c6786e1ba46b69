// Plain data packed for the way between threads: what is equal in it is written once. It is quicker to
// copy than the data itself, and unpacked it takes less room, because equal parts are one object.

type Atom = string | number | boolean | null | undefined

/** `T`, packed. */
export interface Packed<T> {
  readonly atoms: readonly Atom[]
  /** The names of the fields of objects, each list once. */
  readonly shapes: readonly (readonly string[])[]
  /**
   * One list or object after the other, parts before what they are part of: for a list -1 minus its length, for an
   * object the index of its shape; then a reference for each item or field. An even reference is twice the index of
   * an atom, an odd one twice the index of a list or object, plus one.
   */
  readonly nodes: Int32Array
  readonly root: number
  /** Says what it is of; nothing is stored there. */
  readonly of?: T
}

const SEPARATOR = '\u0000'

class Packer {
  readonly atoms: Atom[] = []
  readonly shapes: (readonly string[])[] = []
  readonly nodes: number[] = []
  readonly #atomIds = new Map<Atom, number>()
  readonly #shapeIds = new Map<string, number>()
  readonly #nodeIds = new Map<string, number>()
  readonly #seen = new Map<object, number>()

  refOf(value: unknown): number {
    return typeof value === 'object' && value !== null
      ? 2 * this.#nodeOf(value) + 1
      : 2 * this.#atomOf(value as Atom)
  }

  #atomOf(atom: Atom): number {
    const known = this.#atomIds.get(atom)
    if (known !== undefined) return known
    const id = this.atoms.push(atom) - 1
    this.#atomIds.set(atom, id)
    return id
  }

  #nodeOf(value: object): number {
    const known = this.#seen.get(value)
    if (known !== undefined) return known
    const node = [0]
    if (Array.isArray(value)) {
      node[0] = -1 - value.length
      for (const item of value) node.push(this.refOf(item))
    } else {
      node[0] = this.#shapeOf(Object.keys(value))
      for (const part of Object.values(value)) node.push(this.refOf(part))
    }
    const text = node.join()
    let id = this.#nodeIds.get(text)
    if (id === undefined) {
      id = this.#nodeIds.size
      this.#nodeIds.set(text, id)
      for (const number of node) this.nodes.push(number)
    }
    this.#seen.set(value, id)
    return id
  }

  #shapeOf(names: readonly string[]): number {
    const text = names.join(SEPARATOR)
    const known = this.#shapeIds.get(text)
    if (known !== undefined) return known
    const id = this.shapes.push(names) - 1
    this.#shapeIds.set(text, id)
    return id
  }
}

/** Packs plain data without cycles. */
export function pack<T>(value: T): Packed<T> {
  const packer = new Packer()
  const root = packer.refOf(value)
  const { atoms, shapes, nodes } = packer
  return { atoms, shapes, nodes: Int32Array.from(nodes), root }
}

/** The data again. Equal parts of it are the same object, so it must not be changed. `shared` gives texts that are kept already. */
export function unpack<T>(
  { atoms, shapes, nodes, root }: Packed<T>,
  shared: (text: string) => string = (text) => text,
): T {
  const own = atoms.map((atom) => (typeof atom === 'string' ? shared(atom) : atom))
  const made: unknown[] = []
  const valueOf = (ref: number): unknown => (ref & 1 ? made[ref >> 1] : own[ref >> 1])
  for (let at = 0; at < nodes.length;) {
    const head = nodes[at] ?? 0
    at += 1
    const names = shapes[head]
    if (names === undefined) {
      const end = at - 1 - head
      const list: unknown[] = []
      for (; at < end; at += 1) list.push(valueOf(nodes[at] ?? 0))
      // A copy has the room that it needs; a list that has grown has three times as much.
      made.push(list.slice())
    } else {
      const object: Record<string, unknown> = {}
      for (const name of names) {
        set(object, name, valueOf(nodes[at] ?? 0))
        at += 1
      }
      made.push(object)
    }
  }
  return valueOf(root) as T
}

function set(object: Record<string, unknown>, name: string, value: unknown): void {
  // An assignment would set what it inherits from.
  if (name === '__proto__')
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  else object[name] = value
}
