// The images on one node and the pulls that bring them there, one at a time.
// Follows pkg/kubelet/images/puller.go (v1.36), serialImagePuller, with containerd's words for failures.
import type { ImagesRecord, PodRef } from '#api/runtime/records.ts'
import { following } from '#sim/clock.ts'
import type { Scope } from '#sim/scope.ts'
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import type { CriResult, ImageStatus, PulledImage } from '../cri.ts'
import type { ImageOverride, Shared } from '../shared.ts'
import { answerOf, findImage } from './catalogue.ts'
import type { Existence } from './tags.ts'
import { imageIdOf, parseImageReference, type ImageReference } from './reference.ts'

/** The resolver that a node asks. */
const NODE_DNS = '172.18.0.1:53'
/** Two attempts of five seconds, as the resolver of Go makes them. */
const NO_DNS_MS = 10_000
const FAIL_MS = 600
const REFRESH_MS = 350
const LEAST_MS = 800
const MOST_MS = 4000
const BYTES_PER_MS = 42_000

export interface ImageStore {
  status(image: string): ImageStatus | undefined
  /** Pulls an image; when `scope` ends before the pull does, it is given up and nothing settles. */
  pull(image: string, pod: PodRef, scope: Scope): Future<CriResult<PulledImage>>
  /** Has images there without a pull; names that cannot be read are left out. */
  load(images: readonly string[]): void
  /** The pulls that were going on are forgotten, because of something. */
  giveUp(because: string): void
  /** While it is true no registry answers. */
  isCut: boolean
}

/**
 * The scenario's word on an image: by the name as written, or by the whole name. Of a container its own word counts for
 * more than that on every container.
 */
export function overrideOf(
  { images }: Pick<Shared, 'images'>,
  image: string,
  container?: string,
): ImageOverride | undefined {
  if (images.length === 0) return undefined
  const name = parseImageReference(image)?.name
  const about = images.filter(
    (one) => one.image === image || parseImageReference(one.image)?.name === name,
  )
  if (container === undefined) return about.find(({ missing }) => missing) ?? about[0]
  const own = about.find((one) => one.container === container)
  return own ?? about.find((one) => one.container === undefined)
}

/** Makes an empty store. */
export function createImageStore(
  shared: Shared,
  node: { readonly name: string; readonly ip: string },
): ImageStore {
  return new NodeImages(shared, node)
}

class NodeImages implements ImageStore {
  readonly #present = new Map<string, ImageStatus>()
  readonly #pulling: string[] = []
  readonly #shared: Shared
  readonly #nodeName: string
  readonly #ip: string
  /** Settles when the pull that was asked for last is over. */
  #last: Future<void> | null = null
  #pulls = 0
  isCut = false

  constructor(shared: Shared, node: { readonly name: string; readonly ip: string }) {
    this.#shared = shared
    this.#nodeName = node.name
    this.#ip = node.ip
  }

  status(image: string): ImageStatus | undefined {
    const reference = parseImageReference(image)
    return reference === undefined ? undefined : this.#present.get(reference.name)
  }

  pull(image: string, pod: PodRef, scope: Scope): Future<CriResult<PulledImage>> {
    const previous = this.#last
    const turn = createFuture<void>()
    this.#last = turn
    return scope.spawn(this.#pullInTurn(image, pod, previous, turn)).done
  }

  load(images: readonly string[]): void {
    for (const image of images) {
      const reference = parseImageReference(image)
      if (reference !== undefined) this.#add(reference)
    }
    this.#commit('has images that were pulled before', null)
  }

  giveUp(because: string): void {
    this.#last = null
    if (this.#pulling.length === 0) return
    this.#pulling.length = 0
    this.#commit('gave up what it was pulling', because)
  }

  *#pullInTurn(
    image: string,
    pod: PodRef,
    previous: Future<void> | null,
    turn: Future<void>,
  ): Task<CriResult<PulledImage>> {
    const askedMs = this.#shared.world.clock.nowMs
    if (previous !== null) yield* wait(this.#ownTurn(previous))
    const startedMs = this.#shared.world.clock.nowMs
    const result = yield* this.#pullNow(image, pod)
    // Those who wait for their turn go on after the one who waits for this image.
    this.#shared.sleeper.sleep(0, `next pull on ${this.#nodeName}`).whenSettled(() => turn.settle())
    if (!result.ok) return result
    const nowMs = this.#shared.world.clock.nowMs
    return {
      ok: true,
      value: {
        ...result.value,
        durationMs: nowMs - startedMs,
        durationWithWaitMs: nowMs - askedMs,
      },
    }
  }

  /** Settles with `previous`, but what comes of it follows from what is asked now, not from the pull before. */
  #ownTurn(previous: Future<void>): Future<void> {
    const { clock } = this.#shared.world
    const { cause } = clock
    const own = createFuture<void>()
    previous.whenSettled(() => following(clock, cause, () => own.settle()))
    return own
  }

  *#pullNow(image: string, pod: PodRef): Task<CriResult<ImageStatus>> {
    const reference = parseImageReference(image)
    if (reference === undefined) return invalidName(image)
    this.#pulling.push(reference.name)
    this.#commit(`is pulling image \`${reference.name}\``, `Pod \`${pod.name}\` needs it`)
    const answer = this.#answerOf(image, reference)
    const missing = answer === 'no repository' || answer === 'no tag'
    if (this.isCut) return yield* this.#pullInVain(reference)
    yield* wait(
      this.#shared.sleeper.sleep(this.#durationMs(reference, missing), `pull of ${reference.name}`),
    )
    this.#pulling.splice(this.#pulling.indexOf(reference.name), 1)
    if (!isHost(reference)) {
      this.#commit(`could not pull image \`${reference.name}\``, 'there is no such registry')
      return lookUpFailed(reference, 'no such host')
    }
    if (missing) {
      this.#commit(`could not pull image \`${reference.name}\``, 'the registry does not have it')
      return answer === 'no repository' ? accessDenied(reference.name) : notFound(reference.name)
    }
    const status = this.#add(reference)
    this.#commit(`has pulled image \`${reference.name}\``, null)
    return { ok: true, value: status }
  }

