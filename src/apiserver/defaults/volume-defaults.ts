// Defaults of the volumes of a Pod.
// Follows pkg/apis/core/v1/defaults.go (v1.36), SetDefaults_Volume and the defaults of each source.
import { defaultPullPolicy } from '#api/core/image-name.ts'
import type { DownwardAPIVolumeFile, Volume, VolumeProjection } from '#api/generated/types.ts'
import { canonicalQuantity } from '#api/meta/quantity.ts'
import {
  orDefault,
  setDefaultsFieldRef,
  setDefaultsResourceFieldRef,
} from './container-defaults.ts'
import { setDefaultsResources } from './resource-list-defaults.ts'

const DEFAULT_MODE = 0o644
const TOKEN_SECONDS = 3600

function setDefaultsDownwardFile(file: DownwardAPIVolumeFile): DownwardAPIVolumeFile {
  const { fieldRef, resourceFieldRef } = file
  return {
    ...file,
    ...(fieldRef === undefined ? {} : { fieldRef: setDefaultsFieldRef(fieldRef) }),
    ...(resourceFieldRef === undefined
      ? {}
      : { resourceFieldRef: setDefaultsResourceFieldRef(resourceFieldRef) }),
  }
}

function setDefaultsProjection(source: VolumeProjection): VolumeProjection {
  // Sources whose feature gates are off are dropped, and leave an empty source.
  const { clusterTrustBundle: _bundle, podCertificate: _certificate, ...known } = source
  const { downwardAPI, serviceAccountToken: token } = source
  const items = downwardAPI?.items
  return {
    ...known,
    ...(items === undefined
      ? {}
      : { downwardAPI: { ...downwardAPI, items: items.map(setDefaultsDownwardFile) } }),
    ...(token === undefined
      ? {}
      : {
          serviceAccountToken: {
            ...token,
            expirationSeconds: token.expirationSeconds ?? TOKEN_SECONDS,
          },
        }),
  }
}

function setDefaultsFiles(volume: Volume): Partial<Volume> {
  const { secret, configMap, downwardAPI, projected } = volume
  const modeOf = (source: { readonly defaultMode?: number }): number =>
    source.defaultMode ?? DEFAULT_MODE
  return {
    ...(secret === undefined ? {} : { secret: { ...secret, defaultMode: modeOf(secret) } }),
    ...(configMap === undefined
      ? {}
      : { configMap: { ...configMap, defaultMode: modeOf(configMap) } }),
    ...(downwardAPI === undefined
      ? {}
      : {
          downwardAPI: {
            ...downwardAPI,
            ...(downwardAPI.items === undefined
              ? {}
              : { items: downwardAPI.items.map(setDefaultsDownwardFile) }),
            defaultMode: modeOf(downwardAPI),
          },
        }),
    ...(projected === undefined
      ? {}
      : {
          projected: {
            ...projected,
            ...(projected.sources === undefined
              ? {}
              : { sources: projected.sources.map(setDefaultsProjection) }),
            defaultMode: modeOf(projected),
          },
        }),
  }
}

function setDefaultsStorage(volume: Volume): Partial<Volume> {
  const { emptyDir, hostPath, image, ephemeral } = volume
  const template = ephemeral?.volumeClaimTemplate
  return {
    ...(emptyDir?.sizeLimit === undefined
      ? {}
      : { emptyDir: { ...emptyDir, sizeLimit: canonicalQuantity(emptyDir.sizeLimit) } }),
    ...(hostPath === undefined ? {} : { hostPath: { ...hostPath, type: hostPath.type ?? '' } }),
    ...(image === undefined
      ? {}
      : {
          image: {
            ...image,
            pullPolicy: orDefault(image.pullPolicy, defaultPullPolicy(image.reference ?? '')),
          },
        }),
    ...(template === undefined
      ? {}
      : {
          ephemeral: {
            ...ephemeral,
            volumeClaimTemplate: {
              ...template,
              metadata: template.metadata ?? {},
              spec: {
                ...template.spec,
                resources: setDefaultsResources(template.spec?.resources ?? {}),
                volumeMode: template.spec?.volumeMode ?? 'Filesystem',
              },
            },
          },
        }),
  }
}

/** The volume with all its defaults. One without any source is an emptyDir. */
export function setDefaultsVolume(volume: Volume): Volume {
  const { name: _, ...sources } = volume
  const isBare = Object.values(sources).every((source) => source === undefined)
  const complete = isBare ? { ...volume, emptyDir: {} } : volume
  return {
    ...complete,
    ...setDefaultsFiles(complete),
    ...setDefaultsStorage(complete),
  }
}
