// Makes sure that a container's image is on the node.
// Follows pkg/kubelet/images/image_manager.go (v1.36), EnsureImageExists.
import { defaultPullPolicy, imageNameProblem } from '#api/core/image-name.ts'
import type { Container, Pod } from '#api/generated/types.ts'
import type { PulledImage } from '#runtime/cri.ts'
import { wait, type Task } from '#sim/task.ts'
import { createBackOff, formatGoDuration } from '../backoff.ts'
import { podRefOf, type KubeletContext } from '../context.ts'
import { narrateAndFollow, type PodEvent, reportEvent } from '../narrator.ts'
import { containerInSentence } from '../pod-runtime-status.ts'
import type { StartFailure } from '../reason-cache.ts'

const PULL_BACK_OFF_MS = 10_000
const MAX_PULL_BACK_OFF_MS = 300_000

interface Need {
  readonly pod: Pod
  readonly containerName: string
  readonly image: string
}

/** The images of one node, as its containers need them. */
export class ImageManager {
  readonly #context: KubeletContext
  readonly #backOff = createBackOff(PULL_BACK_OFF_MS, MAX_PULL_BACK_OFF_MS)
  /** The last failed pull, by Pod UID and image. */
  readonly #failures = new Map<string, { readonly atMs: number; readonly message: string }>()

  constructor(context: KubeletContext) {
    this.#context = context
  }

  /** Pulls the image when the policy asks for it; null when it is there, else the waiting reason. */
  *ensureImageExists(pod: Pod, container: Container): Task<StartFailure | null> {
    const image = container.image ?? ''
    const need = { pod, containerName: container.name, image }
    const problem = imageNameProblem(image)
    if (problem !== null) {
      const detail = `couldn't parse image name "${image}": ${problem}`
      const message = `Failed to apply default image tag "${image}": ${detail}`
      this.#event(need, 'Warning', 'InspectFailed', message)
      return { reason: 'InvalidImageName', message }
    }
    const policy = container.imagePullPolicy ?? defaultPullPolicy(image)
    const present = this.#context.runtime.service.imageStatus(image) !== undefined
    if (present && policy !== 'Always') {
      const message = `Container image "${image}" already present on machine and can be accessed by the pod`
      this.#event(need, 'Normal', 'Pulled', message)
      return null
    }
    if (policy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`
      this.#event(need, 'Warning', 'ErrImageNeverPull', message)
      return { reason: 'ErrImageNeverPull', message }
    }
    return yield* this.#pull(need)
  }

  forgetPod(podUid: string): void {
    this.#backOff.forget(`${podUid}/`)
    for (const key of this.#failures.keys()) {
      if (key.startsWith(`${podUid}/`)) this.#failures.delete(key)
    }
  }

  *#pull(need: Need): Task<StartFailure | null> {
    const { pod, image } = need
    const { clock, runtime } = this.#context
    const key = `${pod.metadata.uid ?? ''}/${image}`
    const failed = this.#failures.get(key)
    if (failed !== undefined && this.#backOff.remainingMs(key, failed.atMs, clock.nowMs) > 0) {
      const message = `Back-off pulling image "${image}"`
      this.#event(need, 'Normal', 'BackOff', message)
      return { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${failed.message}` }
    }
    const because = `${containerInSentence(pod, need.containerName)} needs it`
    this.#event(need, 'Normal', 'Pulling', `Pulling image "${image}"`)
    this.#say(need, 'Pulling', `is pulling image \`${image}\``, because)
    const result = yield* wait(runtime.service.pullImage(image, podRefOf(pod)))
    if (result.ok) {
      this.#failures.delete(key)
      this.#event(need, 'Normal', 'Pulled', pulledText(image, result.value))
      const took = formatGoDuration(result.value.durationWithWaitMs)
      this.#say(need, 'Pulled', `pulled image \`${image}\` in ${took}`, because)
      return null
    }
    const { reason, message } = result
    this.#event(need, 'Warning', 'Failed', `Failed to pull image "${image}": ${message}`)
    this.#say(need, 'PullFailed', `could not pull image \`${image}\``, message)
    this.#backOff.next(key, clock.nowMs, clock.nowMs)
    this.#failures.set(key, { atMs: clock.nowMs, message })
    return { reason, message }
  }

  #event(
    { pod, containerName }: Need,
    type: PodEvent['type'],
    reason: string,
    message: string,
  ): void {
    reportEvent(this.#context, pod, { type, reason, message, containerName })
  }

  #say({ pod, containerName }: Need, kind: string, message: string, because: string): void {
    narrateAndFollow(this.#context, pod, { message, because, level: 'step', kind, containerName })
  }
}

function pulledText(image: string, { durationMs, durationWithWaitMs, bytes }: PulledImage): string {
  const took = formatGoDuration(durationMs)
  const waited = formatGoDuration(durationWithWaitMs)
  return `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${bytes} bytes.`
}
