// Checks text files as `kubectl apply` would see them: YAML, decoding, the API server's answer, advice.
import { isCustomObject, shownKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { AdmissionWarning, Admitted, Assumed } from '#apiserver/admit-types.ts'
import type { YamlRanges } from '#yaml/types.ts'
import type { Decoded } from './decode.ts'
import { type DecodeFile, decodeFile } from './decode-file.ts'
import { diagnose, rangeOf } from './diagnose.ts'
import { ownersInACircle } from './lint-owners.ts'
import { lintSelectors } from './lint-selectors.ts'
import { tooLongToApply } from './lint-size.ts'
import { neverDue, unmeasurable } from './lint-workloads.ts'
import { lintObject, lintTogether } from './lint.ts'
import { findNotSimulated } from './not-simulated.ts'
import type { FileDiagnostic, ManifestDiagnostic, TextFile } from './types.ts'

/** The API server's dry run; it may remember what it admitted before (a Namespace, a StorageClass). */
export interface Admit {
  (object: ApiObject): Admitted & {
    readonly assumed?: readonly Assumed[]
    /** What is refused when the object is there already, from an earlier document. */
    readonly onUpdate?: readonly AdmissionWarning[]
    /** Nothing was asked about it yet, so nothing is said of it. */
    readonly isUnasked?: boolean
  }
  /** The object with the kind that its document means; undefined when nothing that was admitted before brings it. */
  readonly mapped?: (object: ApiObject) => ApiObject | undefined
  /** Says that what comes from now on is applied at a later time than what came before. */
  readonly later?: () => void
}

export interface CheckedObject {
  /** As written and decoded, before defaults. */
  readonly object: ApiObject
  /** The file it is in. */
  readonly path: string
  readonly ranges: YamlRanges
  /** The API server refuses it. */
  readonly refused: boolean
}

export interface CheckedFiles {
  /** In file and document order, refused ones too. */
  readonly objects: readonly CheckedObject[]
  readonly diagnostics: readonly FileDiagnostic[]
  /** Sentences with which whole documents were refused, in the same order: what kubectl prints. */
  readonly refusals: readonly { readonly path: string; readonly message: string }[]
}

/** So much is said of one file; in the order of the text, the rest is left out. */
export const MAX_DIAGNOSTICS_PER_FILE = 300

/**
 * Checks the files that are applied together. Without `admit` the answer of the API server is left
 * out. At most 300 diagnostics per file; they come in the order of the text.
 */
export function checkFiles(
  files: readonly TextFile[],
  admit: Admit | null,
  decode: DecodeFile = decodeFile,
): CheckedFiles {
  const objects: CheckedObject[] = []
  const refusals: { path: string; message: string }[] = []
  const byFile = new Map<string, ManifestDiagnostic[]>()
  const read = files.map((file) => ({ file, decoded: decode(file) }))
  const mapping = mappingOf(
    read.flatMap(({ decoded }) => decoded.documents),
    admit,
  )
  for (const { file, decoded } of read) {
    byFile.set(file.path, [...(byFile.get(file.path) ?? []), ...decoded.diagnostics])
    for (const document of decoded.documents) {
      const checked = checkDocument(document, admit, mapping)
      for (const one of checked.objects) objects.push({ ...one, path: file.path })
      if (checked.refusal !== null) refusals.push({ path: file.path, message: checked.refusal })
      byFile.get(file.path)?.push(...checked.diagnostics)
    }
  }
  for (const { index, message, severity, path } of [
    ...lintTogether(objects),
    ...unmeasurable(objects),
    ...lintSelectors(objects),
    ...ownersInACircle(objects),
  ]) {
    const object = objects[index]
    if (object === undefined) continue
    const range = object.ranges.nearest(path)
    byFile.get(object.path)?.push({ severity, source: 'lint', message, range })
  }
  return {
    objects,
    refusals,
    diagnostics: [...byFile].flatMap(([path, found]) => sorted(path, found)),
  }
}

/** An object with its kind, or why there is none: what kubectl says, and what helps. */
type Mapped = { readonly object: ApiObject } | { readonly message: string; readonly hint: string }

/** Kinds are looked up for all documents of a command before the first object is created. */
function mappingOf(
  documents: readonly Decoded[],
  admit: Admit | null,
): ReadonlyMap<ApiObject, Mapped> {
  const objects = documents.flatMap((document) => document.objects.map(({ object }) => object))
  const customs = objects.filter((object) => isCustomObject(object))
  const brought = new Set(
    objects.flatMap((object) => {
      if (object.kind !== 'CustomResourceDefinition') return []
      const { group, names, versions = [] } = object.spec
      return versions.map(({ name }) => `${group}/${name} ${names.kind}`)
    }),
  )
  return new Map(
    customs.map((object): readonly [ApiObject, Mapped] => {
      const found = admit?.mapped === undefined ? object : admit.mapped(object)
      if (found !== undefined) return [object, { object: found }]
      const kind = shownKind(object.kind)
      const { apiVersion } = object
      const message = `no matches for kind "${kind}" in version "${apiVersion}"`
      const hint = brought.has(`${apiVersion} ${kind}`)
        ? 'kubectl looks up all kinds before it creates the first object, so the definition that is applied together with it comes too late: apply this in a later action'
        : 'ensure CRDs are installed first'
      return [object, { message, hint }]
    }),
  )
}

function sorted(path: string, found: readonly ManifestDiagnostic[]): readonly FileDiagnostic[] {
  return found
    .toSorted((a, b) => a.range.start.offset - b.range.start.offset)
    .slice(0, MAX_DIAGNOSTICS_PER_FILE)
    .map((one) => ({ path, ...one }))
}

function checkDocument(
  decoded: Decoded,
  admit: Admit | null,
  mapping: ReadonlyMap<ApiObject, Mapped>,
): {
  readonly objects: readonly Omit<CheckedObject, 'path'>[]
  readonly diagnostics: readonly ManifestDiagnostic[]
  readonly refusal: string | null
} {
  const diagnostics = [...decoded.diagnostics]
  const objects: Omit<CheckedObject, 'path'>[] = []
  let { refusal } = decoded
  for (const { object: written, ranges } of decoded.objects) {
    const found = mapping.get(written) ?? { object: written }
    if ('message' in found) {
      const range = ranges.nearest(['kind'])
      const message = `${found.message}; ${found.hint}`
      diagnostics.push({ severity: 'error', source: 'api', message, range })
      objects.push({ object: written, ranges, refused: true })
      refusal ??= found.message
      continue
    }
    const { object } = found
    const admitted = admit === null ? null : admit(object)
    if (admitted !== null) {
      diagnostics.push(...answerOf(admitted, ranges))
      if (admitted.onUpdate !== undefined)
        diagnostics.push(...warningsOf(admitted.onUpdate, 'lint', ranges))
    }
    if (admitted?.isUnasked !== true)
      diagnostics.push(...adviceOn(object, ranges, admitted?.assumed ?? []))
    objects.push({ object, ranges, refused: (admitted?.refusal ?? null) !== null })
  }
  return { objects, diagnostics, refusal }
}

/** Of most objects nothing is said, and thousands are asked about with each key that is pressed. */
const NOTHING: readonly ManifestDiagnostic[] = []

const isFine = ({ errors, warnings, refusal }: Admitted): boolean =>
  errors.length === 0 && warnings.length === 0 && refusal === null

/** The API server's errors and warnings; a refusal that names no field stands at the name. */
function answerOf(admitted: Admitted, ranges: YamlRanges): readonly ManifestDiagnostic[] {
  if (isFine(admitted)) return NOTHING
  const errors = diagnose(admitted.errors, ranges)
  const warnings = warningsOf(admitted.warnings, 'api', ranges)
  if (admitted.refusal === null || errors.length > 0) return [...errors, ...warnings]
  const { message } = admitted.refusal
  const field = message.startsWith('namespaces ') ? 'namespace' : 'name'
  const range = ranges.nearest(['metadata', field])
  return [{ severity: 'error', source: 'api', message, range }, ...warnings]
}

function warningsOf(
  warnings: readonly AdmissionWarning[],
  source: 'api' | 'lint',
  ranges: YamlRanges,
): readonly ManifestDiagnostic[] {
  return warnings.map(({ message, path }) => ({
    severity: 'warning',
    source,
    message,
    range: path === undefined ? ranges.nearest(['kind']) : rangeOf(path, ranges),
  }))
}

type Advice = ReturnType<typeof foundIn>

/** What is found in an object by itself. */
const foundIn = (object: ApiObject) => ({
  lint: [...lintObject(object), ...neverDue(object), ...tooLongToApply(object)],
  scope: findNotSimulated(object),
})

/** Of objects that are checked with each key that is pressed in another one. */
const remembered = new WeakMap<ApiObject, Advice>()

function rememberedAdvice(object: ApiObject): Advice {
  const before = remembered.get(object)
  if (before !== undefined) return before
  const found = foundIn(object)
  remembered.set(object, found)
  return found
}

function adviceOn(
  object: ApiObject,
  ranges: YamlRanges,
  assumed: readonly Assumed[],
): readonly ManifestDiagnostic[] {
  const found = rememberedAdvice(object)
  if (found.lint.length === 0 && found.scope.length === 0 && assumed.length === 0) return NOTHING
  const lint = found.lint.map(({ severity, message, path }): ManifestDiagnostic => ({
    severity,
    source: 'lint',
    message,
    range: ranges.nearest(path),
  }))
  const scope = [...found.scope, ...assumed].map(({ message, path }): ManifestDiagnostic => ({
    severity: 'info',
    source: 'scope',
    message,
    range: ranges.keyAt(path) ?? ranges.nearest(path),
  }))
  return [...lint, ...scope]
}
