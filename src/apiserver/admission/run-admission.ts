// The admission chain, in the order of the API server.
// Follows pkg/kubeapiserver/options/plugins.go (v1.36), AllOrderedPlugins, and k8s.io/apiserver/pkg/admission/chain.go.
import { simplified } from '#lib/simplified.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { AdmissionWarning } from '../admit-types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './admission-types.ts'
import { defaultIngressClass } from './default-ingress-class.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts'
import { podResizeValidator } from './pod-resize-validator.ts'
import { podSecurity } from './pod-security.ts'
import { podTopologyLabels } from './pod-topology-labels.ts'
import { onePriorityDefault, priority, systemPriorityClasses } from './priority.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'

simplified('admission-plugins', 'webhooks and admission policies do not exist.')

const CHAIN: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  podSecurity,
  priority,
  onePriorityDefault,
  systemPriorityClasses,
  defaultTolerationSeconds,
  defaultStorageClass,
  persistentVolumeClaimResize,
  storageObjectInUseProtection,
  runtimeClass,
  defaultIngressClass,
  podTopologyLabels,
  podResizeValidator,
]

export interface AdmissionOutcome<T extends ApiObject> {
  readonly object: T
  /** The answer of the first plugin that refused; null when none did. */
  readonly refusal: Status | null
}

/**
 * Runs all plugins that handle the request, before its object is validated. One that refuses leaves the object as it
 * is, so that later ones can still add to it.
 */
export function mutate<T extends ApiObject>(request: AdmissionRequest<T>): AdmissionOutcome<T> {
  let current: ApiObject = request.object
  let refusal: Status | null = null
  for (const plugin of CHAIN) {
    const asked = current === request.object ? request : { ...request, object: current }
    if (!plugin.handles(asked)) continue
    const answer = plugin.admit(asked)
    if (answer.refusal === undefined) current = answer.object
    else refusal ??= answer.refusal
  }
  // No plugin changes the kind of an object.
  return { object: current as T, refusal }
}

/** Asks all plugins that handle the request once more, when its object is valid; null when nobody refuses it. */
export function validateAdmission(request: AdmissionRequest): Status | null {
  for (const plugin of CHAIN) {
    const refusal = plugin.handles(request) ? plugin.validate(request) : null
    if (refusal !== null) return refusal
  }
  return null
}

/** What the plugins say of an object that is accepted. */
export function admissionWarnings(request: AdmissionRequest): readonly AdmissionWarning[] {
  return CHAIN.flatMap((plugin) =>
    plugin.handles(request) ? (plugin.warnings?.(request) ?? []) : [],
  ).map((message) => ({ message, path: undefined }))
}
