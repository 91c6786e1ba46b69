// CustomResourceDefinitions. Follows k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go,
// pkg/apis/apiextensions/v1/defaults.go and pkg/controller/status/naming_controller.go (v1.36).
import type { CustomResourceDefinition } from '#api/generated/types.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { timeOf } from '#api/meta/time.ts'
import { simplified } from '#lib/simplified.ts'
import { storedStrategy } from '../stored-strategy.ts'
import { validateDefinition, validateDefinitionChange } from './validate-definition.ts'

simplified(
  'custom-resources',
  'a CustomResourceDefinition is checked, stored and shown, and counts at once; objects of its kind are read and not stored.',
  { fields: ['CustomResourceDefinition.spec'] },
)

function setDefaults(definition: CustomResourceDefinition): CustomResourceDefinition {
  const { spec } = definition
  const { names } = spec
  if (names === undefined) return definition
  const { kind = '', singular = '', listKind = '' } = names
  return {
    ...definition,
    spec: {
      ...spec,
      conversion: spec.conversion ?? { strategy: 'None' },
      names: {
        ...names,
        singular: singular === '' ? kind.toLowerCase() : singular,
        listKind: listKind === '' && kind !== '' ? `${kind}List` : listKind,
      },
    },
  }
}

/** Its names are free, since nobody else has any. */
function statusOf(
  { spec }: CustomResourceDefinition,
  nowMs: number,
): NonNullable<CustomResourceDefinition['status']> {
  const lastTransitionTime = timeOf(nowMs)
  const stored = (spec.versions ?? []).filter(({ storage }) => storage).map(({ name }) => name)
  return {
    acceptedNames: spec.names,
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        reason: 'NoConflicts',
        message: 'no conflicts found',
        lastTransitionTime,
      },
      {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
        lastTransitionTime,
      },
    ],
    storedVersions: stored,
  }
}

export const definitionStrategy = storedStrategy<CustomResourceDefinition>(
  STORED_KINDS.CustomResourceDefinition,
  {
    counted: ({ spec }) => spec,
    setDefaults: (definition) =>
      (definition.spec as CustomResourceDefinition['spec'] | undefined) === undefined
        ? definition
        : setDefaults(definition),
    prepareForCreate: (definition, nowMs) =>
      (definition.spec as CustomResourceDefinition['spec'] | undefined)?.names === undefined
        ? definition
        : { ...definition, status: statusOf(definition, nowMs) },
    validate: validateDefinition,
    validateChange: validateDefinitionChange,
  },
)
