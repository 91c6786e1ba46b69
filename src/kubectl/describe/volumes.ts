// Volumes, of Pods and of PersistentVolumes.
// Follows describeVolumes of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  PersistentVolumeClaimTemplate,
  PersistentVolumeSpec,
  Volume,
} from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import { NONE } from './common.ts'
import { printClaim } from './claim.ts'
import { type Fields, OF_PERSISTENT_VOLUMES, OF_PODS, type SourceTable } from './volume-sources.ts'
import { nestedWriter, type Writer } from './writer.ts'

function printSource(
  writer: Writer,
  tables: Readonly<Record<string, SourceTable>>,
  of: object,
): void {
  const found = Object.entries(of).find(
    ([field, value]) => Object.hasOwn(tables, field) && value !== undefined,
  )
  if (found === undefined) {
    writer.line(1, '<unknown>')
    return
  }
  const [field, source] = found as [string, Fields]
  const { title, rows } = tables[field] as SourceTable
  writer.line(2, `Type:\t${title}`)
  for (const [name, valueOf] of rows) writer.line(2, `${name}\t${valueOf(source)}`)
  if (field === 'csi') printAttributes(writer, source['volumeAttributes'])
}

function printAttributes(writer: Writer, attributes: unknown): void {
  const pairs = Object.entries((attributes ?? {}) as Readonly<Record<string, string>>)
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}=${value}`)
  writer.write(2, 'VolumeAttributes:\t')
  if (pairs.length === 0) writer.line(0, NONE)
  for (const [index, pair] of pairs.entries()) {
    if (index > 0) {
      writer.write(2, '')
      writer.write(2, '\t')
    }
    writer.line(2, pair.length > MOST_CHARACTERS ? `${pair.slice(0, MOST_CHARACTERS)}...` : pair)
  }
}

const MOST_CHARACTERS = 140

/** The source of a PersistentVolume. */
export function printPersistentVolumeSource(writer: Writer, spec: PersistentVolumeSpec): void {
  printSource(writer, OF_PERSISTENT_VOLUMES, spec)
}

/** The volumes of a Pod or of a template; `space` stands before the title of a template. */
export function describeVolumes(writer: Writer, volumes: readonly Volume[] = [], space = ''): void {
  if (volumes.length === 0) {
    writer.line(0, `${space}Volumes:\t${NONE}`)
    return
  }
  writer.line(0, `${space}Volumes:`)
  for (const volume of volumes) {
    writer.line(1, `${space === '' ? '' : ' '}${volume.name}:`)
    describeVolume(writer, volume)
  }
}

function describeVolume(writer: Writer, volume: Volume): void {
  if (volume.projected !== undefined) describeProjected(writer, volume.projected)
  else if (volume.downwardAPI !== undefined) describeDownward(writer, volume.downwardAPI)
  else if (volume.ephemeral !== undefined)
    describeEphemeral(writer, volume.ephemeral.volumeClaimTemplate)
  else printSource(writer, OF_PODS, volume)
}

function describeProjected(
  writer: Writer,
  { sources = [] }: NonNullable<Volume['projected']>,
): void {
  writer.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)')
  for (const { secret, configMap, downwardAPI, serviceAccountToken } of sources ?? []) {
    if (secret !== undefined) {
      writer.line(2, `SecretName:\t${secret.name ?? ''}`)
      writer.line(2, `Optional:\t${secret.optional === true}`)
    } else if (downwardAPI !== undefined) writer.line(2, 'DownwardAPI:\ttrue')
    else if (configMap !== undefined) {
      writer.line(2, `ConfigMapName:\t${configMap.name ?? ''}`)
      writer.line(2, `Optional:\t${configMap.optional === true}`)
    } else if (serviceAccountToken !== undefined)
      writer.line(2, `TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds ?? 0}`)
  }
}

function describeDownward(
  writer: Writer,
  { items = [] }: NonNullable<Volume['downwardAPI']>,
): void {
  writer.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)')
  writer.line(2, 'Items:')
  for (const { fieldRef, resourceFieldRef, path } of items) {
    if (fieldRef !== undefined) writer.line(3, `${fieldRef.fieldPath} -> ${path}`)
    if (resourceFieldRef !== undefined) writer.line(3, `${resourceFieldRef.resource} -> ${path}`)
  }
}

function describeEphemeral(
  writer: Writer,
  template: PersistentVolumeClaimTemplate | undefined,
): void {
  writer.line(
    2,
    'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
  )
  if (template === undefined) return
  const { metadata = {}, spec } = template
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec } as const
  printClaim(nestedWriter(writer, 2), claim)
}
