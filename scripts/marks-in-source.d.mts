export interface WrittenMark {
  readonly id: string
  readonly text: string
  readonly path: string
}
export function marksInSource(folder: string): {
  readonly marks: readonly WrittenMark[]
  readonly comments: readonly string[]
}
