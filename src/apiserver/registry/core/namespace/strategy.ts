// Namespaces. Follows pkg/registry/core/namespace/strategy.go (v1.36).
import { namespaceInfo } from '#api/core/namespace-info.ts'
import type { Namespace } from '#api/generated/types.ts'
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { timeOf } from '#api/meta/time.ts'
import { isDns1123Label } from '#api/meta/formats.ts'
import { withPhase } from '../../../defaults/phase-defaults.ts'
import { invalid } from '../../../validation/errors.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import {
  validateFinalizerName,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../validation/validate-object-meta.ts'
import { nothingToAllocate, noWarnings, type Strategy } from '../../strategy.ts'

const META_RULES = { namespaced: false, nameFormat: isDns1123Label }

/** A Namespace carries its name as a label. */
function withNameLabel(namespace: Namespace): Namespace {
  const { name, labels } = namespace.metadata
  if (name === undefined || name === '') return namespace
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
  }
}

function validateNamespace({ metadata = {}, spec = {} }: Sparse<Namespace>): readonly FieldError[] {
  return [
    ...validateObjectMeta(metadata, META_RULES),
    ...(spec.finalizers ?? []).flatMap((finalizer) =>
      validateFinalizerName(finalizer, rootPath('spec', 'finalizers')),
    ),
  ]
}

export const namespaceStrategy = {
  info: namespaceInfo,
  isChecked: () => true,
  setDefaults: withNameLabel,
  prepareForCreate(namespace) {
    const finalizers = namespace.spec?.finalizers ?? []
    const kept = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes']
    // A generated name is known only now.
    return {
      ...withNameLabel(namespace),
      spec: { ...namespace.spec, finalizers: kept },
      status: { phase: 'Active' },
    }
  },
  beginCreate: nothingToAllocate,
  beginUpdate: nothingToAllocate,
  parts: null,
  validate: validateNamespace,
  warningsOnCreate: noWarnings,
  /** Its finalizers have a request of their own. */
  prepareForUpdate: (next, old) => ({
    ...next,
    ...(old.spec === undefined ? {} : { spec: old.spec }),
  }),
  validateUpdate: (next, old) => [
    ...validateNamespace(asSparse(next)),
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
  ],
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: (namespace) => withPhase(namespace, 'Active'),
  validateStatusUpdate: ({ metadata, status }) => {
    const phase = metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating'
    const when = phase === 'Active' ? 'empty' : 'not empty'
    return status?.phase === phase
      ? []
      : [
          invalid(
            rootPath('status', 'Phase'),
            status?.phase ?? '',
            `may only be '${phase}' if \`deletionTimestamp\` is ${when}`,
          ),
        ]
  },
  /** A Namespace goes when its controller has emptied it. */
  checkGracefulDelete(namespace, _seconds, nowMs) {
    const { metadata, spec, status } = namespace
    const isHeld = (spec?.finalizers ?? []).length + (metadata.finalizers ?? []).length > 0
    if (!isHeld) return 'remove'
    if (metadata.deletionTimestamp !== undefined) return namespace
    return {
      ...namespace,
      metadata: { ...metadata, deletionTimestamp: timeOf(nowMs) },
      status: { ...status, phase: 'Terminating' },
    }
  },
  allowCreateOnUpdate: false,
  takesPropagation: () => true,
  isHeldBack: ({ spec }) => (spec?.finalizers ?? []).length > 0,
  defaultGarbageCollectionPolicy: null,
  warningsOnDelete: noWarnings,
  earlyWarnings: noWarnings,
  scale: null,
} satisfies Strategy<Namespace>
