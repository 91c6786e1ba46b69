// What is wrong with a document of a manifest file, as kubectl and the API server find it.
import type { ApiObject } from './object.ts'

interface Named {
  /** Those of the document; '' where it has none. */
  readonly name: string
  readonly namespace: string
}

/** A document that is no object. `message` is said without the words that kubectl puts around it. */
export type ManifestFault =
  /** A folder without a file that kubectl reads. */
  | { readonly kind: 'no-files' }
  /** The text is no YAML; what follows in the file is not read. */
  | { readonly kind: 'syntax'; readonly line: number; readonly message: string }
  /** It does not say what it is: 'kind not set'. */
  | { readonly kind: 'unnamed'; readonly message: string }
  /** Its metadata has a wrong type, which kubectl finds itself. */
  | { readonly kind: 'metadata'; readonly message: string }
  /** No kind of the cluster. */
  | ({ readonly kind: 'no-match'; readonly message: string } & Named)
  /** The server cannot decode it as its kind, or finds fields that it does not know. */
  | UndecodableManifest

export interface UndecodableManifest {
  readonly kind: 'undecodable'
  /** How many objects of the file stand before it. */
  readonly after: number
  /** The refusal, as the server words it. */
  readonly message: string
  /** As it was written. */
  readonly written: ApiObject
  /** Without the unknown fields, and what is said of them; null when a type is wrong. */
  readonly lenient: { readonly object: ApiObject; readonly unknown: readonly string[] } | null
}

/** What a file that `-f` names holds, as kubectl reads it. */
export interface ManifestFile {
  readonly objects: readonly ApiObject[]
  /** In the order of the file. */
  readonly faults: readonly ManifestFault[]
}
