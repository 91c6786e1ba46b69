// Whether the type checker or the list of simplifications refuses a planted bug, in a copy of the sources.
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

/** Tells of a mutant whether one of the two refuses it. */
export function createTypeCheck(root) {
  const copy = mkdtempSync(join(tmpdir(), 'mutation-types-'))
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true })
  for (const name of ['node_modules', 'scripts']) symlinkSync(join(root, name), join(copy, name))
  writeFileSync(join(copy, 'package.json'), readFileSync(join(root, 'package.json')))
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
  copyFileSync(join(root, 'SIMPLIFIED.md'), join(copy, 'SIMPLIFIED.md'))
  const said = (command, args) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' })
    return status === 0 ? '' : stdout + stderr
  }
  const refuses = () =>
    said(process.execPath, [join(root, 'scripts/simplified.mjs'), '--check']) ||
    said(join(root, 'node_modules/.bin/tsc'), ['-p', copy])
  const before = refuses()
  if (before !== '') throw new Error(`it is refused without a bug: ${before}`)
  return (mutant) => {
    const path = join(copy, mutant.fileName)
    const text = readFileSync(join(root, mutant.fileName), 'utf8')
    writeFileSync(path, withMutant(text, mutant))
    const isRefused = refuses() !== ''
    writeFileSync(path, text)
    return isRefused
  }
}
