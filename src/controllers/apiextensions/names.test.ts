// Which names a definition gets, against pkg/controller/status/naming_controller.go of k8s.io/apiextensions-apiserver (v0.36).
import { expect, test } from 'vitest'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
} from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { computeNames, conditionOf, established, isTrue, withCondition } from './names.ts'

const NOW_MS = 60_000
type Status = NonNullable<CustomResourceDefinition['status']>

const CARS: CustomResourceDefinitionNames = {
  plural: 'cars',
  singular: 'car',
  kind: 'Car',
  listKind: 'CarList',
  shortNames: ['ca', 'cs'],
}

function definition(
  names: Partial<CustomResourceDefinitionNames>,
  status: Status = {},
  group = 'road.example',
): CustomResourceDefinition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural ?? ''}.${group}` },
    spec: { group, names: { plural: '', kind: '', ...names }, scope: 'Namespaced', versions: [] },
    status,
  }
}

/** Another definition, which has these names already. */
const having = (names: Partial<CustomResourceDefinitionNames>, group?: string) =>
  definition({}, { acceptedNames: { plural: 'vans', kind: 'Van', ...names } }, group)

const said = ({ conditions = [] }: Status) =>
  conditions.map(({ type, status, reason, message }) => `${type} ${status} ${reason}: ${message}`)

const ACCEPTED = [
  'NamesAccepted True NoConflicts: no conflicts found',
  'Established False Installing: the initial names have been accepted',
]
const refused = (reason: string, message: string) => [
  `NamesAccepted False ${reason}: ${message}`,
  'Established False NotAccepted: not all names are accepted',
]

test.for<
  readonly [string, Partial<CustomResourceDefinitionNames>, readonly string[], readonly string[]]
>([
  ['nothing alike', {}, [], ACCEPTED],
  [
    'its plural, as a singular',
    { singular: 'cars' },
    ['plural'],
    refused('PluralConflict', '"cars" is already in use'),
  ],
  [
    'its singular, as a short name',
    { shortNames: ['x', 'car'] },
    ['singular'],
    refused('SingularConflict', '"car" is already in use'),
  ],
  [
    'a short name, as a plural',
    { plural: 'cs' },
    ['shortNames'],
    refused('ShortNamesConflict', '"cs" is already in use'),
  ],
  [
    'both short names',
    { shortNames: ['cs', 'ca'] },
    ['shortNames'],
    refused('ShortNamesConflict', '["ca" is already in use, "cs" is already in use]'),
  ],
  [
    'its kind, as a list',
    { listKind: 'Car' },
    ['kind'],
    refused('KindConflict', '"Car" is already in use'),
  ],
  [
    'its list, as a kind',
    { kind: 'CarList' },
    ['listKind'],
    refused('ListKindConflict', '"CarList" is already in use'),
  ],
  [
    'several: the last is told',
    { plural: 'cars', kind: 'Car' },
    ['plural', 'kind'],
    refused('KindConflict', '"Car" is already in use'),
  ],
  ['a resource by the name of its kind', { singular: 'Car' }, [], ACCEPTED],
  ['a kind by the name of its resource', { kind: 'cars' }, [], ACCEPTED],
])('what another of its group has: %s', ([, other, withheld, conditions]) => {
  const own = definition(CARS)
  const status = computeNames(own, [own, having(other)], NOW_MS)
  const given = Object.entries(CARS).filter(([field]) => !withheld.includes(field))
  expect(status.acceptedNames).toEqual({ plural: '', kind: '', ...Object.fromEntries(given) })
  expect(said(status)).toEqual(conditions)
})

test('another group has names of its own', () => {
  const own = definition(CARS)
  const status = computeNames(own, [own, having(CARS, 'rail.example')], NOW_MS)
  expect(status.acceptedNames).toEqual(CARS)
  expect(said(status)).toEqual(ACCEPTED)
})

test('a name that is missing clashes with no other that is missing', () => {
  const own = definition({ plural: 'cars', kind: 'Car' })
  const status = computeNames(own, [own, having({ singular: '', listKind: '' })], NOW_MS)
  expect(said(status)).toEqual(ACCEPTED)
})

test('of new names those that are free are taken, and in the place of the others the old ones are kept', () => {
  const old = { plural: 'autos', singular: 'auto', kind: 'Auto', listKind: 'AutoList' }
  const own = definition(
    { ...CARS, categories: ['all'] },
    { acceptedNames: { ...old, shortNames: ['ca'], categories: ['some'] } },
  )
  const other = having({ singular: 'car', kind: 'CarList', shortNames: ['cs', 'ca'] })
  const status = computeNames(own, [own, other], NOW_MS)
  // 'ca' is its own already, whoever else has it.
  expect(status.acceptedNames).toEqual({
    plural: 'cars',
    singular: 'auto',
    kind: 'Car',
    listKind: 'AutoList',
    shortNames: ['ca'],
    categories: ['all'],
  })
  expect(said(status)[0]).toBe('NamesAccepted False ListKindConflict: "CarList" is already in use')
})

test('its own names are no clash, and one may be given back', () => {
  const own = definition({ ...CARS, shortNames: ['ca'] }, { acceptedNames: CARS })
  const status = computeNames(own, [own], NOW_MS)
  expect(status.acceptedNames).toEqual({ ...CARS, shortNames: ['ca'] })
  expect(said(status)).toEqual(ACCEPTED)
})

const condition = (
  type: string,
  status: string,
  reason = 'Old',
  lastTransitionTime = timeOf(1000),
): CustomResourceDefinitionCondition => ({ type, status, reason, message: 'm', lastTransitionTime })

test('where nothing is to be said anew it is the same status', () => {
  const done: Status = { acceptedNames: CARS, conditions: [] }
  const own = definition(CARS, done)
  expect(computeNames(own, [own], NOW_MS)).toBe(done)
  const other = having({ ...CARS, plural: 'cars' })
  const first = computeNames(definition(CARS), [other], NOW_MS)
  expect(computeNames(definition(CARS, first), [other], 2 * NOW_MS)).toBe(first)
  // With another status, reason or message it is another.
  for (const field of ['status', 'reason', 'message'] as const) {
    const conditions = first.conditions?.map((one) => ({ ...one, [field]: 'Unknown' }))
    const changed = { ...first, ...(conditions === undefined ? {} : { conditions }) }
    expect(said(computeNames(definition(CARS, changed), [other], NOW_MS))[0]).toBe(said(first)[0])
  }
})

test('one that is served stays so when its new names are refused, and is not installed twice', () => {
  const conditions = [condition('Established', 'True'), condition('Other', 'True')]
  const own = definition(CARS, { conditions, storedVersions: ['v1'] })
  const bad = computeNames(own, [having({ kind: 'Car' })], NOW_MS)
  expect(said(bad)).toEqual([
    'Established True Old: m',
    'Other True Old: m',
    'NamesAccepted False KindConflict: "Car" is already in use',
  ])
  expect(bad.storedVersions).toEqual(['v1'])
  expect(bad.conditions?.map((one) => one.lastTransitionTime)).toEqual(
    [1000, 1000, NOW_MS].map(timeOf),
  )
  expect(said(computeNames(own, [own], NOW_MS))).toContain('Established True Old: m')
  const unserved = definition(CARS, { conditions: [condition('Established', 'False')] })
  expect(said(computeNames(unserved, [having({ kind: 'Car' })], NOW_MS))).toContain(
    'Established False Old: m',
  )
  expect(said(computeNames(unserved, [unserved], NOW_MS))).toEqual(ACCEPTED.toReversed())
})

test('a condition takes the place of that of its type, and keeps its time while its status is the same', () => {
  const before = [condition('A', 'True'), condition('B', 'False')]
  expect(withCondition(before, condition('B', 'False', 'New'), NOW_MS)).toEqual([
    before[0],
    condition('B', 'False', 'New'),
  ])
  expect(withCondition(before, condition('B', 'True', 'New'), NOW_MS)).toEqual([
    before[0],
    condition('B', 'True', 'New', timeOf(NOW_MS)),
  ])
  expect(withCondition(before, condition('C', 'True'), NOW_MS)).toEqual([
    ...before,
    condition('C', 'True', 'Old', timeOf(NOW_MS)),
  ])
  const untimed: CustomResourceDefinitionCondition = { type: 'A', status: 'True' }
  expect(withCondition([untimed], untimed, NOW_MS)[0]?.lastTransitionTime).toBe(timeOf(NOW_MS))
})

test('what is served is established, and only a condition that is True is true', () => {
  const named = definition(CARS, computeNames(definition(CARS), [], NOW_MS))
  const served = definition(CARS, established(named, 2 * NOW_MS))
  expect(said(served.status ?? {})).toEqual([
    ACCEPTED[0],
    'Established True InitialNamesAccepted: the initial names have been accepted',
  ])
  expect(served.status?.acceptedNames).toEqual(CARS)
  expect(conditionOf(served, 'Established')?.lastTransitionTime).toBe(timeOf(2 * NOW_MS))
  expect([named, served].map((one) => isTrue(one, 'Established'))).toEqual([false, true])
  const { status: _none, ...bare } = named
  expect(isTrue(bare, 'Established')).toBe(false)
  expect(conditionOf(bare, 'Established')).toBeUndefined()
  expect(said(established(bare, 0))).toHaveLength(1)
})
