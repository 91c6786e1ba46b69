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

const BINARY = new Set('= == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef'.split(' '))

/** True for `=`, `-lt` and their kin. */
export function isBinaryTest(operator: string): boolean {
  return BINARY.has(operator)
}

/** True for `-f`, `-z` and their kin. */
export function isUnaryTest(operator: string): boolean {
  return /^-[abcdefghknoprstuwxzLOGS]$/.test(operator) && operator !== '-a' && operator !== '-o'
}

/** `a = b`, `1 -lt 2` and their kin; undefined for an operator that does not exist or a number that is none. */
export function binaryTest(
  operator: string,
  left: string,
  right: string,
  { files, cwd }: TestScope,
): boolean | undefined {
  if (operator === '=' || operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (operator === '<') return left < right
  if (operator === '>') return left > right
  if (operator === '-nt' || operator === '-ot' || operator === '-ef') {
    const [one, other] = [left, right].map((name) => files.stat(absolutePath(cwd, name)))
    if (operator === '-ef') return absolutePath(cwd, left) === absolutePath(cwd, right)
    const [oneMs, otherMs] = [one, other].map((it) => (it?.ok === true ? it.value.modifiedMs : -1))
    const later = (oneMs ?? -1) - (otherMs ?? -1)
    return operator === '-nt' ? later > 0 : later < 0
  }
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
