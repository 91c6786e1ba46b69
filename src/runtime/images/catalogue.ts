// What is known of an image by its name. An image that is not in the list has every tool and runs for ever.
import { simplified } from '#lib/simplified.ts'
import type { ImageRow, ImageSpec } from './image-spec.ts'
import { IMAGE_ROWS } from './known-images.ts'
import type { ImageReference } from './reference.ts'
import { existenceOf, type Existence } from './tags.ts'

const SPECS = new Map<string, ImageSpec>(
  IMAGE_ROWS.flatMap((row) => row.names.map((name) => [name, specOf(row)])),
)

function specOf(row: ImageRow): ImageSpec {
  return {
    entrypoint: [],
    command: [],
    programs: [],
    env: {},
    workingDir: '/',
    files: [],
    known: true,
    ...row,
  }
}

/** What an image is on Alpine, by what it is otherwise. */
const onAlpine = new Map<ImageSpec, ImageSpec>()
/** How much smaller it is there. */
const ALPINE_SHARE = 0.3

function alpineOf(spec: ImageSpec): ImageSpec {
  const known = onAlpine.get(spec)
  if (known !== undefined) return known
  // Its scripts want more than the shell of busybox.
  const extra = spec.names.includes('postgres') ? ['bash'] : []
  const made: ImageSpec = {
    ...spec,
    system: 'alpine',
    megabytes: spec.megabytes * ALPINE_SHARE,
    programs: [...spec.programs, ...extra],
  }
  onAlpine.set(spec, made)
  return made
}

/**
 * What is known of a repository ('docker.io/library/nginx'), on Alpine where the tag says so; one of every tool and `known: false`
 * when it is nothing.
 */
export function findImage({
  repository,
  tag,
}: Pick<ImageReference, 'repository' | 'tag'>): ImageSpec {
  const path = repository.slice(repository.indexOf('/') + 1).replace(/^(docker\/)?library\//, '')
  const last = path.slice(path.lastIndexOf('/') + 1)
  const spec = SPECS.get(path) ?? SPECS.get(last)
  if (spec === undefined) return unknownImage(path)
  const isAlpine =
    /(?:^|-)alpine/.test(tag) && (spec.system === 'debian' || spec.system === 'ubuntu')
  return isAlpine ? alpineOf(spec) : spec
}

function unknownImage(path: string): ImageSpec {
  const megabytes = 20 + (path.length % 9) * 15
  const row: ImageRow = {
    names: [path],
    megabytes,
    system: 'full',
    command: ['app'],
    programs: ['app'],
  }
  return { ...specOf(row), known: false }
}

const MISSING = /does-?not-?exist|no-?such|non-?exist|not-?exist|typo|not-?found|latestt/

simplified(
  'image-existence',
  'an image that is not in the catalogue exists unless its name says otherwise (does-not-exist, no-such, typo, non-existing ...) or a scenario says that it is missing.',
)

/** What a registry answers about an image. A name that says itself that it does not exist is taken at its word. */
export function answerOf(reference: ImageReference): Existence {
  const { repository, tag } = reference
  if (MISSING.test(repository)) return isOnDockerHub(repository) ? 'no repository' : 'no tag'
  return MISSING.test(tag) ? 'no tag' : existenceOf(reference)
}

function isOnDockerHub(repository: string): boolean {
  return repository.startsWith('docker.io/')
}
