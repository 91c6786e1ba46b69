// Tools that take paths apart or follow them: `basename`, `dirname`, `readlink` and `realpath`.
import { absolutePath, baseOf, parentOf } from '../filesystem/path.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import { parseOptions } from './options.ts'
import { misused } from './words.ts'

export const basename: Command = (invocation) => {
  const { flags, values, operands } = parseOptions(invocation.args, { flags: 'az', valued: 's' })
  const isMany = flags.has('a') || values.has('s')
  const [first, second] = operands
  if (first === undefined) return misused(invocation, 'missing operand')
  if (!isMany && operands.length > 2)
    return misused(invocation, `extra operand ‘${operands[2] ?? ''}’`)
  const suffix = isMany ? (values.get('s') ?? '') : (second ?? '')
  const shown = (isMany ? operands : [first]).map((name) => {
    const base = /^\/+$/.test(name) ? '/' : baseOf(name.replace(/\/+$/, ''))
    return suffix !== '' && base.endsWith(suffix) && base !== suffix
      ? base.slice(0, -suffix.length)
      : base
  })
  return print(invocation, shown.map((name) => name + (flags.has('z') ? '\0' : '\n')).join(''))
    ? 0
    : 1
}

export const dirname: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'z' })
  if (operands.length === 0) return misused(invocation, 'missing operand')
  const isBusybox = invocation.system.flavour === 'busybox'
  const shown = (isBusybox ? operands.slice(0, 1) : operands).map((given) => {
    const path = given.replace(/(?<=.)\/+$/, '')
    if (!path.includes('/')) return '.'
    return path.slice(0, path.lastIndexOf('/')).replace(/\/+$/, '') || '/'
  })
  return print(invocation, shown.map((name) => name + (flags.has('z') ? '\0' : '\n')).join(''))
    ? 0
    : 1
}

/** `readlink` and `realpath`. */
export const readlink: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'fnmeqsvLPz' })
  const isWhole = invocation.name === 'realpath' || ['f', 'm', 'e'].some((flag) => flags.has(flag))
  if (operands.length === 0) return misused(invocation, 'missing operand')
  const end = flags.has('z') ? '\0' : flags.has('n') ? '' : '\n'
  let status = 0
  for (const name of operands) {
    const path = pathOf(invocation, name)
    const entry = invocation.system.files.linkStat(path)
    if (!isWhole) {
      if (entry.ok && entry.value.type === 'link') print(invocation, entry.value.content + end)
      else status = 1
      continue
    }
    const real = realPath(invocation, path)
    const needsAll =
      flags.has('e') || (invocation.name === 'realpath' && invocation.system.flavour === 'busybox')
    const needed = needsAll ? real : parentOf(real)
    if (!flags.has('m') && !invocation.system.files.stat(needed).ok) {
      status = 1
      if (invocation.name === 'realpath' && !flags.has('q'))
        complain(invocation, `${name}: No such file or directory`)
    } else print(invocation, real + end)
  }
  return status
}

const MOST_LINKS = 40

/** The path without links. */
function realPath({ system }: Invocation, path: string): string {
  let left = path.split('/').filter((part) => part !== '')
  let real = ''
  for (let links = 0; left.length > 0;) {
    const [part = '', ...rest] = left
    const next = `${real}/${part}`
    const entry = system.files.linkStat(next)
    left = rest
    if (!entry.ok || entry.value.type !== 'link' || links >= MOST_LINKS) {
      real = next
      continue
    }
    links += 1
    const target = absolutePath(real === '' ? '/' : real, entry.value.content)
    left = [...target.split('/').filter((one) => one !== ''), ...rest]
    real = ''
  }
  return real === '' ? '/' : real
}
