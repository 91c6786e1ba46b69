// What the API server warns of although it accepts the object.
// Follows WarningsOnCreate of pkg/registry/core/*/strategy.go (v1.36).
import type { PersistentVolume, Service } from '#api/generated/types.ts'
import { FieldPath, rootPath } from '#api/meta/field-error.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { AdmissionWarning } from '../admit-types.ts'
import type { Sparse } from '../validation/sparse.ts'
import { podTemplateWarnings, podWarnings } from './pod-warnings.ts'
import { warnAt } from './warn-at.ts'

const SPEC = rootPath('spec')

function serviceWarnings({ spec = {} }: Sparse<Service>): readonly AdmissionWarning[] {
  const isHeadless = spec.type === 'ClusterIP' && spec.clusterIP === 'None'
  const isExternalName = spec.type === 'ExternalName'
  const hasExternalIps = (spec.externalIPs ?? []).length > 0
  const warnings: AdmissionWarning[] = []
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

function volumeWarnings({ spec = {} }: Sparse<PersistentVolume>): readonly AdmissionWarning[] {
  if (spec.persistentVolumeReclaimPolicy !== 'Recycle') return []
  const text =
    'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'
  return [warnAt(SPEC.child('persistentVolumeReclaimPolicy'), text)]
}

/** The warnings about a new object. SIMPLIFIED: only Pods, templates, Services and PersistentVolumes are warned of. */
export function warningsOf(object: ApiObject): readonly AdmissionWarning[] {
  switch (object.kind) {
    case 'Pod':
      return podWarnings(object, new FieldPath())
    case 'ReplicaSet':
      return podTemplateWarnings(object.spec?.template, SPEC.child('template'))
    case 'Service':
      return serviceWarnings(object)
    case 'PersistentVolume':
      return volumeWarnings(object)
    default:
      return []
  }
}
