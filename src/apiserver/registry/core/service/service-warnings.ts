// What the API server warns of in a Service although it accepts it.
// Follows pkg/api/service/warnings.go (v1.36), GetWarningsForService.
import type { Service } from '#api/generated/types.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { warnAt } from '../../../warnings/warn-at.ts'

const SPEC = rootPath('spec')
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints'

/** The warnings about a new or changed Service. */
export function serviceWarnings({
  metadata,
  spec = {},
}: Sparse<Service>): readonly AdmissionWarning[] {
  const isHeadless = spec.type === 'ClusterIP' && spec.clusterIP === 'None'
  const isExternalName = spec.type === 'ExternalName'
  const hasExternalIps = (spec.externalIPs ?? []).length > 0
  const warnings: AdmissionWarning[] = []
  if (metadata?.annotations?.[TOPOLOGY_HINTS] !== undefined) {
    const message = `annotation ${TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`
    warnings.push({ message, path: rootPath('metadata', 'annotations').key(TOPOLOGY_HINTS) })
  }
  const say = (field: string, text: string): void =>
    void warnings.push({ message: `spec.${field} ${text}`, path: SPEC.child(field) })
  if (isHeadless) {
    if ((spec.loadBalancerIP ?? '') !== '')
      say('loadBalancerIP', 'is ignored for headless services')
    if (hasExternalIps) say('externalIPs', 'is ignored for headless services')
    if (spec.sessionAffinity !== 'None') {
      const message = 'spec.SessionAffinity is ignored for headless services'
      warnings.push({ message, path: SPEC.child('sessionAffinity') })
    }
  } else if (hasExternalIps && !isExternalName) {
    say('externalIPs', 'is deprecated and may no longer be implemented in some clusters')
  }
  if (isExternalName && hasExternalIps)
    say('externalIPs', 'is ignored when spec.type is "ExternalName"')
  if (!isExternalName && (spec.externalName ?? '') !== '') {
    say('externalName', 'is ignored when spec.type is not "ExternalName"')
  }
  if (spec.trafficDistribution === 'PreferClose') {
    warnings.push(
      warnAt(
        SPEC.child('trafficDistribution'),
        '"PreferClose" is deprecated; use "PreferSameZone"',
      ),
    )
  }
  return warnings
}
