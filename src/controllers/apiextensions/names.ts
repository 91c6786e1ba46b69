// Which of its names a definition gets: those that no other definition of its group has.
// Follows k8s.io/apiextensions-apiserver/pkg/controller/status/naming_controller.go (v1.36).
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
} from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { equal } from '#lib/equal.ts'

type Condition = CustomResourceDefinitionCondition
type Names = CustomResourceDefinitionNames

const NO_NAMES: Names = { kind: '', plural: '' }

/** The conditions with this one in the place of that of its type, which keeps its time unless the status changes. */
export function withCondition(
  conditions: readonly Condition[],
  condition: Condition,
  nowMs: number,
): readonly Condition[] {
  const old = conditions.find(({ type }) => type === condition.type)
  const before = old?.status === condition.status ? old.lastTransitionTime : undefined
  const next = { ...condition, lastTransitionTime: before ?? timeOf(nowMs) }
  return old === undefined
    ? [...conditions, next]
    : conditions.map((one) => (one === old ? next : one))
}

/** The condition of a type; undefined when there is none. */
export function conditionOf(
  { status }: CustomResourceDefinition,
  type: string,
): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

export const isTrue = (definition: CustomResourceDefinition, type: string): boolean =>
  conditionOf(definition, type)?.status === 'True'

interface Taken {
  readonly resources: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
}

function takenNames(definitions: readonly CustomResourceDefinition[], group: string): Taken {
  const names = definitions
    .filter(({ spec }) => spec.group === group)
    .map(({ status }) => status?.acceptedNames ?? NO_NAMES)
  return {
    resources: new Set(
      names.flatMap(({ plural, singular = '', shortNames = [] }) => [
        plural,
        singular,
        ...shortNames,
      ]),
    ),
    kinds: new Set(names.flatMap(({ kind, listKind = '' }) => [kind, listKind])),
  }
}

/** The status of a definition among those of its group; the same one when nothing is to be said anew. */
export function computeNames(
  definition: CustomResourceDefinition,
  all: readonly CustomResourceDefinition[],
  nowMs: number,
): NonNullable<CustomResourceDefinition['status']> {
  const { spec, status = {} } = definition
  const asked = spec.names
  const accepted = status.acceptedNames ?? NO_NAMES
  if (equal(asked, accepted)) return status
  const { resources, kinds } = takenNames(all, spec.group)
  const names: { -readonly [K in keyof Names]: Names[K] | undefined } = { ...accepted }
  let problem: Condition | null = null
  const claim = (wanted: string, has: string, taken: ReadonlySet<string>): string | null =>
    wanted === has || !taken.has(wanted) ? null : `${JSON.stringify(wanted)} is already in use`
  const refuse = (reason: string, message: string): void => {
    problem = { type: 'NamesAccepted', status: 'False', reason, message }
  }
  const single = ['plural', 'singular', 'shortNames', 'kind', 'listKind'] as const
  for (const field of single) {
    if (field === 'shortNames') {
      const own = new Set(accepted.shortNames)
      const errors = (asked.shortNames ?? [])
        .filter((name) => !own.has(name))
        .flatMap((name) => claim(name, '', resources) ?? [])
      if (errors.length === 0) names.shortNames = asked.shortNames
      else
        refuse(
          'ShortNamesConflict',
          errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`,
        )
      continue
    }
    const taken = field === 'kind' || field === 'listKind' ? kinds : resources
    const wanted = asked[field] ?? ''
    const error = claim(wanted, accepted[field] ?? '', taken)
    if (error === null) names[field] = wanted
    else refuse(`${field.charAt(0).toUpperCase()}${field.slice(1)}Conflict`, error)
  }
  names.categories = asked.categories
  const naming = problem ?? {
    type: 'NamesAccepted',
    status: 'True',
    reason: 'NoConflicts',
    message: 'no conflicts found',
  }
  const acceptedNames = withoutUndefined(names)
  const conditions = status.conditions ?? []
  const old = conditionOf(definition, 'NamesAccepted')
  const isSame =
    old?.status === naming.status && old.reason === naming.reason && old.message === naming.message
  if (isSame && equal(acceptedNames, accepted)) return status
  const named = withCondition(conditions, naming, nowMs)
  return {
    ...status,
    acceptedNames,
    conditions: withCondition(named, establishedBefore(definition, naming), nowMs),
  }
}

function withoutUndefined(names: object): Names {
  return Object.fromEntries(
    Object.entries(names).filter(([, value]) => value !== undefined),
  ) as unknown as Names
}

/** What is said of being served before the names are looked at by the next controller. */
function establishedBefore(definition: CustomResourceDefinition, naming: Condition): Condition {
  const old = conditionOf(definition, 'Established')
  if (old?.status !== 'True' && naming.status === 'True') {
    return {
      type: 'Established',
      status: 'False',
      reason: 'Installing',
      message: 'the initial names have been accepted',
    }
  }
  return (
    old ?? {
      type: 'Established',
      status: 'False',
      reason: 'NotAccepted',
      message: 'not all names are accepted',
    }
  )
}

/** The status of a definition whose names were accepted and whose objects are served from now on. */
export function established(
  definition: CustomResourceDefinition,
  nowMs: number,
): NonNullable<CustomResourceDefinition['status']> {
  const condition: Condition = {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  }
  const { status = {} } = definition
  return { ...status, conditions: withCondition(status.conditions ?? [], condition, nowMs) }
}
