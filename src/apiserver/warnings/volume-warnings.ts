// Warnings about volume types of the past, and about files of a volume that hide one another.
// Follows pkg/api/pod/warnings.go (v1.36), warningsForOverlappingVirtualPaths.
import { simplified } from '#lib/simplified.ts'
import type { PodSpec, Volume, VolumeProjection } from '#api/generated/types.ts'
import type { FieldPath } from '#api/meta/field-error.ts'
import type { AdmissionWarning } from '../admit-types.ts'
import { goQuote } from '#lib/go-quote.ts'
import type { Sparse } from '../validation/sparse.ts'
import { warnAt } from './warn-at.ts'

const DEPRECATED: readonly (readonly [keyof Volume, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

simplified(
  'overlapping-path-warnings',
  'only the first 200 files of a volume are compared with each other.',
)

const MAX_COMPARED = 200

interface VolumeFile {
  readonly path: string
  /** Where it comes from, when a volume has several sources. */
  readonly source: string
}

const nameOf = ({ path, source }: VolumeFile): string =>
  source === '' ? goQuote(path) : `${goQuote(path)} (${source})`

/** One path is the other, or lies in it. */
function overlap(a: VolumeFile, b: VolumeFile): boolean {
  if (a.path === '' || b.path === '') return false
  return `${a.path}/`.startsWith(`${b.path}/`) || `${b.path}/`.startsWith(`${a.path}/`)
}

function overlapsAmong(allFiles: readonly VolumeFile[]): readonly string[] {
  const files = allFiles.slice(0, MAX_COMPARED)
  return files.flatMap((file, index) =>
    files
      .slice(0, index)
      .filter((earlier) => overlap(earlier, file))
      .map((earlier) => `${nameOf(file)} with ${nameOf(earlier)}`),
  )
}

function filesOf(
  items: readonly { readonly path?: string }[] | undefined,
  source: string,
): readonly VolumeFile[] {
  return (items ?? []).map(({ path = '' }) => ({ path: path.replace(/\/+$/, ''), source }))
}

function projectedFiles(source: Sparse<VolumeProjection>): readonly VolumeFile[] {
  const { configMap, secret, downwardAPI, serviceAccountToken: token } = source
  if (configMap?.items !== undefined)
    return filesOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`)
  if (secret?.items !== undefined)
    return filesOf(secret.items, `Secret ${goQuote(secret.name ?? '')}`)
  if (downwardAPI?.items !== undefined) return filesOf(downwardAPI.items, 'DownwardAPI')
  return token === undefined ? [] : filesOf([token], 'ServiceAccountToken')
}

/** What the volume is called in the warning, and its files. */
function mappedFiles(
  volume: Sparse<Volume>,
): readonly (readonly [string, readonly VolumeFile[]])[] {
  const { configMap, secret, downwardAPI, projected } = volume
  const found: (readonly [string, readonly VolumeFile[]])[] = []
  if (configMap !== undefined) {
    found.push([`ConfigMap ${goQuote(configMap.name ?? '')}`, filesOf(configMap.items, '')])
  }
  if (secret !== undefined)
    found.push([`Secret ${goQuote(secret.secretName ?? '')}`, filesOf(secret.items, '')])
  if (downwardAPI !== undefined) found.push(['DownwardAPI', filesOf(downwardAPI.items, '')])
  if (projected !== undefined)
    found.push(['Projected', (projected.sources ?? []).flatMap(projectedFiles)])
  return found
}

/** The warnings about the volumes of a Pod. */
export function volumeWarnings(
  spec: Sparse<PodSpec>,
  path: FieldPath,
): readonly AdmissionWarning[] {
  const volumes = spec.volumes ?? []
  const deprecated = volumes.flatMap((volume, index) =>
    DEPRECATED.filter(([type]) => volume[type] !== undefined).map(([type, text]) =>
      warnAt(
        path
          .child('volumes')
          .index(index)
          .child(type === 'storageos' ? 'storageOS' : type),
        text,
      ),
    ),
  )
  const files = volumes.flatMap((volume, index) => {
    const name = goQuote(volume.name ?? '')
    const at = path.child('volumes').index(index)
    const empty = (volume.projected?.sources ?? []).filter(
      (source) => Object.keys(source).length === 0,
    )
    return [
      ...empty.map(() => ({
        message: `volume ${name} (Projected) has no sources provided`,
        path: at,
      })),
      ...mappedFiles(volume).flatMap(([description, mapped]) =>
        overlapsAmong(mapped).map((text) => ({
          message: `volume ${name} (${description}): overlapping paths: ${text}`,
          path: at,
        })),
      ),
    ]
  })
  return [...deprecated, ...files]
}
