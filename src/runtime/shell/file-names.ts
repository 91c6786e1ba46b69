// Wildcards in arguments: the names of files that match.
import { absolutePath } from '../filesystem/path.ts'
import { compilePattern, isGlob, matches } from '../text/pattern.ts'
import type { Shell } from './state.ts'

const MAX_NAMES = 1000

/** The files that match `pattern`, sorted; `text` itself when there is no wildcard or no match. */
export function expandFileNames(
  shell: Shell,
  pattern: string,
  text: string,
  active: boolean,
): readonly string[] {
  if (!active || shell.options.has('f')) return [text]
  let found: string[] = [pattern.startsWith('/') ? '/' : '']
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    found = found.flatMap((folder) => namesIn(shell, folder, part)).slice(0, MAX_NAMES)
  }
  const files = shell.system.files
  shell.budget.commands += Math.floor(found.length / 4)
  shell.budget.meter.work(found.length * 64)
  const there = found.filter((path) => files.linkStat(absolutePath(shell.cwd, path)).ok)
  if (!pattern.endsWith('/')) return there.length === 0 ? [text] : there
  const folders = there.filter((path) => {
    const entry = files.stat(absolutePath(shell.cwd, path))
    return entry.ok && entry.value.type === 'folder'
  })
  return folders.length === 0 ? [text] : folders.map((path) => (path === '/' ? path : `${path}/`))
}

function namesIn(shell: Shell, folder: string, part: string): readonly string[] {
  const pattern = compilePattern(part)
  const join = (name: string): string =>
    folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`
  if (!isGlob(pattern)) return [join(part.replaceAll('\\', ''))]
  const list = shell.system.files.list(absolutePath(shell.cwd, folder === '' ? '.' : folder))
  if (!list.ok) return []
  return list.value
    .filter(
      (name) =>
        (!name.startsWith('.') || part.startsWith('.')) &&
        matches(pattern, name, shell.budget.meter),
    )
    .map(join)
}
