// What `test`, `[` and `[[ ]]` ask of files, texts and numbers.
import { absolutePath } from '../filesystem/path.ts'
import type { FileSystem } from '../filesystem/mounts.ts'

export interface TestScope {
  readonly files: FileSystem
  readonly cwd: string
}

/** `-f path`, `-z text` and their kin; undefined for an operator that does not exist. */
export function unaryTest(
  { files, cwd }: TestScope,
  operator: string,
  operand: string,
): boolean | undefined {
  if (operator === '-z') return operand === ''
  if (operator === '-n') return operand !== ''
  if (operator === '-t') return false
  const path = absolutePath(cwd, operand)
  const result = operator === '-L' || operator === '-h' ? files.linkStat(path) : files.stat(path)
  const entry = result.ok && operand !== '' ? result.value : undefined
  switch (operator) {
    case '-e':
    case '-a':
      return entry !== undefined
    case '-f':
      return entry?.type === 'file'
    case '-d':
      return entry?.type === 'folder'
    case '-L':
    case '-h':
      return entry?.type === 'link'
    case '-s':
      return entry !== undefined && (entry.bytes > 0 || entry.type === 'folder')
    case '-S':
      return entry?.type === 'socket'
    case '-r':
      return entry !== undefined
    case '-w':
      return entry !== undefined && !isReadOnly(files, path)
    case '-x':
      return entry !== undefined && (entry.mode & 0o111) !== 0
    default:
      return undefined
  }
}

/** `a = b`, `1 -lt 2` and their kin; undefined for an operator that does not exist or a number that is none. */
export function binaryTest(operator: string, left: string, right: string): boolean | undefined {
  if (operator === '=' || operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (operator === '<') return left < right
  if (operator === '>') return left > right
  const [a, b] = [wholeNumber(left), wholeNumber(right)]
  if (a === undefined || b === undefined) return undefined
  switch (operator) {
    case '-eq':
      return a === b
    case '-ne':
      return a !== b
    case '-lt':
      return a < b
    case '-le':
      return a <= b
    case '-gt':
      return a > b
    case '-ge':
      return a >= b
    default:
      return undefined
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : undefined
}

function isReadOnly(files: FileSystem, path: string): boolean {
  const mount = files.mounts.find(
    (one) => path === one.path || path.startsWith(one.path === '/' ? '/' : `${one.path}/`),
  )
  return mount?.readOnly === true
}
