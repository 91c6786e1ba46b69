// RuntimeClasses. Follows pkg/registry/node/runtimeclass/strategy.go and pkg/apis/node/validation/validation.go (v1.36).
import type { RuntimeClass } from '#api/generated/types.ts'
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { IMMUTABLE, isDns1123Label } from '#api/meta/formats.ts'
import { setDefaultsResourceList } from '../../defaults/resource-list-defaults.ts'
import { duplicate, invalid, invalidEach, required } from '../../validation/errors.ts'
import { validateOverhead } from '../../validation/pod/validate-resources.ts'
import { validateTolerations } from '../../validation/pod/validate-tolerations.ts'
import { internalValue } from '../../validation/go-internal.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { sortedEntries, validateLabels } from '../../validation/validate-labels.ts'
import { deprecatedNodeLabel } from '../../warnings/deprecated-node-labels.ts'
import { warnAt } from '../../warnings/warn-at.ts'
import type { AdmissionWarning } from '../../admit-types.ts'
import { storedStrategy } from '../stored-strategy.ts'

function validateScheduling({
  nodeSelector,
  tolerations = [],
}: NonNullable<Sparse<RuntimeClass>['scheduling']>): readonly FieldError[] {
  const path = rootPath('scheduling')
  const at = path.child('tolerations')
  const keys = tolerations.map(({ key, operator, value, effect }) =>
    [key, operator, value, effect].join('/'),
  )
  return [
    ...validateLabels(nodeSelector, path.child('nodeSelector')),
    ...validateTolerations(tolerations, at),
    ...tolerations.flatMap((toleration, index) =>
      keys.indexOf(keys[index] ?? '') < index
        ? [duplicate(at.index(index), internalValue('Toleration', toleration))]
        : [],
    ),
  ]
}

function validateRuntimeClass({
  handler = '',
  overhead,
  scheduling,
}: Sparse<RuntimeClass>): readonly FieldError[] {
  const path = rootPath('handler')
  return [
    ...(handler === '' ? [required(path)] : invalidEach(path, handler, isDns1123Label(handler))),
    ...validateOverhead(overhead?.podFixed ?? {}, rootPath('overhead')),
    ...(scheduling === undefined ? [] : validateScheduling(scheduling)),
  ]
}

/** Follows GetWarningsForRuntimeClass of pkg/api/node/util.go. The label itself is not named. */
function runtimeClassWarnings({ scheduling }: RuntimeClass): readonly AdmissionWarning[] {
  return sortedEntries(scheduling?.nodeSelector).flatMap(([key]) => {
    const text = deprecatedNodeLabel(key)
    return text === undefined ? [] : [warnAt(rootPath('scheduling', 'nodeSelector'), text)]
  })
}

export const nodeStrategies = {
  'RuntimeClass.node.k8s.io': storedStrategy<RuntimeClass>(STORED_KINDS.RuntimeClass, {
    allowCreateOnUpdate: true,
    updateChecks: ['whole', 'metadata', 'change'],
    takesAnyFinalizer: true,
    setDefaults: (runtimeClass) =>
      runtimeClass.overhead?.podFixed === undefined
        ? runtimeClass
        : {
            ...runtimeClass,
            overhead: { podFixed: setDefaultsResourceList(runtimeClass.overhead.podFixed) },
          },
    validate: validateRuntimeClass,
    warningsOnCreate: runtimeClassWarnings,
    warningsOnUpdate: runtimeClassWarnings,
    validateChange: ({ handler }, old) =>
      handler === old.handler ? [] : [invalid(rootPath('handler'), handler, IMMUTABLE)],
  }),
}
