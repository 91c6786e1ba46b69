// Deployments. Follows pkg/registry/apps/deployment/strategy.go and pkg/apis/apps/v1/defaults.go (v1.36).
import { deploymentInfo } from '#api/apps/deployment-info.ts'
import type { Deployment, DeploymentStrategy } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import type { Labels } from '#api/meta/labels.ts'
import { equal } from '#lib/equal.ts'
import { setDefaultsPodTemplate } from '../../../defaults/pod-defaults.ts'
import { invalid } from '../../../validation/errors.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { printedSelector } from '../../../validation/go-internal.ts'
import {
  validateReplicaCounts,
  DEPLOYMENT_COUNTS,
  validateCollisionCount,
} from '../../../validation/validate-replica-counts.ts'
import { workloadUpdateWarnings, workloadWarnings } from '../../../warnings/workload-warnings.ts'
import {
  atOnce,
  nextGeneration,
  nothingToAllocate,
  scaleOfSpec,
  type Strategy,
} from '../../strategy.ts'
import { validateDeployment, validateDeploymentSpec } from './validate-deployment.ts'

const DEFAULT_PART = '25%'

function setDefaultsStrategy({
  type = '',
  rollingUpdate,
}: DeploymentStrategy = {}): DeploymentStrategy {
  if (type !== '' && type !== 'RollingUpdate') {
    return { type, ...(rollingUpdate === undefined ? {} : { rollingUpdate }) }
  }
  const { maxUnavailable = DEFAULT_PART, maxSurge = DEFAULT_PART } = rollingUpdate ?? {}
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } }
}

function setDefaultsDeployment(deployment: Deployment): Deployment {
  const { spec } = deployment
  return {
    ...deployment,
    // The selector may be missing: nothing stands in for it, and validation asks for it.
    spec: Object.assign({}, spec, {
      replicas: spec?.replicas ?? 1,
      template: setDefaultsPodTemplate(spec?.template ?? {}),
      strategy: setDefaultsStrategy(spec?.strategy),
      revisionHistoryLimit: spec?.revisionHistoryLimit ?? 10,
      progressDeadlineSeconds: spec?.progressDeadlineSeconds ?? 600,
    }),
  }
}

function validateDeploymentUpdate(next: Deployment, old: Deployment): readonly FieldError[] {
  const selector = next.spec?.selector
  return [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateDeploymentSpec(next.spec),
    ...(equal(selector, old.spec?.selector)
      ? []
      : [invalid(rootPath('spec', 'selector'), printedSelector(selector), IMMUTABLE)]),
  ]
}

function validateStatusUpdate(next: Deployment, old: Deployment): readonly FieldError[] {
  return [
    ...validateReplicaCounts(next.status ?? {}, DEPLOYMENT_COUNTS),
    ...validateCollisionCount(next.status, old.status),
  ]
}

function withLabels(deployment: Deployment, labels: Labels | undefined): Deployment {
  if (deployment.metadata.labels === labels) return deployment
  const { labels: _, ...metadata } = deployment.metadata
  return { ...deployment, metadata: labels === undefined ? metadata : { ...metadata, labels } }
}

export const deploymentStrategy = {
  info: deploymentInfo,
  isChecked: () => true,
  setDefaults: setDefaultsDeployment,
  prepareForCreate: (deployment) => ({
    ...deployment,
    metadata: { ...deployment.metadata, generation: 1 },
    status: {},
  }),
  beginCreate: nothingToAllocate,
  validate: validateDeployment,
  warningsOnCreate: workloadWarnings,
  // Annotations count too: the controller copies them to its ReplicaSets.
  prepareForUpdate: (next, old) =>
    nextGeneration(
      next,
      old,
      !equal(next.spec, old.spec) || !equal(next.metadata.annotations, old.metadata.annotations),
    ),
  validateUpdate: validateDeploymentUpdate,
  warningsOnUpdate: workloadUpdateWarnings,
  // Its labels are no part of what may change with its status.
  prepareForStatusUpdate: (next, old) => withLabels(next, old.metadata.labels),
  validateStatusUpdate,
  ...atOnce,
  scale: scaleOfSpec<Deployment>(),
} satisfies Strategy<Deployment>
