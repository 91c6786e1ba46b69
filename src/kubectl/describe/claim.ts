// What a PersistentVolumeClaim asks for, by itself or as a template.
// Follows printPersistentVolumeClaim of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type { PersistentVolumeClaim } from '#api/generated/types.ts'
import { accessModesText } from '../printers/access-modes.ts'
import { printAnnotationsMultiline, printLabelsMultiline, quantityText } from './common.ts'
import type { Writer } from './writer.ts'

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

/** The class that a claim names, by its field or by the annotation that was there before. */
export function claimClass({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? ''
}

/** The part of a claim that a template has as well. `finalizers` stands where a whole claim has them. */
export function printClaim(
  writer: Writer,
  claim: PersistentVolumeClaim,
  finalizers?: string,
): void {
  const { metadata, spec, status } = claim
  const volume = spec?.volumeName ?? ''
  if (finalizers === undefined) writer.line(0, `StorageClass:\t${claimClass(claim)}`)
  writer.line(0, `Volume:\t${volume}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
  if (finalizers !== undefined) writer.line(0, `Finalizers:\t${finalizers}`)
  writer.line(0, `Capacity:\t${volume === '' ? '' : quantityText(status?.capacity?.['storage'])}`)
  writer.line(0, `Access Modes:\t${volume === '' ? '' : accessModesText(status?.accessModes)}`)
  if (spec?.volumeMode !== undefined) writer.line(0, `VolumeMode:\t${spec.volumeMode}`)
  if (spec?.dataSource === undefined) return
  const { apiGroup, kind, name } = spec.dataSource
  writer.line(0, 'DataSource:')
  if (apiGroup !== undefined) writer.line(1, `APIGroup:\t${apiGroup}`)
  writer.line(1, `Kind:\t${kind}`)
  writer.line(1, `Name:\t${name}`)
}
