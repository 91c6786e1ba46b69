// A claim that names no class gets the default one.
// Follows plugin/pkg/admission/storage/storageclass/setdefault/admission.go (v1.36).
import type { StorageClass } from '#api/generated/types.ts'
import { pluginFor } from './admission-types.ts'
import { newestOf } from './newest-of.ts'

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class'
const IS_DEFAULT_BETA = 'storageclass.beta.kubernetes.io/is-default-class'
const CLASS_BETA = 'volume.beta.kubernetes.io/storage-class'

const isDefaultClass = ({ metadata }: StorageClass): boolean =>
  metadata.annotations?.[IS_DEFAULT] === 'true' ||
  metadata.annotations?.[IS_DEFAULT_BETA] === 'true'

export const defaultStorageClass = pluginFor({
  name: 'DefaultStorageClass',
  kinds: ['PersistentVolumeClaim'],
  operations: ['CREATE'],
  admit({ object, context }) {
    const beta = object.metadata.annotations?.[CLASS_BETA]
    if (object.spec?.storageClassName !== undefined || beta !== undefined) return { object }
    const name = newestOf(context.storageClasses().filter(isDefaultClass))?.metadata.name
    if (name === undefined) return { object }
    return { object: { ...object, spec: { ...object.spec, storageClassName: name } } }
  },
})
