// Where a container mounts volumes, and which block devices it takes.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateVolumeMounts and ValidateVolumeDevices.
import type { Container, Volume, VolumeDevice, VolumeMount } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { eachItem, forbidden, invalid, notFound, notSupported, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { validateLocalDescendingPath, validatePathNoBacksteps } from '../validate-paths.ts'

/** The volumes of the Pod that are valid, by name. */
export type KnownVolumes = ReadonlyMap<string, Sparse<Volume>>

function validatePropagation(
  { mountPropagation }: Sparse<VolumeMount>,
  container: Sparse<Container>,
  path: FieldPath,
): readonly FieldError[] {
  if (mountPropagation === undefined) return []
  const supported = ['Bidirectional', 'HostToContainer', 'None']
  if (!supported.includes(mountPropagation))
    return [notSupported(path, mountPropagation, supported)]
  if (mountPropagation !== 'Bidirectional' || container.securityContext?.privileged === true)
    return []
  return [
    forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'),
  ]
}

function validateRecursiveReadOnly(
  mount: Sparse<VolumeMount>,
  path: FieldPath,
): readonly FieldError[] {
  const { recursiveReadOnly, readOnly = false, mountPropagation = 'None' } = mount
  switch (recursiveReadOnly) {
    case undefined:
    case 'Disabled':
      return []
    case 'Enabled':
    case 'IfPossible': {
      const errors: FieldError[] = []
      if (!readOnly) errors.push(forbidden(path, 'may only be specified when readOnly is true'))
      if (mountPropagation !== 'None') {
        errors.push(
          forbidden(path, 'may only be specified when mountPropagation is None or not specified'),
        )
      }
      return errors
    }
    default:
      return [notSupported(path, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible'])]
  }
}

function validateSubPaths(
  mount: Sparse<VolumeMount>,
  list: FieldPath,
  item: FieldPath,
): readonly FieldError[] {
  const { subPath = '', subPathExpr = '' } = mount
  const errors: FieldError[] = []
  if (subPath !== '') errors.push(...validateLocalDescendingPath(subPath, list.child('subPath')))
  if (subPathExpr === '') return errors
  if (subPath !== '') {
    errors.push(
      invalid(
        item.child('subPathExpr'),
        subPathExpr,
        'subPathExpr and subPath are mutually exclusive',
      ),
    )
  }
  return [...errors, ...validateLocalDescendingPath(subPathExpr, list.child('subPathExpr'))]
}

/** The errors of volumeMounts. Some are reported at the list, without an index, as upstream does. */
export function validateVolumeMounts(
  container: Sparse<Container>,
  volumes: KnownVolumes,
  path: FieldPath,
): readonly FieldError[] {
  const devices = container.volumeDevices ?? []
  const paths = new Set<string>()
  return eachItem(container.volumeMounts, path, (mount, itemPath) => {
    const { name = '', mountPath = '' } = mount
    const errors: FieldError[] = []
    if (name === '') errors.push(required(itemPath.child('name')))
    if (!volumes.has(name)) errors.push(notFound(itemPath.child('name'), name))
    if (mountPath === '') errors.push(required(itemPath.child('mountPath')))
    if (paths.has(mountPath))
      errors.push(invalid(itemPath.child('mountPath'), mountPath, 'must be unique'))
    paths.add(mountPath)
    if (devices.some((device) => (device.name ?? '') === name)) {
      errors.push(invalid(itemPath.child('name'), name, 'must not already exist in volumeDevices'))
    }
    if (devices.some((device) => (device.devicePath ?? '') === mountPath)) {
      errors.push(
        invalid(
          itemPath.child('mountPath'),
          mountPath,
          'must not already exist as a path in volumeDevices',
        ),
      )
    }
    return [
      ...errors,
      ...validateSubPaths(mount, path, itemPath),
      ...validatePropagation(mount, container, path.child('mountPropagation')),
      ...validateRecursiveReadOnly(mount, path.child('recursiveReadOnly')),
    ]
  })
}

function validateDeviceName(
  name: string,
  seen: ReadonlySet<string>,
  volumes: KnownVolumes,
): readonly string[] {
  const volume = volumes.get(name)
  const messages: string[] = []
  if (seen.has(name)) messages.push('must be unique')
  if (
    volume !== undefined &&
    volume.persistentVolumeClaim === undefined &&
    volume.ephemeral === undefined
  ) {
    messages.push(
      'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
    )
  }
  return messages
}

/** The errors of volumeDevices. */
export function validateVolumeDevices(
  container: Sparse<Container>,
  volumes: KnownVolumes,
  path: FieldPath,
): readonly FieldError[] {
  const mounts = container.volumeMounts ?? []
  const names = new Set<string>()
  const paths = new Set<string>()
  return eachItem(container.volumeDevices, path, (device: Sparse<VolumeDevice>, itemPath) => {
    const { name = '', devicePath = '' } = device
    const namePath = itemPath.child('name')
    const pathPath = itemPath.child('devicePath')
    const errors: FieldError[] = []
    if (name === '') errors.push(required(namePath))
    errors.push(
      ...validateDeviceName(name, names, volumes).map((message) =>
        invalid(namePath, name, message),
      ),
    )
    if (!volumes.has(name)) errors.push(notFound(namePath, name))
    if (devicePath === '') errors.push(required(pathPath))
    if (paths.has(devicePath)) errors.push(invalid(pathPath, devicePath, 'must be unique'))
    if (validatePathNoBacksteps(devicePath, pathPath).length > 0) {
      errors.push(invalid(pathPath, devicePath, "can not contain backsteps ('..')"))
    } else paths.add(devicePath)
    if (mounts.some((mount) => (mount.name ?? '') === name)) {
      errors.push(invalid(namePath, name, 'must not already exist in volumeMounts'))
    }
    if (mounts.some((mount) => (mount.mountPath ?? '') === devicePath)) {
      errors.push(invalid(pathPath, devicePath, 'must not already exist as a path in volumeMounts'))
    }
    if (name !== '') names.add(name)
    return errors
  })
}
