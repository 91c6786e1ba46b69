// The admission chain, in the order of the API server.
// Follows pkg/kubeapiserver/options/plugins.go (v1.36), AllOrderedPlugins.
// SIMPLIFIED: the plugins LimitRanger, PodSecurity and ResourceQuota and webhooks do not exist.
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { AdmissionContext } from '../admit-types.ts'
import type { AdmissionPlugin } from './admission-types.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { priority } from './priority.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'

const CHAIN: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  runtimeClass,
]

export interface AdmissionOutcome {
  readonly object: ApiObject
  /** The answer of the first plugin that refused; null when none did. */
  readonly refusal: Status | null
}

/** Runs all plugins. One that refuses leaves the object as it is, so that later ones can still add to it. */
export function runAdmission(object: ApiObject, context: AdmissionContext): AdmissionOutcome {
  let current = object
  let refusal: Status | null = null
  for (const plugin of CHAIN) {
    const answer = plugin.admit(current, context)
    if (answer.refusal === undefined) current = answer.object
    else refusal ??= answer.refusal
  }
  return { object: current, refusal }
}
