// A YAML document to typed objects: apiVersion and kind first, then strict decoding.
// The texts are those of kubectl and the API server (v1.36), without the words around them.
import { customKindOf } from '#api/meta/custom-kind.ts'
import { copyJson, decodeStruct, type DecodeProblem } from '#api/meta/decode-struct.ts'
import { compareText } from '#lib/compare.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Severity, YamlDocument, YamlPath, YamlRanges } from '#yaml/types.ts'
import { hintOf } from './decode-hints.ts'
import { apiVersionsOf, BUILT_IN_KINDS, convertedToStored, judgeKind } from './kinds.ts'
import { fieldsOf } from '#api/meta/schema.ts'
import { KUSTOMIZE_CHANGES, notFollowed } from './kustomization.ts'
import { closest } from './suggest.ts'
import type { DecodedObject, ManifestDiagnostic, Source } from './types.ts'

export interface Decoded {
  /** The objects of the document: one, or the items of a List; none when it has an error. */
  readonly objects: readonly DecodedObject[]
  readonly diagnostics: readonly ManifestDiagnostic[]
  /** The sentence with which the server or kubectl refuses the document; null when it is taken. */
  readonly refusal: string | null
}

const MAX_UNKNOWN_FIELDS = 100

/** Decodes one document. Kinds that Kubernetes has and the simulator has not give an 'info' only. */
export function decode(document: YamlDocument): Decoded {
  return decodeValue(document.value, document.ranges)
}

