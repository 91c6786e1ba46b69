// What is known of an image by its name. An image that is not in the list has every tool and runs for ever.
import { simplified } from '#lib/simplified.ts'
import type { ImageRow, ImageSpec } from './image-spec.ts'
import { IMAGE_ROWS } from './known-images.ts'

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

/** What is known of a repository ('docker.io/library/nginx'); one of every tool and `known: false` when it is nothing. */
export function findImage(repository: string): ImageSpec {
  const path = repository.slice(repository.indexOf('/') + 1).replace(/^(docker\/)?library\//, '')
  const last = path.slice(path.lastIndexOf('/') + 1)
  const spec = SPECS.get(path) ?? SPECS.get(last)
  return spec ?? unknownImage(path)
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

const MISSING =
  /does-?not-?exist|no-?such|non-?exist|not-?exist|typo|not-?found|ngnix|nginxx|busyboxx|bussybox|latestt/

simplified(
  'image-existence',
  'an image exists unless its name says otherwise (does-not-exist, no-such, typo, non-existing, ngnix ...) or a scenario says that it is missing.',
)

/** True for names that say themselves that they do not exist, so that a failing pull can be shown. */
export function isMissingImage(name: string): boolean {
  return MISSING.test(name)
}
