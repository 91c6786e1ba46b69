// What one can do to the selected thing at the shown moment, as data: the inspector shows it as
// buttons and fields, the palette as commands. What a verb offers, its own home says.
import { isMirrorPod } from '#api/core/containers.ts'
import type { WorldObject, WorldState } from '#client/world.ts'
import { type Action, formsFor, offersFor } from '#cluster/verbs.ts'
import type { Offer, OfferForm } from '#kubectl/verb.ts'
import { clockText } from '#picture/words/format.ts'
import type { Subject } from './subject.ts'

export type OfferedAction = Offer<Action>
export type OfferedForm = OfferForm<Action>

/** The offers of a subject, each at `atMs`; none for what cannot be acted upon. */
export function actionsFor(
  subject: Subject | null,
  state: WorldState,
  atMs: number,
): readonly OfferedAction[] {
  const thing = thingOf(subject)
  return thing === null ? [] : offersFor(thing, { state, atMs })
}

/** Those that need a value from the person. */
export function actionFormsFor(
  subject: Subject | null,
  state: WorldState,
  atMs: number,
): readonly OfferedForm[] {
  const thing = thingOf(subject)
  return thing === null ? [] : formsFor(thing, { state, atMs })
}

/**
 * Of a Pod, a container or a node: what breaks it, that of a Pod also by its running containers. It stands apart from what
 * else is offered.
 */
export function breaksFor(
  subject: Subject | null,
  state: WorldState,
  atMs: number,
): readonly OfferedAction[] {
  const thing = thingOf(subject)
  if (thing === null || subject === null || subject.kind === 'object') return []
  const own = offersFor(thing, { state, atMs }).filter(breaks)
  if (subject.kind !== 'pod') return own
  const { namespace = 'default', name = '' } = subject.pod.metadata
  const inside = state.list('pod', `${namespace}/${name}`, 'ContainerInstance/')
  const ofContainers = inside.flatMap((record) =>
    offersFor(record, { state, atMs })
      .filter(breaks)
      .map((offer) => ({ ...offer, id: `${offer.id} ${'name' in record ? record.name : ''}` })),
  )
  return [...ofContainers, ...own]
}

/** Whether an offer breaks something, and stands where everyone sees it. */
export const breaks = ({ danger, place }: OfferedAction): boolean => danger && place === 'row'

function thingOf(subject: Subject | null): WorldObject | null {
  switch (subject?.kind) {
    case 'pod':
      return subject.pod
    case 'container':
      return subject.record
    case 'node':
      return subject.node
    case 'object':
      return subject.object
    default:
      return null
  }
}

/** What should be known before one acts on it; null when there is nothing special. */
export function noteFor(subject: Subject): string | null {
  if (subject.kind !== 'pod' || !isMirrorPod(subject.pod)) return null
  const node = subject.pod.spec?.nodeName ?? 'its node'
  return `This is the mirror of a static Pod. Deleting it deletes only the mirror: the containers run on, and the kubelet makes the mirror again. The Pod ends when its file on ${node} is removed.`
}

/** What is said when an offer is taken. */
export function noticeOf({ done, action }: OfferedAction): string {
  return `${done} at ${clockText(action.atMs)}: the run goes on differently from here`
}

const STATIC_POD_FOLDER = '/etc/kubernetes/manifests/'

/** A new file of the scenario that holds a small static Pod for a node, under a name that is free. */
export function newStaticPodFile(
  node: string,
  taken: readonly string[],
): { readonly path: string; readonly text: string } {
  const folder = `nodes/${node}${STATIC_POD_FOLDER}`
  let name = 'agent'
  for (let count = 2; taken.includes(`${folder}${name}.yaml`); count += 1) name = `agent-${count}`
  const text = `# The kubelet of ${node} runs this Pod by itself, from the start.
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
  - name: agent
    image: busybox:1.37
    command: [sh, -c, "while true; do date; sleep 10; done"]
`
  return { path: `${folder}${name}.yaml`, text }
}
