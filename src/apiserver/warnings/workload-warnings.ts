// What the API server warns of in an object that makes Pods.
// Follows WarningsOnCreate of pkg/registry/apps/*/strategy.go (v1.36).
import type { ObjectMeta, PodTemplateSpec } from '#api/generated/types.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Label } from '#api/meta/formats.ts'
import type { AdmissionWarning } from '../admit-types.ts'
import type { Sparse } from '../validation/sparse.ts'
import { podTemplateWarnings } from './pod-warnings.ts'
import { warnAt } from './warn-at.ts'

interface Workload {
  readonly metadata: ObjectMeta
  readonly spec?: { readonly template?: Sparse<PodTemplateSpec> } | undefined
}

const TEMPLATE = rootPath('spec', 'template')

/** The warning about a name that becomes part of those of Pods. */
export function nameWarnings(name: string): readonly AdmissionWarning[] {
  const messages = isDns1123Label(name)
  const text = `this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`
  return messages.length > 0 ? [warnAt(rootPath('metadata', 'name'), text)] : []
}

/** The warnings about a new object with a template. */
export function workloadWarnings({ metadata, spec }: Workload): readonly AdmissionWarning[] {
  return [...nameWarnings(metadata.name ?? ''), ...podTemplateWarnings(spec?.template, TEMPLATE)]
}

/** The warnings about a change, in the template of `looked`: only one that makes other Pods gives any, and no longer because of the name. */
export function workloadUpdateWarnings(
  next: Workload,
  old: Workload,
  looked: Workload = next,
): readonly AdmissionWarning[] {
  return next.metadata.generation === old.metadata.generation
    ? []
    : podTemplateWarnings(looked.spec?.template, TEMPLATE)
}
