// A file to its decoded documents, and a memory for them: checking and running a text, one after the other, need the
// same, and when one file of many changes the others are decoded already.
import { parseYaml } from '#yaml/parse-yaml.ts'
import { decode, type Decoded } from './decode.ts'
import type { ManifestDiagnostic, TextFile } from './types.ts'

export interface DecodedFile {
  /** What is wrong with the YAML. */
  readonly diagnostics: readonly ManifestDiagnostic[]
  /** In the order of the text. */
  readonly documents: readonly Decoded[]
}

export type DecodeFile = (file: TextFile) => DecodedFile

/** Reads the YAML of a file and decodes its documents. `decodeDocument` is what decodes one. */
export function decodeFile({ text }: TextFile, decodeDocument = decode): DecodedFile {
  const { documents, diagnostics } = parseYaml(text)
  return {
    diagnostics: diagnostics.map((one) => ({ ...one, source: 'yaml' })),
    documents: documents.map((document) => decodeDocument(document)),
  }
}

export interface FileMemory {
  readonly decode: DecodeFile
  /** Forgets all files but these. */
  keep(files: readonly TextFile[]): void
}

/** Makes a memory that knows nothing. It holds the newest text of each path. */
export function createFileMemory(decodeDocument = decode): FileMemory {
  const known = new Map<string, { readonly text: string; readonly decoded: DecodedFile }>()
  return {
    decode(file) {
      const before = known.get(file.path)
      if (before?.text === file.text) return before.decoded
      const decoded = decodeFile(file, decodeDocument)
      known.set(file.path, { text: file.text, decoded })
      return decoded
    },
    keep(files) {
      const paths = new Set(files.map(({ path }) => path))
      for (const path of known.keys()) if (!paths.has(path)) known.delete(path)
    },
  }
}
