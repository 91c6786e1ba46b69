// The mirror of a static Pod: the object in the API server that shows it.
// Follows pkg/kubelet/pod/mirror_client.go and pkg/kubelet/kubelet.go (v1.36), tryReconcileMirrorPods.
import { isMirrorPod, MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import type { KubeletContext } from './context.ts'
import { narrate, narrationOf, podInSentence } from './narrator.ts'

export interface MirrorClient {
  /** The mirror that belongs to this static Pod, or undefined. */
  mirrorOf(staticPod: Pod): Pod | undefined
  /** The mirror that has the name of this static Pod, be it of an earlier one, or undefined. */
  mirrorOfName(staticPod: Pod): Pod | undefined
  /** Makes the mirror, after the removal of one that does not fit. False when the API server did not answer. */
  reconcile(staticPod: Pod): boolean
  /** Removes the mirror; `because` is the reason. */
  remove(mirror: Pod, because: string): void
}

/** Makes the one who keeps the mirrors of a node. */
export function createMirrorClient(context: KubeletContext): MirrorClient {
  const { client, nodeName, connection } = context
  const refusals: Refusals = new Map()

  const find = (pod: Pod): Pod | undefined =>
    client.get('Pod', pod.metadata.namespace ?? 'default', pod.metadata.name ?? '')

  const fits = (mirror: Pod, staticPod: Pod): boolean =>
    mirror.metadata.annotations?.[MIRROR_POD_ANNOTATION] === staticPod.metadata.uid

  const mirrors: MirrorClient = {
    mirrorOf(staticPod) {
      const found = find(staticPod)
      return found !== undefined && fits(found, staticPod) ? found : undefined
    },
    mirrorOfName(staticPod) {
      const found = find(staticPod)
      return found !== undefined && isMirrorPod(found) ? found : undefined
    },
    reconcile(staticPod) {
      const found = find(staticPod)
      if (found !== undefined) {
        if (!isMirrorPod(found) || found.spec?.nodeName !== nodeName) return true
        const isDeleted = found.metadata.deletionTimestamp !== undefined
        if (fits(found, staticPod) && !isDeleted) return true
        const because = isDeleted
          ? 'it was asked to be deleted, but a static Pod is deleted by its file only'
          : 'the file of the static Pod changed'
        mirrors.remove(found, because)
      }
      if (connection.refusal !== null) return false
      const node = client.get('Node', '', nodeName)
      if (node === undefined) return true
      const { uid = '' } = staticPod.metadata
      const narration = narrationOf(context, staticPod, {
        message: `created the mirror of static ${podInSentence(staticPod)} in the API server`,
        because: 'the API server does not show the static Pod',
        level: 'step',
        kind: 'MirrorPodCreated',
      })
      const result = client.create(mirrorObjectOf(staticPod, node), narration)
      if (result.ok) refusals.delete(uid)
      else sayRefused(context, refusals, staticPod, result.status.message)
      return true
    },
    remove(mirror, because) {
      const { namespace = 'default', name = '', uid = '' } = mirror.metadata
      const narration = narrationOf(context, mirror, {
        message: `removed mirror ${podInSentence(mirror)} from the API server`,
        because,
        level: 'step',
        kind: 'MirrorPodDeleted',
      })
      client.delete('Pod', namespace, name, { gracePeriodSeconds: 0, uid }, narration)
    },
  }
  return mirrors
}

function mirrorObjectOf(staticPod: Pod, node: Node): Pod {
  const { namespace, name, labels, annotations = {}, uid = '' } = staticPod.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [MIRROR_POD_ANNOTATION]: uid },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Node',
          name: node.metadata.name ?? '',
          uid: node.metadata.uid ?? '',
          controller: true,
        },
      ],
    },
    ...(staticPod.spec === undefined ? {} : { spec: staticPod.spec }),
  }
}

/** What the API server last said against a mirror, by the UID of its static Pod. */
type Refusals = Map<string, string>

/** Each sync tries again; only a new reason is worth a step. */
function sayRefused(
  context: KubeletContext,
  refusals: Refusals,
  staticPod: Pod,
  message: string,
): void {
  const { uid = '' } = staticPod.metadata
  narrate(context, staticPod, {
    message: `could not create the mirror of static ${podInSentence(staticPod)}`,
    because: `the API server answered: ${message}`,
    level: refusals.get(uid) === message ? 'detail' : 'step',
    kind: 'MirrorPodRefused',
  })
  refusals.set(uid, message)
}
