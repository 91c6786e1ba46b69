// What checking a manifest gives.
import type { ApiObject } from '#api/meta/object.ts'
import type { Diagnostic, Range, YamlRanges } from '#yaml/types.ts'

/** 'yaml': the text; 'api': the API server's words; 'lint': our advice; 'scope': not simulated. */
export type Source = 'yaml' | 'api' | 'lint' | 'scope'

export interface ManifestDiagnostic extends Diagnostic {
  readonly source: Source
  /** Of a document of which nothing runs, because its kind is not simulated. */
  readonly leftOut?: true
}

/** A diagnostic with the file it is in. */
export interface FileDiagnostic extends ManifestDiagnostic {
  readonly path: string
}

export interface DecodedObject {
  readonly object: ApiObject
  /** Places inside the text, by the object's own paths, also for an item of a List. */
  readonly ranges: YamlRanges
}

export interface TextFile {
  readonly path: string
  readonly text: string
}

export interface TextEdit {
  readonly range: Range
  readonly newText: string
}

/** Edits that put right what a diagnostic is about, under the words in which they are offered. */
export interface QuickFix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}
