// Names of images: taken apart as the kubelet and containerd do it, and made-up digests.
// Follows github.com/distribution/reference, with Docker's defaults for registry and tag.
import { createPrng } from '#lib/prng.ts'

export interface ImageReference {
  /** 'docker.io/library/nginx', without tag and digest. */
  readonly repository: string
  readonly tag: string
  readonly digest: string
  /** 'docker.io/library/nginx:latest': the whole name with the defaults filled in. */
  readonly name: string
}

const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
const REGISTRY =
  /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(:\d+)?$/

// A run asks about few images again and again.
const references = new Map<string, ImageReference | undefined>()
const imageIds = new WeakMap<ImageReference, string>()
const MAX_REMEMBERED = 1000

/** Takes an image name apart; undefined when it is no valid reference. */
export function parseImageReference(image: string): ImageReference | undefined {
  if (image.length > 512) return undefined
  if (references.has(image)) return references.get(image)
  if (references.size >= MAX_REMEMBERED) references.clear()
  const reference = parse(image)
  references.set(image, reference)
  return reference
}

function parse(image: string): ImageReference | undefined {
  const [named = '', digest = '', ...more] = image.split('@')
  if (more.length > 0 || (image.includes('@') && !DIGEST.test(digest))) return undefined
  const slash = named.indexOf('/')
  const first = slash === -1 ? '' : named.slice(0, slash)
  // A first part with capitals is taken for a registry too, since a path has none.
  const hasRegistry = /[.:A-Z]/.test(first) || first === 'localhost'
  const registry = hasRegistry ? first : 'docker.io'
  const rest = hasRegistry ? named.slice(slash + 1) : named
  const colon = rest.indexOf(':')
  const path = colon === -1 ? rest : rest.slice(0, colon)
  const givenTag = colon === -1 ? '' : rest.slice(colon + 1)
  if (!NAME.test(path) || path.length > 255 || !REGISTRY.test(registry)) return undefined
  if (colon !== -1 && !TAG.test(givenTag)) return undefined
  const library = registry === 'docker.io' && !path.includes('/') ? 'library/' : ''
  const repository = `${registry}/${library}${path}`
  const tag = givenTag === '' && digest === '' ? 'latest' : givenTag
  const suffix = (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`)
  return { repository, tag, digest, name: repository + suffix }
}

/** The image ID that containerd reports: the repository with a digest, made up from the name but always the same. */
export function imageIdOf(reference: ImageReference): string {
  const known = imageIds.get(reference)
  if (known !== undefined) return known
  const digest =
    reference.digest === '' ? `sha256:${hexOf(`image/${reference.name}`)}` : reference.digest
  const id = `${reference.repository}@${digest}`
  imageIds.set(reference, id)
  return id
}

/** 64 hexadecimal digits, always the same for one text. */
export function hexOf(text: string): string {
  const random = createPrng(text)
  let hex = ''
  for (let i = 0; i < 8; i += 1) hex += random.next(4294967296).toString(16).padStart(8, '0')
  return hex
}
