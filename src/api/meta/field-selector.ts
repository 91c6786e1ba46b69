// Field selectors: what selects objects by the values of their fields.
// Follows k8s.io/apimachinery/pkg/fields/selector.go (v1.36).

export interface FieldRequirement {
  /** The path of the field: 'spec.nodeName'. */
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

export type FieldSelector = readonly FieldRequirement[]

/** `spec.nodeName=n1,status.phase!=Running`; undefined for a text that is no selector. '' selects everything. */
export function parseFieldSelector(text: string): FieldSelector | undefined {
  if (text === '') return []
  const requirements = text.split(',').map((part): FieldRequirement | undefined => {
    const [, field = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? []
    if (field === '') return undefined
    return { field, operator: operator === '!=' ? '!=' : '=', value }
  })
  const valid = requirements.filter((one) => one !== undefined)
  return valid.length === requirements.length ? valid : undefined
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
const PLACES: Readonly<Record<string, string>> = { 'status.successful': 'status.succeeded' }

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