/** The same for a value of any origin. `ranges` answers with the places of its own paths. */
function decodeValue(value: unknown, ranges: YamlRanges): Decoded {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`
    const message = `a manifest is a mapping with apiVersion, kind and metadata, and this is ${found}`
    return refused(message, ranges, [])
  }
  const record = value as Readonly<Record<string, unknown>>
  const missing = ['apiVersion', 'kind'].filter((field) => isUnset(record[field]))
  if (missing.length > 0) {
    const texts = missing.map((field) => `${field} not set`)
    const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
    return refused(
      `error validating data: ${list}`,
      ranges,
      missing.length === 1 ? [missing[0] ?? ''] : [],
    )
  }
  const { apiVersion, kind } = record
  for (const [field, found] of [
    ['apiVersion', apiVersion],
    ['kind', kind],
  ] as const) {
    if (typeof found !== 'string') return refused(`${field} must be a text`, ranges, [field])
  }
  return decodeKind(record, String(apiVersion), String(kind), ranges)
}

const isUnset = (value: unknown): boolean => value === undefined || value === null || value === ''

const diagnostic = (
  severity: Severity,
  source: Source,
  message: string,
  range: ManifestDiagnostic['range'],
): ManifestDiagnostic => ({ severity, source, message, range })

/** What is said of a document that exists and that nothing comes of. */
export const leftOut = (
  message: string,
  range: ManifestDiagnostic['range'],
): ManifestDiagnostic => ({ ...diagnostic('info', 'scope', message, range), leftOut: true })

function refused(message: string, ranges: YamlRanges, path: YamlPath, hint = ''): Decoded {
  const range = path.length === 0 ? firstKey(ranges) : ranges.nearest(path)
  const full = hint === '' ? message : `${message}; ${hint}`
  return { objects: [], refusal: message, diagnostics: [diagnostic('error', 'api', full, range)] }
}

const firstKey = (ranges: YamlRanges): ManifestDiagnostic['range'] =>
  ranges.keyAt(['kind']) ?? ranges.keyAt(['apiVersion']) ?? ranges.nearest([])

function decodeKind(
  record: Readonly<Record<string, unknown>>,
  apiVersion: string,
  kind: string,
  ranges: YamlRanges,
): Decoded {
  if (kind === 'List' && apiVersion === 'v1') return decodeItems(record, ranges)
  const base = kind.endsWith('List') ? kind.slice(0, -4) : ''
  if (base !== '' && apiVersionsOf(base).includes(apiVersion)) return decodeItems(record, ranges)
  const judged = judgeKind(kind, apiVersion)
  if (judged.verdict === 'unknown') return unknownKind(apiVersion, kind, ranges)
  if (judged.verdict === 'custom') return customKind(record, ranges)
  const known = apiVersionsOf(kind).includes(apiVersion) && fieldsOf(kind) !== undefined
  const info =
    judged.verdict === 'left-out'
      ? [leftOut(judged.message, ranges.nearest(['kind'])), ...notFollowedIn(record, ranges)]
      : []
  if (!known) return { objects: [], refusal: null, diagnostics: info }
  const { object, problems: found } = decodeStruct(kind, convertedToStored(kind, record))
  const problems = found.toSorted((a, b) => comparePaths(a.path, b.path))
  const diagnostics = [...problems.map((problem) => diagnosticOf(problem, ranges)), ...info]
  if (problems.length > 0) {
    return { objects: [], refusal: refusalOf(kind, apiVersion, problems), diagnostics }
  }
  if (judged.verdict === 'left-out') return { objects: [], refusal: null, diagnostics }
  // The border: `decodeStruct` checked every field of the kind against the schema that the types
  // are generated from; metadata is the one field that they promise and a text may lack.
  const typed = { ...object, metadata: object['metadata'] ?? {} } as unknown as ApiObject
  return { objects: [{ object: typed, ranges }], refusal: null, diagnostics }
}

/** What stays to be seen of a kustomization beside its manifests: they are not what kustomize would make of them. */
function notFollowedIn(
  record: Readonly<Record<string, unknown>>,
  ranges: YamlRanges,
): readonly ManifestDiagnostic[] {
  if (record['kind'] !== 'Kustomization') return []
  const fields = KUSTOMIZE_CHANGES.filter((field) => !isUnset(record[field]))
  return fields.map((field) =>
    diagnostic(
      'warning',
      'scope',
      notFollowed(field),
      ranges.keyAt([field]) ?? ranges.nearest([field]),
    ),
  )
}

/** An object of an extension: it is one where its kind is defined, which is not known here. */
function customKind(record: Readonly<Record<string, unknown>>, ranges: YamlRanges): Decoded {
  const { metadata = {}, apiVersion, kind } = record
  const { object, problems } = decodeStruct('ObjectMeta', isMapping(metadata) ? metadata : {})
  const wrong = problems.find(({ strict }) => !strict)
  const message = isMapping(metadata) ? wrong?.message : 'metadata must be a mapping'
  if (message !== undefined) {
    return refused(message, ranges, ['metadata', ...(wrong?.path ?? [])])
  }
  // Its schema is not known here; of its metadata the types were checked.
  const known = { ...(isMapping(metadata) ? metadata : {}), ...object }
  const typed = {
    ...(copyJson(record) as typeof record),
    kind: customKindOf(String(apiVersion), String(kind)),
    metadata: known,
  } as unknown as ApiObject
  return { objects: [{ object: typed, ranges }], refusal: null, diagnostics: [] }
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function unknownKind(apiVersion: string, kind: string, ranges: YamlRanges): Decoded {
  const message = `no matches for kind "${kind}" in version "${apiVersion}"`
  const versions = apiVersionsOf(kind)
  if (versions.length > 0) {
    return refused(message, ranges, ['apiVersion'], `did you mean "${versions.join('" or "')}"?`)
  }
  const similar = closest(kind, BUILT_IN_KINDS)
  const hint =
    similar === undefined ? 'ensure CRDs are installed first' : `did you mean "${similar}"?`
  return refused(message, ranges, ['kind'], hint)
}

function diagnosticOf(problem: DecodeProblem, ranges: YamlRanges): ManifestDiagnostic {
  const { message, path, at } = problem
  const hint = hintOf(problem)
  const range = (at === 'key' ? ranges.keyAt(path) : undefined) ?? ranges.nearest(path)
  return diagnostic('error', 'api', hint === '' ? message : `${message}; ${hint}`, range)
}

/** The order of the fields in what kubectl sends: its JSON has them sorted, whatever the text had. */
function comparePaths(a: YamlPath, b: YamlPath): number {
  const index = a.findIndex((step, at) => step !== b[at])
  const [step, other] = [a[index], b[index]]
  if (index < 0 || step === undefined || other === undefined) return a.length - b.length
  return typeof step === 'number' && typeof other === 'number'
    ? step - other
    : compareText(String(step), String(other))
}

/** The sentence with which the server refuses what was sent as an object of a kind; null when it can be decoded. */
export function decodeRefusal(
  kind: string,
  record: Readonly<Record<string, unknown>>,
): string | null {
  const { problems } = decodeStruct(kind, record)
  return problems.length === 0 ? null : refusalOf(kind, String(record['apiVersion']), problems)
}

/** One answer for all problems, as the server words it: the first type error, else all strict ones. */
function refusalOf(kind: string, apiVersion: string, problems: readonly DecodeProblem[]): string {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const first = problems.find((problem) => !problem.strict)
  const unknown = [...new Set(problems.map((problem) => problem.message))].slice(
    0,
    MAX_UNKNOWN_FIELDS,
  )
  const why = first?.message ?? `strict decoding error: ${unknown.join(', ')}`
  return `${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`
}

/** The items of a List, each decoded as a document of its own. */
function decodeItems(record: Readonly<Record<string, unknown>>, ranges: YamlRanges): Decoded {
  const items = record['items']
  if (items === undefined || items === null) return { objects: [], diagnostics: [], refusal: null }
  if (!Array.isArray(items)) return refused('items must be a list', ranges, ['items'])
  const parts = items.map((item, index) => decodeValue(item, rangesBelow(ranges, ['items', index])))
  return {
    objects: parts.flatMap((part) => part.objects),
    diagnostics: parts.flatMap((part) => part.diagnostics),
    refusal: parts.find((part) => part.refusal !== null)?.refusal ?? null,
  }
}

/** The places of a part of a document, asked by the part's own paths. */
function rangesBelow(ranges: YamlRanges, prefix: YamlPath): YamlRanges {
  return {
    valueAt: (path) => ranges.valueAt([...prefix, ...path]),
    keyAt: (path) => ranges.keyAt([...prefix, ...path]),
    nearest: (path) => ranges.nearest([...prefix, ...path]),
  }
}
