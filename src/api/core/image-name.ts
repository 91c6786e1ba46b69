// Names of images: 'nginx', 'registry.example:5000/team/app:1.2@sha256:...'.
// Follows pkg/util/parsers/parsers.go (v1.36) and the grammar of distribution references.

export interface ImageName {
  /** Registry and path as written: 'nginx', 'registry.example:5000/team/app'. */
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

const MAX_REPOSITORY_LENGTH = 255
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN = new RegExp(
  `^(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
)
const PATH_PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
const HEX_ID = /^[a-f0-9]{64}$/

/** Whether the first part of a name is a registry: it has a dot or a port, is localhost, or has capitals. */
function isRegistry(part: string): boolean {
  return (
    part.includes('.') || part.includes(':') || part === 'localhost' || part.toLowerCase() !== part
  )
}

function isRepository(repository: string): boolean {
  if (repository.length > MAX_REPOSITORY_LENGTH || HEX_ID.test(repository)) return false
  const parts = repository.split('/')
  const [first = ''] = parts
  const path = parts.length > 1 && isRegistry(first) ? parts.slice(1) : parts
  if (path !== parts && path.length < parts.length && !DOMAIN.test(first)) return false
  return path.length > 0 && path.every((part) => PATH_PART.test(part))
}

function splitTag(text: string): readonly [string, string | undefined] {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1)
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)]
}

/** Takes an image name apart; undefined when it is no valid reference. */
export function parseImageName(image: string): ImageName | undefined {
  const at = image.indexOf('@')
  const digest = at < 0 ? undefined : image.slice(at + 1)
  const [repository, tag] = splitTag(at < 0 ? image : image.slice(0, at))
  if (digest !== undefined && !DIGEST.test(digest)) return undefined
  if (tag !== undefined && !TAG.test(tag)) return undefined
  return isRepository(repository) ? { repository, tag, digest } : undefined
}

/** What is wrong with a reference, in the words of distribution's parser; null when it is a valid one. */
export function imageNameProblem(image: string): string | null {
  if (parseImageName(image) !== undefined) return null
  const [path = ''] = remainderOf(image).split(':')
  if (path.toLowerCase() === path) return 'invalid reference format'
  return `invalid reference format: repository name (${path}) must be lowercase`
}

/** The name without its registry; those without one are in the library of docker.io. */
function remainderOf(image: string): string {
  const slash = image.indexOf('/')
  const domain = slash < 0 ? '' : image.slice(0, slash)
  const rest = domain !== '' && isRegistry(domain) ? image.slice(slash + 1) : image
  const isDocker = rest === image || domain === 'docker.io'
  return isDocker && !rest.includes('/') ? `library/${rest}` : rest
}

/** The name with ':latest' when it has neither tag nor digest: how the scheduler finds images on nodes. */
export function normalizeImageName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image
}

/**
 * The full name under which a container runtime keeps an image: 'nginx' is 'docker.io/library/nginx:latest'.
 * A name that cannot be read stays as it is.
 */
export function qualifyImageName(image: string): string {
  const name = parseImageName(image)
  if (name === undefined) return image
  const { repository, tag, digest } = name
  const slash = repository.indexOf('/')
  const hasRegistry = slash >= 0 && isRegistry(repository.slice(0, slash))
  const full = hasRegistry ? repository : `docker.io/${slash < 0 ? 'library/' : ''}${repository}`
  const tagText = tag === undefined ? (digest === undefined ? ':latest' : '') : `:${tag}`
  return `${full}${tagText}${digest === undefined ? '' : `@${digest}`}`
}

/** The pull policy of a container that names none: Always for ':latest' or no tag, else IfNotPresent. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const name = parseImageName(image)
  if (name === undefined) return 'IfNotPresent'
  const { tag, digest } = name
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}
