// Paths of files.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateLocalDescendingPath and its neighbours.
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { invalid } from './errors.ts'

/** Refuses '..' as a part of the path. */
export function validatePathNoBacksteps(target: string, path: FieldPath): readonly FieldError[] {
  return target.split('/').includes('..') ? [invalid(path, target, "must not contain '..'")] : []
}

/** Refuses an absolute path and one that steps back. */
export function validateLocalDescendingPath(
  target: string,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...(target.startsWith('/') ? [invalid(path, target, 'must be a relative path')] : []),
    ...validatePathNoBacksteps(target, path),
  ]
}

/** Refuses also a path that starts with '..'. */
export function validateLocalNonReservedPath(
  target: string,
  path: FieldPath,
): readonly FieldError[] {
  const reserved = target.startsWith('..') && !target.startsWith('../')
  const errors = validateLocalDescendingPath(target, path)
  return reserved ? [...errors, invalid(path, target, "must not start with '..'")] : errors
}
