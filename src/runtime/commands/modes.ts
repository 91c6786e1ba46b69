// `chmod`, `chown` and `chgrp`.
import { joinPath } from '../filesystem/path.ts'
import type { FileError, FileResult } from '../filesystem/result.ts'
import { complain, pathOf, type Command, type Invocation } from '../process/command.ts'
import { idOfAccount } from './accounts.ts'
import { parseOptions } from './options.ts'
import { misused, refuse, wordsOf } from './words.ts'

const MAX_DEPTH = 64

export const chmod: Command = (invocation) => {
  const { flags, operands } = parseOptions(
    invocation.args.map((arg) => (/^-[rwxXst]+$/.test(arg) ? `a${arg}` : arg)),
    { flags: 'Rvfc', long: ['recursive'] },
  )
  const [mode, ...names] = operands
  if (mode === undefined) return misused(invocation, 'missing operand')
  if (names.length === 0) return misused(invocation, `missing operand after ‘${mode}’`)
  if (newMode(0, mode) === undefined) {
    if (invocation.system.flavour !== 'busybox')
      return misused(invocation, `invalid mode: ‘${mode}’`)
    return complain(invocation, `invalid mode '${mode}'`)
  }
  const { files } = invocation.system
  const act = (path: string, before: number): FileResult<null> =>
    files.setMode(path, newMode(before, mode) ?? before)
  const words = 'changing permissions of'
  return forAll(invocation, {
    names,
    recursive: flags.has('R') || flags.has('recursive'),
    words,
    act,
  })
}

/** A mode after '0755', '+x', 'u+rw,go-w' or 'u=rwX'; undefined when it is none. */
export function newMode(before: number, text: string): number | undefined {
  if (/^[0-7]{1,5}$/.test(text)) return Number.parseInt(text, 8) & 0o7777
  let mode = before
  for (const part of text.split(',')) {
    const next = changedMode(mode, part)
    if (next === undefined) return undefined
    mode = next
  }
  return mode
}

function changedMode(before: number, part: string): number | undefined {
  const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(part)
  if (match === null) return undefined
  const [, who = '', operator, what = ''] = match
  const runs = what.includes('x') || (what.includes('X') && (before & 0o111) !== 0)
  const bits = (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (runs ? 1 : 0)
  const everyone = who === '' || who.includes('a')
  const [user, group, others] = ['u', 'g', 'o'].map((letter) => everyone || who.includes(letter))
  const spread = (value: number): number =>
    (user === true ? value << 6 : 0) |
    (group === true ? value << 3 : 0) |
    (others === true ? value : 0)
  const sticky = what.includes('t') ? 0o1000 : 0
  const mask = spread(bits) | sticky
  if (operator === '-') return before & ~mask
  return operator === '+' ? before | mask : (before & ~spread(7)) | mask
}

/** `chown user[:group]`; a name is looked up in /etc/passwd, and /etc/group of the image. */
export const chown: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'RvfhLPc',
    long: ['recursive', 'no-dereference'],
  })
  const [who, ...names] = operands
  if (who === undefined || names.length === 0) return misused(invocation, 'missing operand')
  const isGroup = invocation.name === 'chgrp'
  const [user = '', group = ''] = isGroup ? ['', who] : who.split(/[:.]/)
  const { system } = invocation
  const uid = user === '' ? undefined : idOfAccount(system, user, '/etc/passwd')
  const gid = group === '' ? undefined : idOfAccount(system, group, '/etc/group')
  if (uid === null) return unknownName(invocation, 'user', user, who)
  if (gid === null) return unknownName(invocation, 'group', group, who)
  const owner = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }
  return forAll(invocation, {
    names,
    recursive: flags.has('R') || flags.has('recursive'),
    words: isGroup ? 'changing group of' : 'changing ownership of',
    insideFirst: true,
    act: (path) => system.files.setOwner(path, owner),
  })
}

function unknownName(invocation: Invocation, what: string, name: string, given: string): number {
  const words = { busybox: `unknown ${what} ${name}`, gnu: `invalid ${what}: ‘${given}’` }
  return complain(invocation, wordsOf(invocation, words))
}

interface Amendment {
  readonly names: readonly string[]
  readonly recursive: boolean
  /** What GNU's tool says that it was doing. */
  readonly words: string
  readonly insideFirst?: boolean
  act(path: string, mode: number): FileResult<null>
}

/** Does something to files and, when asked, to all below them; the tool's exit code. */
function forAll(invocation: Invocation, amendment: Amendment): number {
  const { files } = invocation.system
  let status = 0
  const refused = (name: string, error: FileError): void => {
    const isMissing = error === 'ENOENT' || error === 'ENOTDIR'
    const gnu = isMissing ? `cannot access '${name}'` : `${amendment.words} '${name}'`
    status = refuse(invocation, error, { busybox: name, gnu })
  }
  const visit = (name: string, depth: number): void => {
    const path = pathOf(invocation, name)
    const entry = files.stat(path)
    if (!entry.ok) {
      refused(name, entry.error)
      return
    }
    const below = (): void => {
      const list = amendment.recursive && depth < MAX_DEPTH ? files.list(path) : undefined
      for (const one of list?.ok === true ? list.value : []) {
        // Links below are not followed.
        const inner = files.linkStat(joinPath(path, one))
        if (inner.ok && inner.value.type !== 'link')
          visit(`${name.replace(/\/$/, '')}/${one}`, depth + 1)
      }
    }
    if (amendment.insideFirst === true) below()
    const done = amendment.act(path, entry.value.mode)
    if (!done.ok) refused(name, done.error)
    if (amendment.insideFirst !== true) below()
    invocation.budget.commands += 1
  }
  for (const name of amendment.names) visit(name, 0)
  return status
}
