// Which images and tags there are on Docker Hub, after a catalogue of a certain month.
import { simplified } from '#lib/simplified.ts'
import { TAGS } from './generated-tags.ts'
import { type ImageReference, parseImageReference } from './reference.ts'

export const TAG_CATALOGUE = simplified(
  'image-tags-known',
  'of popular images on Docker Hub the tags up to December 2025 are known, and a tag that may have come since is taken to exist; of other images every tag is.',
)

interface Tags {
  readonly words: ReadonlySet<string>
  readonly versions: readonly Line[]
  readonly suffixes: ReadonlySet<string>
}

/** '1.27:0-5': the line 1.27 with its patches. */
interface Line {
  readonly prefix: string
  readonly numbers: readonly number[]
  readonly first: number
  /** -1 when the line itself is all there is. */
  readonly last: number
}

/** How far beyond the catalogue a version is still believed: lines, and patches of the newest lines. */
const LINES_AHEAD = 12
const PATCHES_AHEAD = 12
const NEWEST_LINES = 6

let catalogue: ReadonlyMap<string, Tags> | null = null

/** Read when it is asked for the first time. */
function tagsByName(): ReadonlyMap<string, Tags> {
  catalogue ??= new Map(
    TAGS.split('\n').map((row) => {
      const [name = '', words = '', lines = '', suffixes = ''] = row.split('|')
      const tags = {
        words: setOf(words),
        versions: wordsOf(lines).map(lineOf),
        suffixes: setOf(suffixes),
      }
      return [name, tags]
    }),
  )
  return catalogue
}

const wordsOf = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '')
const setOf = (text: string): ReadonlySet<string> => new Set(wordsOf(text))

function lineOf(text: string): Line {
  const match = /^(v?)(\d+(?:\.\d+)*?)(?:\.(\d+)-(\d+)|:(?:(\d+)-)?(\d+))?$/.exec(text)
  const [, prefix = '', line = '', from, to, first, last] = match ?? []
  return {
    prefix,
    numbers: line.split('.').map(Number),
    first: Number(from ?? first ?? 0),
    last: Number(to ?? last ?? -1),
  }
}

export type Existence =
  /** The repository is not there, or not for everybody; registries tell no difference. */
  | 'no repository'
  | 'no tag'
  | 'exists'
  /** The catalogue is older than the tag may be. */
  | 'newer'
  | 'unknown'

/** Whether an image exists, as far as the catalogue goes. */
export function existenceOf({ repository, tag, digest }: ImageReference): Existence {
  const name = /^docker\.io\/library\/(.+)$/.exec(repository)?.[1]
  if (name === undefined) return 'unknown'
  const tags = tagsByName().get(name)
  if (tags === undefined) return nearest(name) === null ? 'unknown' : 'no repository'
  // Who names a digest gets it, whatever the tag says.
  return digest === '' ? existenceOfTag(tags, tag) : 'exists'
}

/**
 * The version of what an image is named by, by its tag: '1.27.5' for nginx:1.27, 15 and its last release for postgres:15. Of an
 * image of somebody else the three numbers of its tag. null when the tag says none, and for an image of another name.
 */
export function versionOf(image: string, name: string): string | null {
  const { repository, tag } = parseImageReference(image) ?? { repository: '', tag: '' }
  if (!repository.endsWith(`/${name}`)) return null
  const digits = /^v?(\d+(?:\.\d+)*)(?:-|$)/.exec(tag)?.[1]
  const lines = repository === `docker.io/library/${name}` ? tagsByName().get(name)?.versions : []
  if (lines === undefined || lines.length === 0)
    return digits?.split('.').length === 3 ? digits : null
  // Of long-lived lines the catalogue does not say which they are.
  if (digits === undefined) return /stable|lts|rc/.test(tag) ? null : newestOf(lines, [])
  return newestOf(lines, digits.split('.').map(Number)) ?? digits
}

/** The newest version that begins with these numbers; null when the catalogue has none. */
function newestOf(lines: readonly Line[], numbers: readonly number[]): string | null {
  const line = lines.findLast(({ numbers: own }) =>
    own.every((number, place) => numbers[place] === undefined || number === numbers[place]),
  )
  if (line === undefined) return null
  const patch = numbers[line.numbers.length] ?? line.last
  return [...line.numbers, ...(patch < 0 ? [] : [patch])].join('.')
}

