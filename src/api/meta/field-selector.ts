// Field selectors: what selects objects by the values of their fields.
// Follows k8s.io/apimachinery/pkg/fields/selector.go (v1.36).

import { compareText } from '#lib/compare.ts'

export interface FieldRequirement {
  /** The path of the field: 'spec.nodeName'. */
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

export type FieldSelector = readonly FieldRequirement[]

export type ParsedFields =
  | { readonly ok: true; readonly selector: FieldSelector }
  | { readonly ok: false; readonly message: string }

/** Reads `spec.nodeName=n1,status.phase!=Running`, or says why it is no selector. '' selects everything. */
export function parseFields(text: string): ParsedFields {
  const terms = text === '' ? [] : text.split(/(?<=(?:^|[^\\])(?:\\\\)*),/)
  const requirements: FieldRequirement[] = []
  for (const term of terms.toSorted(compareText)) {
    if (term === '') continue
    const [, field, operator, raw = ''] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? []
    if (field === undefined)
      return { ok: false, message: `invalid selector: '${text}'; can't understand '${term}'` }
    const value = unescapeValue(raw)
    if (typeof value !== 'string') return { ok: false, message: value.message }
    requirements.push({ field, operator: operator === '!=' ? '!=' : '=', value })
  }
  return { ok: true, selector: requirements }
}

function unescapeValue(text: string): string | { readonly message: string } {
  let value = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '\\') {
      at += 1
      const escaped = text[at] ?? ''
      if (!['\\', ',', '='].includes(escaped))
        return {
          message: `invalid field selector: invalid escape sequence: \\${escaped}`,
        }
      value += escaped
    } else if (character === ',' || character === '=')
      return { message: `invalid field selector: unescaped character in value: ${character}` }
    else value += character
  }
  return value
}

/** `spec.nodeName=n1,status.phase!=Running`; undefined for a text that is no selector. '' selects everything. */
export function parseFieldSelector(text: string): FieldSelector | undefined {
  const parsed = parseFields(text)
  return parsed.ok ? parsed.selector : undefined
}

const META = ['metadata.name', 'metadata.namespace']
/** The fields by which the objects of a kind can be chosen besides their names; all others know only these. */
const SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    ...META,
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
    'spec.host',
  ],
  Node: ['metadata.name', 'spec.unschedulable'],
  ReplicationController: [...META, 'status.replicas'],
  Event: [
    ...META,
    ...'kind namespace name uid apiVersion resourceVersion fieldPath'
      .split(' ')
      .map((field) => `involvedObject.${field}`),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Namespace: ['metadata.name', 'status.phase'],
  Secret: [...META, 'type'],
  Service: [...META, 'spec.clusterIP', 'spec.type'],
  Job: [...META, 'status.successful'],
  CertificateSigningRequest: ['metadata.name', 'spec.signerName'],
  ResourceSlice: ['metadata.name', 'spec.nodeName', 'spec.driver'],
}

/** How kinds say it that do not say it as most. */
const OWN_WORDS: Readonly<Record<string, (field: string) => string>> = {
  Job: (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  ResourceSlice: (field) =>
    `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
}

/**
 * Why the objects of a kind cannot be chosen by these fields; null when they can.
 * Follows AddFieldLabelConversionFunc in conversion.go of pkg/apis/core/v1, batch/v1, certificates/v1 and resource/v1
 * (v1.36).
 */
export function unsupportedField(kind: string, selector: FieldSelector): string | null {
  const own = Object.hasOwn(SUPPORTED, kind) ? SUPPORTED[kind] : undefined
  for (const { field } of selector) {
    if ((own ?? META).includes(field)) continue
    if (own === undefined)
      return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
    return OWN_WORDS[kind]?.(field) ?? `field label not supported: ${field}`
  }
  return null
}

/** Whether all requirements hold. A field that is not there counts as its zero value. */
export function matchesFieldSelector(selector: FieldSelector, object: unknown): boolean {
  return selector.every(
    ({ field, operator, value }) => (fieldText(object, field) === value) === (operator === '='),
  )
}

/** Fields whose zero value is not the empty text. */
const ZERO_VALUES: Readonly<Record<string, string>> = {
  'spec.hostNetwork': 'false',
  'spec.unschedulable': 'false',
  'status.replicas': '0',
  'status.successful': '0',
}

/** Where a field stands that a selector calls otherwise. */
const PLACES: Readonly<Record<string, string>> = {
  'status.successful': 'status.succeeded',
  'spec.host': 'spec.nodeName',
}

function fieldText(object: unknown, field: string): string {
  let at = object
  for (const step of (PLACES[field] ?? field).split('.')) {
    const isObject = typeof at === 'object' && at !== null && Object.hasOwn(at, step)
    at = isObject ? (at as Readonly<Record<string, unknown>>)[step] : undefined
  }
  if (typeof at === 'string') return at
  if (typeof at === 'number' || typeof at === 'boolean') return String(at)
  return ZERO_VALUES[field] ?? ''
}
