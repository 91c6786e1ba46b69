// The rules of the code base as pure functions over source files: each returns what breaks it, with the
// file and what to do instead. `src/tidy.test.ts` has the tables and plants a violation for every row.

export interface SourceFile {
  /** Below `src/`, with slashes. */
  readonly path: string
  readonly text: string
}

export interface Fence {
  readonly name: RegExp
  /** The files and folders in which it may stand. */
  readonly homes: readonly string[]
  /** What to use elsewhere, for the message. */
  readonly instead: string
}

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

const AT_THE_TOP = /^(?:import|export)\s+(type\s+)?(?:[^'"]*?from\s+)?['"]([^'"]+)['"]/gm
const LATE = /\bimport\(\s*['"]([^'"]+)['"]/g
const TYPE_OF_LATE = /\btypeof import\(|:\s*import\(/

/** All imports and re-exports of a text, late ones too. */
export function importsOf(text: string): readonly Import[] {
  return [
    ...[...text.matchAll(AT_THE_TOP)].map((match) => ({
      target: match[2] ?? '',
      typeOnly: match[1] !== undefined,
    })),
    ...[...text.matchAll(LATE)].map((match) => ({
      target: match[1] ?? '',
      typeOnly: TYPE_OF_LATE.test(text.slice(Math.max(0, (match.index ?? 0) - 10), match.index)),
    })),
  ]
}

/** Whether a path is one of the homes or lies in one. */
export function isInside(path: string, homes: readonly string[]): boolean {
  return homes.some((home) => path === home || path.startsWith(`${home}/`))
}

/** True for tests and for what only tests use. */
export function isTestFile(path: string): boolean {
  return /\.test\.tsx?$|\/testing\/|^testing\//.test(path)
}

const folderOf = (path: string): string => path.split('/')[0] ?? ''

export interface Layers {
  /** What each folder may import, besides itself. */
  readonly may: Readonly<Record<string, readonly string[]>>
  /** Single files that a folder or file may import although its row does not say so. */
  readonly doors: readonly (readonly [from: string, to: string])[]
  /** Folders that may know the types of everything. */
  readonly seeTypes: readonly string[]
}

/** Imports that go upwards or sideways. A folder without a row may import nothing, and nobody it. */
export function upwardImports(files: readonly SourceFile[], layers: Layers): readonly string[] {
  return files
    .filter(({ path }) => !isTestFile(path) && path.includes('/'))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ target, typeOnly }) => {
          if (!target.startsWith('#')) return false
          const from = folderOf(path)
          const to = target.slice(1)
          const allowed = folderOf(to) === from || layers.may[from]?.includes(folderOf(to)) === true
          const typeAllowed = typeOnly && layers.seeTypes.includes(from)
          const door = layers.doors.some(([home, file]) => isInside(path, [home]) && file === to)
          return !allowed && !typeAllowed && !door
        })
        .map(({ target }) => `${path} imports ${target}: move what both need to a layer below`),
    )
}

/** Relative imports that leave their folder of `src/`. */
export function imperfectPaths(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ target }) => {
        const up = target.match(/\.\.\//g)?.length ?? 0
        return !target.startsWith('#') && up > path.split('/').length - 2 && path.includes('/')
      })
      .map(({ target }) => `${path} imports ${target}: across folders write #folder/file.ts`),
  )
}

/** Packages imported outside their homes. */
export function strayPackages(
  files: readonly SourceFile[],
  fences: readonly Fence[],
): readonly string[] {
  return files
    .filter(({ path }) => !isTestFile(path))
    .flatMap(({ path, text }) =>
      importsOf(text).flatMap(({ target }) =>
        fences
          .filter(({ name, homes }) => name.test(target) && !isInside(path, homes))
          .map(({ instead }) => `${path} imports ${target}: ${instead}`),
      ),
    )
}

/** Names used outside their homes; comments do not count. */
export function strayNames(
  files: readonly SourceFile[],
  fences: readonly Fence[],
): readonly string[] {
  return files
    .filter(({ path }) => !isTestFile(path))
    .flatMap(({ path, text }) => {
      const code = text.replaceAll(/\/\/.*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '')
      return fences
        .filter(({ name, homes }) => name.test(code) && !isInside(path, homes))
        .map(({ name, instead }) => `${path}: ${name.source}: ${instead}`)
    })
}

/** Marks that may stand nowhere, tests included. */
export function badMarks(
  files: readonly SourceFile[],
  marks: readonly Pick<Fence, 'name' | 'instead'>[],
): readonly string[] {
  return files.flatMap(({ path, text }) =>
    marks
      .filter(({ name }) => name.test(text))
      .map(({ name, instead }) => `${path}: ${name.source}: ${instead}`),
  )
}

/** Files with more lines than they may have; those in `larger` keep their number and may only shrink. */
export function longFiles(
  files: readonly SourceFile[],
  most: number,
  larger: Readonly<Record<string, number>> = {},
): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1
    const limit = larger[path] ?? most
    return lines > limit ? [`${path} has ${lines} lines of ${limit}: take a part of it out`] : []
  })
}
