// The files of a node in a map, for the tests of this folder.
import { createListeners } from '#lib/listeners.ts'
import type { NodeDisk } from '#runtime/cri.ts'

export class FakeDisk implements NodeDisk {
  readonly #files: Map<string, string>
  readonly #watchers = createListeners<string>()

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = new Map(Object.entries(files))
  }

  read(path: string): string | undefined {
    return this.#files.get(path)
  }

  list(folder: string): readonly { readonly path: string; readonly content: string }[] {
    return [...this.#files]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, content]) => ({ path, content }))
  }

  write(path: string, content: string): null {
    this.#files.set(path, content)
    this.#watchers.tell(path)
    return null
  }

  remove(path: string): void {
    this.#files.delete(path)
    this.#watchers.tell(path)
  }

  /** It knows files alone. */
  makeFolder(): void {}

  watch(_folder: string, listener: (path: string) => void): () => void {
    return this.#watchers.add(listener)
  }
}