/** Words that people give their own images, and that are near a known one. */
const OWN_NAMES: ReadonlySet<string> = new Set('base console consumer'.split(' '))

/** The known image that a name is probably a slip of: 'nginx' for 'ngimx'; null when there is none. */
export function nearest(name: string): string | null {
  if (name.includes('/') || tagsByName().has(name) || OWN_NAMES.has(name)) return null
  let best: { readonly known: string; readonly far: number } | null = null
  for (const known of tagsByName().keys()) {
    const longer = Math.max(known.length, name.length)
    const allowed = longer < 6 ? 1 : 2
    // Hardly anybody misses the first letter.
    if (known.charAt(0) !== name.charAt(0) || Math.abs(known.length - name.length) > allowed)
      continue
    const far = distance(known, name)
    if (far <= allowed && far < (best?.far ?? Infinity)) best = { known, far }
  }
  return best?.known ?? null
}

function existenceOfTag(tags: Tags, tag: string): Existence {
  if (tags.words.has(tag)) return 'exists'
  const match = /^(v?)(\d+(?:\.\d+)*)(?:-(.+))?$/.exec(tag)
  if (tags.words.has('*')) return 'unknown'
  if (match === null) return dated(tag) ? 'newer' : 'no tag'
  const [, prefix = '', digits = '', suffix] = match
  if (suffix !== undefined && !isSuffix(tags, suffix)) return 'no tag'
  const numbers = digits.split('.').map(Number)
  const lines = tags.versions.filter((line) => line.prefix === prefix)
  if (tags.words.has(`${prefix}${digits}`)) return 'exists'
  for (const [index, line] of lines.entries()) {
    if (!line.numbers.every((number, place) => number === numbers[place])) continue
    if (numbers.length === line.numbers.length) return 'exists'
    const deeper = numbers.length - line.numbers.length
    if (deeper > (line.numbers.length === 1 ? 2 : 1)) continue
    const patch = numbers[line.numbers.length] ?? 0
    if (patch >= line.first && patch <= line.last) return 'exists'
    const isNew = index >= lines.length - NEWEST_LINES
    return isNew && patch > line.last && patch <= line.last + PATCHES_AHEAD ? 'newer' : 'no tag'
  }
  return isAhead(lines, numbers) ? 'newer' : 'no tag'
}

function isSuffix(tags: Tags, suffix: string): boolean {
  if (tags.suffixes.has(suffix) || dated(suffix) || newerSuffix(suffix)) return true
  return tags.suffixes.has('*') && !isSlip(suffix, tags.suffixes)
}

/** True for a word that is one letter away from a known one. */
function isSlip(word: string, known: ReadonlySet<string>): boolean {
  return /^[a-z-]{3,}$/.test(word) && [...known].some((one) => distance(one, word) === 1)
}

/** A version behind the newest line, but not so far that it cannot have come yet. */
function isAhead(lines: readonly Line[], numbers: readonly number[]): boolean {
  const newest = lines.at(-1)?.numbers
  if (newest === undefined || numbers.length > newest.length + 1) return false
  const [major = 0, minor = 0] = newest
  const [ownMajor = 0, ownMinor = 0] = numbers
  if (ownMajor === major)
    return newest.length > 1 && ownMinor > minor && ownMinor <= minor + LINES_AHEAD
  return (
    ownMajor > major &&
    ownMajor <= major + (newest.length > 1 ? 1 : LINES_AHEAD) &&
    ownMinor <= LINES_AHEAD
  )
}

/** 'bookworm-20250224', 'noble-20250127': builds of a day, which no catalogue lists. */
const dated = (text: string): boolean => /(^|-)20\d{6}(\.\d+)?(-slim)?$/.test(text)

/** Alpine goes on with its numbers. */
const newerSuffix = (suffix: string): boolean => /^(slim-)?alpine3\.(1[0-9]|2[0-9])$/.test(suffix)

/** How many letters were changed, left out, added or swapped with a neighbour. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1
      let least = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + same,
      )
      const swapped =
        i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1)
      if (swapped) least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 0
}