  /** Nobody answers what the machine asks. */
  *#pullInVain(reference: ImageReference): Task<CriResult<ImageStatus>> {
    const { name } = reference
    this.#pulls += 1
    yield* wait(this.#shared.sleeper.sleep(NO_DNS_MS, `pull of ${name}`))
    this.#pulling.splice(this.#pulling.indexOf(name), 1)
    this.#commit(`could not pull image \`${name}\``, 'its machine has no network')
    const port = 32_768 + this.#shared.prng.fork(`socket/${name}/${this.#pulls}`).next(28_000)
    return lookUpFailed(reference, `read udp ${this.#ip}:${port}->${NODE_DNS}: i/o timeout`)
  }

  #add(reference: ImageReference): ImageStatus {
    const bytes = bytesOf(reference)
    const status = { name: reference.name, id: imageIdOf(reference), bytes }
    this.#present.set(reference.name, status)
    return status
  }

  /** What a scenario says of an image counts for more than the catalogue. */
  #answerOf(image: string, reference: ImageReference): Existence {
    const override = overrideOf(this.#shared, image)
    if (override === undefined) return answerOf(reference)
    return override.missing ? 'no tag' : 'exists'
  }

  #durationMs(reference: ImageReference, missing: boolean): number {
    this.#pulls += 1
    const random = this.#shared.prng.fork(`pull/${this.#nodeName}/${reference.name}/${this.#pulls}`)
    if (missing) return FAIL_MS + random.next(600)
    if (this.#present.has(reference.name)) return REFRESH_MS + random.next(300)
    const usual = LEAST_MS + Math.floor(bytesOf(reference) / BYTES_PER_MS)
    return Math.min(MOST_MS, usual + random.next(Math.floor(usual / 4)))
  }

  #commit(message: string, because: string | null): void {
    const images = [...this.#present.values()].map(({ name, bytes }) => ({ name, bytes }))
    const nodeName = this.#nodeName
    const record: ImagesRecord = { kind: 'Images', nodeName, images, pulling: [...this.#pulling] }
    const narration = {
      actor: `containerd on ${nodeName}`,
      message,
      level: 'detail',
      kind: 'Images',
    } as const
    this.#shared.world.commit(because === null ? narration : { ...narration, because }, [
      [`Images/${nodeName}`, record],
    ])
  }
}

/** The size of an image; the last digits come from its name, so that it looks like a real one. */
function bytesOf(reference: ImageReference): number {
  const bytes = Math.round(findImage(reference).megabytes * 1_000_000)
  const digits = Number.parseInt(imageIdOf(reference).slice(-4), 16)
  return bytes + (Number.isNaN(digits) ? 0 : digits)
}

/** Whether the registry of an image can be looked up: a name without a dot or a port is in no DNS. */
function isHost({ repository }: ImageReference): boolean {
  const [registry = ''] = repository.split('/')
  return /[.:]/.test(registry) || registry === 'localhost'
}

function lookUpFailed(
  { name, repository, tag, digest }: ImageReference,
  why: string,
): CriResult<ImageStatus> {
  const [registry = '', ...path] = repository.split('/')
  const url = `https://${registry}/v2/${path.join('/')}/manifests/${digest === '' ? tag : digest}`
  const cause = `failed to do request: Head "${url}": dial tcp: lookup ${registry} on ${NODE_DNS}: ${why}`
  return pullError('Unknown', name, cause)
}

/** Docker Hub does not say whether there is a repository that one may not see. */
function accessDenied(name: string): CriResult<ImageStatus> {
  const cause =
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
  return pullError('Unknown', name, cause)
}

function notFound(name: string): CriResult<ImageStatus> {
  return pullError('NotFound', name, `${name}: not found`)
}

/** The words of containerd 2.2, which pulls by its transfer service. */
function pullError(code: string, name: string, cause: string): CriResult<ImageStatus> {
  const message = `rpc error: code = ${code} desc = failed to pull and unpack image "${name}": failed to resolve image: ${cause}`
  return { ok: false, reason: 'ErrImagePull', message }
}

function invalidName(image: string): CriResult<ImageStatus> {
  const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`
  return { ok: false, reason: 'InvalidImageName', message }
}
