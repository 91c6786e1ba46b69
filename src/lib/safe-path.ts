// Paths that come from links, folders and files of people, checked as a border.

const MAX_PATH = 200

const FORBIDDEN = /[\p{Cc}\\]/u

/** True for a relative path without empty, `.` or `..` parts, of at most 200 characters. */
export function isSafePath(path: string): boolean {
  if (path === '' || path.length > MAX_PATH || FORBIDDEN.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
