// Text with places. Lines and columns count from 1, as compilers print them; offsets from 0.

export interface Position {
  readonly offset: number
  readonly line: number
  readonly column: number
}

export interface Range {
  readonly start: Position
  readonly end: Position
}

export type Severity = 'error' | 'warning' | 'info'

export interface Diagnostic {
  readonly severity: Severity
  readonly message: string
  readonly range: Range
}

/** The path of a value inside a document: `['spec', 'containers', 0, 'image']`. */
export type YamlPath = readonly (string | number)[]

export interface YamlRanges {
  /** The place of the value at a path; undefined when there is none. */
  valueAt(path: YamlPath): Range | undefined
  /** The place of the key that leads to the value at a path. */
  keyAt(path: YamlPath): Range | undefined
  /**
   * Where to point at: the value when it is on one line, else its key, else its first line; for a
   * path that does not exist, the same of the nearest parent that does.
   */
  nearest(path: YamlPath): Range
}

export interface YamlDocument {
  /** The value as Kubernetes reads it (go-yaml v2 scalars); null for an empty document. */
  readonly value: unknown
  /** Of the whole document in the text. */
  readonly range: Range
  readonly ranges: YamlRanges
}

export interface ParsedYaml {
  readonly documents: readonly YamlDocument[]
  readonly diagnostics: readonly Diagnostic[]
}
