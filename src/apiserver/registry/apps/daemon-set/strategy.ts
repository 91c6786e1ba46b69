// DaemonSets. Follows pkg/registry/apps/daemonset/strategy.go and pkg/apis/apps/v1/defaults.go (v1.36).
import { daemonSetInfo } from '#api/apps/daemon-set-info.ts'
import type { DaemonSet, DaemonSetUpdateStrategy } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { setDefaultsPodTemplate } from '../../../defaults/pod-defaults.ts'
import { invalid } from '../../../validation/errors.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { printedSelector } from '../../../validation/go-internal.ts'
import {
  validateReplicaCounts,
  DAEMON_SET_COUNTS,
  validateCollisionCount,
} from '../../../validation/validate-replica-counts.ts'
import { workloadUpdateWarnings, workloadWarnings } from '../../../warnings/workload-warnings.ts'
import { atOnce, nextGeneration, nothingToAllocate, type Strategy } from '../../strategy.ts'
import { validateDaemonSet, validateDaemonSetSpec } from './validate-daemon-set.ts'

/** Counts the templates, for clients of before v1. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'

function setDefaultsStrategy({
  type = '',
  rollingUpdate,
}: DaemonSetUpdateStrategy = {}): DaemonSetUpdateStrategy {
  if (type !== '' && type !== 'RollingUpdate')
    return { type, ...(rollingUpdate === undefined ? {} : { rollingUpdate }) }
  const { maxUnavailable = 1, maxSurge = 0 } = rollingUpdate ?? {}
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } }
}

function setDefaultsDaemonSet(set: DaemonSet): DaemonSet {
  const { spec } = set
  return {
    ...set,
    // The selector may be missing: nothing stands in for it.
    spec: Object.assign({}, spec, {
      updateStrategy: setDefaultsStrategy(spec?.updateStrategy),
      revisionHistoryLimit: spec?.revisionHistoryLimit ?? 10,
      template: setDefaultsPodTemplate(spec?.template ?? {}),
    }),
  }
}

const withTemplateGeneration = (set: DaemonSet, generation: string): DaemonSet => ({
  ...set,
  metadata: {
    ...set.metadata,
    annotations: { ...set.metadata.annotations, [TEMPLATE_GENERATION]: generation },
  },
})

function prepareForUpdate(next: DaemonSet, old: DaemonSet): DaemonSet {
  const before = old.metadata.annotations?.[TEMPLATE_GENERATION] ?? '1'
  const isOther = !equal(next.spec?.template, old.spec?.template)
  const counted = withTemplateGeneration(next, isOther ? String(Number(before) + 1) : before)
  return nextGeneration(counted, old, !equal(next.spec, old.spec))
}

function validateDaemonSetUpdate(next: DaemonSet, old: DaemonSet): readonly FieldError[] {
  const selector = next.spec?.selector
  return [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...(equal(selector, old.spec?.selector)
      ? []
      : [invalid(rootPath('spec', 'selector'), printedSelector(selector), IMMUTABLE)]),
    ...validateDaemonSetSpec(next.spec),
  ]
}

export const daemonSetStrategy = {
  info: daemonSetInfo,
  isChecked: () => true,
  setDefaults: setDefaultsDaemonSet,
  prepareForCreate(set) {
    const counted = withTemplateGeneration(set, '1')
    return {
      ...counted,
      metadata: { ...counted.metadata, generation: 1 },
      status: {
        currentNumberScheduled: 0,
        desiredNumberScheduled: 0,
        numberMisscheduled: 0,
        numberReady: 0,
      },
    }
  },
  beginCreate: nothingToAllocate,
  validate: validateDaemonSet,
  warningsOnCreate: workloadWarnings,
  prepareForUpdate,
  validateUpdate: validateDaemonSetUpdate,
  warningsOnUpdate: workloadUpdateWarnings,
  prepareForStatusUpdate: (next, old) =>
    withTemplateGeneration(next, old.metadata.annotations?.[TEMPLATE_GENERATION] ?? '1'),
  validateStatusUpdate: ({ status }, old) => [
    ...validateReplicaCounts(status ?? {}, DAEMON_SET_COUNTS),
    ...validateCollisionCount(status, old.status),
  ],
  ...atOnce,
  scale: null,
} satisfies Strategy<DaemonSet>
