// Making and deleting the Pods of an owner, with the Events that it gets for it.
// Follows pkg/controller/controller_utils.go (v1.36), RealPodControl and GetPodFromTemplate.
import type { Pod, PodTemplateSpec } from '#api/generated/types.ts'
import { type ApiObject, keyOf, nameInSentence } from '#api/meta/object.ts'
import { ownerReferenceTo } from './controller-ref.ts'
import type { Run } from './define-controller.ts'
import { generateName } from './random-name.ts'

/** What went wrong with a Pod. */
export interface PodFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete'
  readonly message: string
}

/** Why a Pod is made or deleted, and the plan behind it for whoever asks. */
export interface PodReason {
  readonly because: string
  readonly plan?: Readonly<Record<string, unknown>>
}

/** The Pod that a template describes, owned by `owner`. */
export function podFromTemplate(owner: ApiObject, template: PodTemplateSpec, name: string): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${owner.metadata.name ?? ''}-`,
      namespace: owner.metadata.namespace ?? 'default',
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [ownerReferenceTo(owner)],
    },
    ...(template.spec === undefined ? {} : { spec: template.spec }),
  }
}

/** Creates a Pod from a template and says so in an Event of its owner; returns what went wrong, or null. */
export function createPod<State>(
  run: Run<State>,
  owner: ApiObject,
  template: PodTemplateSpec,
  reason: PodReason,
): PodFailure | null {
  const { client, prng } = run
  const { namespace = 'default', name: ownerName = '' } = owner.metadata
  const isTaken = (name: string): boolean => client.get('Pod', namespace, name) !== undefined
  const pod = podFromTemplate(owner, template, generateName(prng, `${ownerName}-`, isTaken))
  const said = run.narration({
    ...wordsOf(reason),
    message: `created ${nameInSentence(pod)} for ${nameInSentence(owner)}`,
    level: 'step',
    kind: 'SuccessfulCreate',
    objects: [keyOf(pod), keyOf(owner)],
  })
  const result = client.create(pod, said)
  if (result.ok) {
    const message = `Created pod: ${result.object.metadata.name ?? ''}`
    run.report(owner, { type: 'Normal', reason: 'SuccessfulCreate', message })
    return null
  }
  const { message } = result.status
  run.report(owner, {
    type: 'Warning',
    reason: 'FailedCreate',
    message: `Error creating: ${message}`,
  })
  return { reason: 'FailedCreate', message }
}

/** Deletes a Pod and says so in an Event of its owner; returns what went wrong ('gone' when it was not there), or null. */
export function deletePod<State>(
  run: Run<State>,
  owner: ApiObject,
  pod: Pod,
  reason: PodReason,
): PodFailure | 'gone' | null {
  const { namespace = 'default', name = '', uid } = pod.metadata
  const said = run.narration({
    ...wordsOf(reason),
    message: `deleted ${nameInSentence(pod)} of ${nameInSentence(owner)}`,
    level: 'step',
    kind: 'SuccessfulDelete',
    objects: [keyOf(pod), keyOf(owner)],
  })
  const options = uid === undefined ? {} : { uid }
  const result = run.client.delete('Pod', namespace, name, options, said)
  if (result.ok) {
    const message = `Deleted pod: ${name}`
    run.report(owner, { type: 'Normal', reason: 'SuccessfulDelete', message })
    return null
  }
  if (result.status.reason === 'NotFound') return 'gone'
  const { message } = result.status
  run.report(owner, {
    type: 'Warning',
    reason: 'FailedDelete',
    message: `Error deleting: ${message}`,
  })
  return { reason: 'FailedDelete', message }
}

const wordsOf = ({ because, plan }: PodReason): { because: string; data?: unknown } =>
  plan === undefined ? { because } : { because, data: { plan } }
