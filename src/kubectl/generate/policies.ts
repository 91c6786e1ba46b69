// `kubectl create namespace`, `serviceaccount`, `quota`, `poddisruptionbudget` and `priorityclass`.
// Follows create_namespace.go, create_serviceaccount.go, create_quota.go, create_pdb.go and create_priorityclass.go
// of k8s.io/kubectl/pkg/cmd/create (v1.36).
import { parseLabels } from '#api/meta/parse-label-selector.ts'
import { canonicalQuantity, quantityProblem } from '#api/meta/quantity.ts'
import { type Generated, generator, object } from './generator.ts'

export const createNamespace = generator({
  name: 'namespace',
  use: 'NAME [--dry-run=server|client|none]',
  flags: {},
  refused: '',
  generate: (name) =>
    object({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
      spec: {},
      status: {},
    } as never),
})

export const createServiceAccount = generator({
  name: 'serviceaccount',
  use: 'NAME [--dry-run=server|client|none]',
  flags: {},
  refused: 'failed to create serviceaccount: ',
  generate: (name) => object({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }),
})

/** 'cpu=1,memory=1Gi' as a list of resources, or what is wrong with it. */
export function parseResourceList(text: string): Readonly<Record<string, string>> | string {
  const list: Record<string, string> = {}
  for (const statement of text === '' ? [] : text.split(',')) {
    const [name = '', amount, ...more] = statement.split('=')
    if (amount === undefined || more.length > 0)
      return `Invalid argument syntax ${statement}, expected <resource>=<value>`
    const problem = quantityProblem(amount)
    if (problem !== null) return problem
    list[name] = canonicalQuantity(amount)
  }
  return list
}

export const createQuota = generator({
  name: 'quota',
  use: 'NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  flags: { hard: { kind: 'text', value: '' }, scopes: { kind: 'text', value: '' } },
  refused: 'failed to create quota: ',
  generate(name, { flags }): Generated {
    const hard = parseResourceList(flags.hard)
    if (typeof hard === 'string') return hard
    const scopes = flags.scopes === '' ? [] : flags.scopes.split(',')
    if (scopes.includes('')) return 'invalid resource quota scope ""'
    const spec = {
      ...(flags.hard === '' ? {} : { hard }),
      ...(scopes.length === 0 ? {} : { scopes }),
    }
    return object({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name },
      spec,
      status: {},
    } as never)
  },
})

export const createBudget = generator({
  name: 'poddisruptionbudget',
  use: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  flags: {
    'max-unavailable': { kind: 'text', value: '' },
    'min-available': { kind: 'text', value: '' },
    selector: { kind: 'text', value: '' },
  },
  refused: 'failed to create poddisruptionbudgets: ',
  generate(name, { flags }): Generated {
    const least = flags['min-available']
    const most = flags['max-unavailable']
    if (flags.selector === '') return 'a selector must be specified'
    if (least === '' && most === '')
      return 'one of min-available or max-unavailable must be specified'
    if (least !== '' && most !== '')
      return 'min-available and max-unavailable cannot be both specified'
    if (!/^\d+%?$/.test(least || most))
      return `invalid format specified for ${least === '' ? 'max-unavailable' : 'min-available'}`
    const parsed = parseLabels(flags.selector)
    if (!parsed.ok) return parsed.message
    const matchLabels = Object.fromEntries(
      parsed.requirements.map(({ key, values = [] }) => [key, values[0] ?? '']),
    )
    const numberOf = (text: string) => (/^\d+$/.test(text) ? Number(text) : text)
    return object({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: {
        ...(least === '' ? { maxUnavailable: numberOf(most) } : { minAvailable: numberOf(least) }),
        selector: { matchLabels },
      },
      status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
    } as never)
  },
})

export const createPriorityClass = generator({
  name: 'priorityclass',
  use: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  flags: {
    description: { kind: 'text', value: '' },
    'global-default': { kind: 'bool', value: false },
    'preemption-policy': { kind: 'text', value: 'PreemptLowerPriority' },
    value: { kind: 'number', value: 0 },
  },
  refused: 'failed to create priorityclass: ',
  generate(name, { flags }): Generated {
    const { description, value } = flags
    return object({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      ...(flags['global-default'] ? { globalDefault: true } : {}),
      ...(description === '' ? {} : { description }),
      preemptionPolicy: flags['preemption-policy'],
    } as never)
  },
})
