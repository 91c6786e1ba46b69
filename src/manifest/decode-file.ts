// A file to its decoded documents, and a memory for them: checking and running a text, one after the other, need the
// same, and when one file or one document of many changes the others are decoded already.
import { parseYaml, type PieceMemory } from '#yaml/parse-yaml.ts'
import type { YamlDocument } from '#yaml/types.ts'
import { decode, type Decoded } from './decode.ts'
import { asKustomization, isKustomization } from './kustomization.ts'
import type { ManifestDiagnostic, TextFile } from './types.ts'

export interface DecodedFile {
  /** What is wrong with the YAML. */
  readonly diagnostics: readonly ManifestDiagnostic[]
  /** In the order of the text. */
  readonly documents: readonly Decoded[]
}

export type DecodeFile = (file: TextFile) => DecodedFile

/** Reads the YAML of a file and decodes its documents. `decodeDocument` is what decodes one; `memory` has what is read already. */
export function decodeFile(
  { path, text }: TextFile,
  decodeDocument = decode,
  memory?: PieceMemory,
): DecodedFile {
  const { documents, diagnostics } = parseYaml(text, memory)
  return {
    diagnostics: diagnostics.map((one) => ({ ...one, source: 'yaml' })),
    documents: documents.map((document) =>
      decodeDocument(isKustomization(path) ? asKustomization(document) : document),
    ),
  }
}

export interface FileMemory {
  readonly decode: DecodeFile
  /** Forgets all files but these. */
  keep(files: readonly TextFile[]): void
}

interface Remembered {
  readonly text: string
  readonly decoded: DecodedFile
  readonly byText: ReadonlyMap<string, Decoded>
  readonly pieces: PieceMemory['before']
}

/**
 * Makes a memory that knows nothing. It holds the newest text of each path. A document that stays as it was, wherever
 * it now stands in the text, gives the same object, so that what follows from it can be kept by it.
 */
export function createFileMemory(decodeDocument = decode): FileMemory {
  const known = new Map<string, Remembered>()
  return {
    decode(file) {
      const before = known.get(file.path)
      if (before?.text === file.text) return before.decoded
      const byText = new Map<string, Decoded>()
      const pieces: PieceMemory['now'] = new Map()
      const memory = { before: before?.pieces ?? new Map(), now: pieces }
      const decodeOne = (document: YamlDocument): Decoded => {
        const text = textOf(file.text, document)
        const decodedOnce = decodedBefore(before?.byText.get(text), document)
        const made = decodedOnce ?? decodeDocument(document)
        if (isPlain(made, document)) byText.set(text, made)
        return made
      }
      const decoded = decodeFile(file, decodeOne, memory)
      known.set(file.path, { text: file.text, decoded, byText, pieces })
      return decoded
    },
    keep(files) {
      const paths = new Set(files.map(({ path }) => path))
      for (const path of known.keys()) if (!paths.has(path)) known.delete(path)
    },
  }
}

const textOf = (text: string, { range }: YamlDocument): string =>
  text.slice(range.start.offset, range.end.offset)

/** What was made of the same text, at its new place. */
function decodedBefore(made: Decoded | undefined, { ranges }: YamlDocument): Decoded | undefined {
  return made === undefined
    ? undefined
    : { ...made, objects: made.objects.map(({ object }) => ({ object, ranges })) }
}

/** Whether of a decoded document only its place depends on where it stands. */
function isPlain({ objects, diagnostics, refusal }: Decoded, { ranges }: YamlDocument): boolean {
  return (
    diagnostics.length === 0 && refusal === null && objects.every((one) => one.ranges === ranges)
  )
}
