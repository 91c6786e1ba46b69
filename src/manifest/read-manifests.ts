// A manifest file as `kubectl -f` reads it: its objects, and what is wrong with the documents that are none.
// Follows k8s.io/cli-runtime/pkg/resource/visitor.go (v1.36), StreamVisitor.
import { decodeStruct } from '#api/meta/decode-struct.ts'
import type { ManifestFault, ManifestFile } from '#api/meta/manifest-fault.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { goYamlMessage } from '#yaml/go-yaml-message.ts'
import type { YamlDocument } from '#yaml/types.ts'
import { decode } from './decode.ts'
import { apiVersionsOf } from './kinds.ts'
import type { TextFile } from './types.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a file. Nothing throws; a document behind one that is no YAML is not read. */
export function readManifests({ text }: TextFile): ManifestFile {
  const { documents, diagnostics } = parseYaml(text)
  const broken = diagnostics.find(({ severity }) => severity === 'error')
  const end = broken?.range.start.offset ?? Infinity
  const objects: ApiObject[] = []
  const faults: ManifestFault[] = []
  for (const document of documents) {
    if (document.ranges.nearest([]).start.offset > end) continue
    for (const part of itemsOf(document)) {
      objects.push(...part.objects)
      const { fault } = part
      if (fault?.kind === 'undecodable') faults.push({ ...fault, after: objects.length })
      else if (fault !== null) faults.push(fault)
    }
  }
  if (broken !== undefined) faults.push({ kind: 'syntax', ...goYamlMessage(text, broken) })
  return { objects, faults }
}

interface Part {
  readonly objects: readonly ApiObject[]
  readonly fault: ManifestFault | null
}

/** The document, or each item of a List. */
function itemsOf(document: YamlDocument): readonly Part[] {
  const { value } = document
  const items = isFields(value) && value['kind'] === 'List' ? value['items'] : undefined
  if (!Array.isArray(items)) return [partOf(document)]
  return items.map((item) => partOf({ ...document, value: item as unknown }))
}

function partOf(document: YamlDocument): Part {
  const { objects, refusal } = decode(document)
  const found = objects.map(({ object }) => object)
  return { objects: found, fault: refusal === null ? null : faultOf(document.value, refusal) }
}

function faultOf(value: unknown, refusal: string): ManifestFault {
  if (!isFields(value)) return { kind: 'unnamed', message: 'invalid object to validate' }
  if (refusal.startsWith(VALIDATING))
    return { kind: 'unnamed', message: refusal.slice(VALIDATING.length) }
  const metadata = isFields(value['metadata']) ? value['metadata'] : {}
  const wrong = decodeStruct('ObjectMeta', metadata).problems.find(({ strict }) => !strict)
  if (wrong !== undefined)
    return {
      kind: 'metadata',
      message: wrong.message.replace('ObjectMeta.', 'ObjectMeta.metadata.'),
    }
  const { apiVersion, kind } = value
  if (typeof kind !== 'string' || !apiVersionsOf(kind).includes(String(apiVersion))) {
    const { name = '', namespace = '' } = metadata
    const place = { name: String(name), namespace: String(namespace) }
    return { kind: 'no-match', message: refusal, ...place }
  }
  return { kind: 'undecodable', after: 0, message: refusal, ...bothForms(kind, value) }
}

const VALIDATING = 'error validating data: '

function bothForms(kind: string, value: Fields) {
  const { object, problems } = decodeStruct(kind, value)
  const isLenient = problems.every(({ strict }) => strict)
  const unknown = problems.map(({ message }) => message)
  // The border: of what is written the kind is known, and what it lacks is its metadata.
  const asObject = (fields: Fields): ApiObject =>
    ({ ...fields, metadata: fields['metadata'] ?? {} }) as unknown as ApiObject
  return {
    written: asObject(value),
    lenient: isLenient ? { object: asObject(object), unknown: unknown.toSorted() } : null,
  }
}
