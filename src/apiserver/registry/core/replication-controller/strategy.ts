// ReplicationControllers. Follows pkg/registry/core/replicationcontroller/strategy.go, pkg/apis/core/v1/defaults.go
// and ValidateReplicationControllerSpec of pkg/apis/core/validation/validation.go (v1.36).
import { replicationControllerInfo } from '#api/core/replication-controller-info.ts'
import type { ReplicationController } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { formatLabelSelector } from '#api/meta/label-selector-text.ts'
import { equal } from '#lib/equal.ts'
import { setDefaultsPodTemplate } from '../../../defaults/pod-defaults.ts'
import { required } from '../../../validation/errors.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../validation/validate-object-meta.ts'
import { validateWorkloadTemplate } from '../../../validation/validate-workload.ts'
import {
  validateReplicaCounts,
  REPLICA_SET_COUNTS,
} from '../../../validation/validate-replica-counts.ts'
import { workloadUpdateWarnings, workloadWarnings } from '../../../warnings/workload-warnings.ts'
import {
  asGiven,
  atOnce,
  nextGeneration,
  nothingToAllocate,
  scaleOfSpec,
  type Strategy,
} from '../../strategy.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }

const isEmpty = (map: Readonly<Record<string, string>> | undefined): boolean =>
  Object.keys(map ?? {}).length === 0

/** What it selects, and its own labels, follow from the labels of its template. */
function setDefaultsController(controller: ReplicationController): ReplicationController {
  const { metadata, spec } = controller
  const labels = spec?.template?.metadata?.labels
  const isLabelled = labels !== undefined && !isEmpty(labels)
  return {
    ...controller,
    metadata: isLabelled && isEmpty(metadata.labels) ? { ...metadata, labels } : metadata,
    spec: {
      ...spec,
      ...(isLabelled && isEmpty(spec?.selector) ? { selector: labels } : {}),
      replicas: spec?.replicas ?? 1,
      // A pointer: one that is missing is none.
      ...(spec?.template === undefined ? {} : { template: setDefaultsPodTemplate(spec.template) }),
    },
  }
}

function validateSpec(spec: Sparse<ReplicationController>['spec']): readonly FieldError[] {
  const path = rootPath('spec')
  const { minReadySeconds, replicas, selector = {}, template } = spec ?? {}
  const templatePath = path.child('template')
  return [
    ...validateNonNegative(minReadySeconds, path.child('minReadySeconds')),
    ...(isEmpty(selector) ? [required(path.child('selector'))] : []),
    ...validateNonNegative(replicas, path.child('replicas')),
    // An empty selector has its error already, and matches everything.
    ...(template === undefined
      ? [required(templatePath)]
      : validateWorkloadTemplate(
          template,
          { matchLabels: selector },
          templatePath,
          'ReplicationController',
        )),
  ]
}

export const replicationControllerStrategy = {
  info: replicationControllerInfo,
  isChecked: () => true,
  setDefaults: setDefaultsController,
  prepareForCreate: (controller) => ({
    ...controller,
    metadata: { ...controller.metadata, generation: 1 },
    status: { replicas: 0 },
  }),
  beginCreate: nothingToAllocate,
  validate: ({ metadata, spec }) => [
    ...validateObjectMeta(metadata ?? {}, META_RULES),
    ...validateSpec(spec),
  ],
  warningsOnCreate: workloadWarnings,
  prepareForUpdate: (next, old) => nextGeneration(next, old, !equal(next.spec, old.spec)),
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateSpec(asSparse(next.spec ?? {})),
  ],
  // Upstream looks at the old template here.
  warningsOnUpdate: (next, old) => workloadUpdateWarnings(next, old, old),
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: ({ status }) => validateReplicaCounts(status ?? {}, REPLICA_SET_COUNTS),
  ...atOnce,
  // Its first API left them.
  defaultGarbageCollectionPolicy: 'Orphan',
  scale: {
    ...scaleOfSpec<ReplicationController>(),
    selector: ({ spec }) => formatLabelSelector({ matchLabels: spec?.selector ?? {} }),
  },
} satisfies Strategy<ReplicationController>
