// Which planted bugs the type checker or the list of simplifications refuses, in a copy of the sources.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withMutant } from './mutants.mjs'

/** Those of some mutants that one of the two refuses. */
export function refusedOf(root, mutants) {
  const copy = copyOf(root)
  const said = (command, args) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' })
    return status === 0 ? '' : stdout + stderr
  }
  const textOf = ({ fileName }) => readFileSync(join(root, fileName), 'utf8')
  const put = (one, text) => writeFileSync(join(copy, one.fileName), text)
  const refusal = (some) => {
    for (const one of some) put(one, withMutant(textOf(one), one))
    const words =
      said(process.execPath, [join(root, 'scripts/simplified.mjs'), '--check']) ||
      said(join(root, 'node_modules/.bin/tsc'), ['-p', copy])
    for (const one of some) put(one, textOf(one))
    return words
  }
  const before = refusal([])
  if (before !== '') throw new Error(`it is refused without a bug: ${before}`)
  /** Many at once, one in each file: those in whose own lines there is an error are wrong; without any such each half is looked at. */
  const search = (some) => {
    const words = some.length === 0 ? '' : refusal(some)
    if (words === '') return []
    if (some.length === 1) return some
    const wrong = some.filter((one) => isSaidOf(one, words))
    if (wrong.length > 0) return [...wrong, ...search(some.filter((one) => !wrong.includes(one)))]
    const half = Math.ceil(some.length / 2)
    return [...search(some.slice(0, half)), ...search(some.slice(half))]
  }
  const found = roundsOf(mutants).flatMap(search)
  rmSync(copy, { recursive: true, force: true })
  return found
}

/** Whether the type checker names a place within the lines of a mutant. */
function isSaidOf({ fileName, location: { start, end } }, words) {
  return [...words.matchAll(/^([^()\s]+)\((\d+),\d+\): error/gm)].some(([, path, line]) => {
    const place = Number(line) - 1
    return path === fileName && place >= start.line && place <= end.line
  })
}

/** Groups with at most one mutant of each file. */
function roundsOf(mutants) {
  const rounds = []
  for (const mutant of mutants) {
    const round = rounds.find((some) => some.every(({ fileName }) => fileName !== mutant.fileName))
    if (round === undefined) rounds.push([mutant])
    else round.push(mutant)
  }
  return rounds
}

function copyOf(root) {
  const copy = mkdtempSync(join(tmpdir(), 'mutation-types-'))
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true })
  for (const name of ['node_modules', 'scripts']) symlinkSync(join(root, name), join(copy, name))
  for (const name of ['package.json', 'SIMPLIFIED.md'])
    copyFileSync(join(root, name), join(copy, name))
  const options = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  // That a bug leaves a name unused is no merit of the types.
  const own = {
    ...options.compilerOptions,
    noUnusedLocals: false,
    noUnusedParameters: false,
    incremental: true,
    tsBuildInfoFile: 'types.json',
  }
  const tsconfig = { ...options, compilerOptions: own, include: ['src'] }
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(tsconfig))
  return copy
}
