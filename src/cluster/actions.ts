// What people do to the cluster: each action is carried out at its time, against the API server or
// the machines, and says so in the journal.
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import {
  type ApiObject,
  isKind,
  type Kind,
  KINDS,
  nameInSentence,
  objectKey,
} from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { Taint } from '#api/generated/types.ts'
import type { ApiServer } from '#apiserver/api-server.ts'
import type { World } from '#client/world.ts'
import type { NodeRuntime } from '#runtime/cri.ts'
import type { Narration } from '#sim/world.ts'
import { namespaceContent } from './first-objects.ts'
import { mergeOnto } from './merge-apply.ts'
import type { ClusterAction, Refusal } from './types.ts'

export interface ActionTargets {
  readonly server: ApiServer
  readonly world: World
  readonly runtimeOf: (node: string) => NodeRuntime | undefined
  readonly kill: (
    containerId: string,
    how: { readonly exitCode: number; readonly oom: boolean },
  ) => void
  readonly refusals: Refusal[]
}

type ActionOf<V extends ClusterAction['verb']> = Extract<ClusterAction, { verb: V }>

const YOU = 'you'

/** Carries out one action. What the cluster refuses becomes a journal entry, never an exception. */
export function carryOut(targets: ActionTargets, action: ClusterAction): void {
  switch (action.verb) {
    case 'apply':
      for (const object of action.objects) applyObject(targets, object)
      return
    case 'delete':
      deleteObjects(targets, action)
      return
    case 'scale':
      scale(targets, action)
      return
    case 'cordon':
    case 'uncordon':
      setUnschedulable(targets, action.node, action.verb === 'cordon')
      return
    case 'taint':
      taint(targets, action)
      return
    case 'kill':
      killContainer(targets, action)
      return
    case 'writeFile':
      withNode(targets, action.node, (runtime) => {
        say(targets, `wrote \`${action.path}\` on \`${action.node}\``, 'FileWritten', [
          `Node//${action.node}`,
        ])
        runtime.disk.write(action.path, action.content)
      })
      return
    case 'removeFile':
      withNode(targets, action.node, (runtime) => {
        say(targets, `removed \`${action.path}\` on \`${action.node}\``, 'FileRemoved', [
          `Node//${action.node}`,
        ])
        runtime.disk.remove(action.path)
      })
  }
}

const narrate = (message: string, kind: string, objects: readonly string[] = []): Narration => ({
  actor: YOU,
  message,
  level: 'step',
  kind,
  objects,
  cause: null,
})

/** Writes an entry without changes; what follows in the same action has it as its cause. */
function say(
  targets: ActionTargets,
  message: string,
  kind: string,
  objects: readonly string[] = [],
): void {
  targets.world.clock.cause = targets.world.commit(narrate(message, kind, objects), []).id
}

function refused(targets: ActionTargets, object: ApiObject, status: Status): void {
  const entry = targets.world.commit(
    {
      ...narrate(`could not apply ${nameInSentence(object)}`, 'Refused'),
      because: `the API server answered: ${status.message}`,
      data: status,
    },
    [],
  )
  targets.refusals.push({ object, status, entry: entry.id })
}

function applyObject(targets: ActionTargets, object: ApiObject): void {
  const { server } = targets
  const { name, namespace = 'default' } = object.metadata
  const existing = name === undefined ? undefined : server.get(object.kind, namespace, name)
  const said = nameInSentence(object)
  const narration = narrate(
    existing === undefined ? `applied ${said}: created` : `applied ${said}: configured`,
    'Applied',
  )
  const result =
    existing === undefined
      ? server.create(object, narration)
      : server.update(mergeOnto(existing, object), narration)
  if (!result.ok) refused(targets, object, result.status)
  else if (object.kind === 'Namespace' && existing === undefined)
    createNamespaceContent(targets, name ?? '')
}

function createNamespaceContent({ server }: ActionTargets, namespace: string): void {
  for (const object of namespaceContent(namespace)) {
    server.create(object, {
      actor: 'kube-controller-manager',
      message: `created ${nameInSentence(object)}`,
      because: `Namespace \`${namespace}\` is new`,
      level: 'detail',
      kind: 'NamespaceContent',
    })
  }
}

/** The kind that `pod`, `pods`, `Pod` or `replicasets.apps` names. */
export function kindOfWord(word: string): Kind | undefined {
  if (isKind(word)) return word
  const lower = word.toLowerCase().split('.')[0]
  return Object.values(KINDS).find(
    ({ kind, resource }) => kind.toLowerCase() === lower || resource === lower,
  )?.kind
}

function notThere(targets: ActionTargets, what: string): void {
  targets.world.commit(
    { ...narrate(`found no ${what}`, 'Refused'), because: 'there is none at this moment' },
    [],
  )
}

function deleteObjects(targets: ActionTargets, action: ActionOf<'delete'>): void {
  const found = objectsToDelete(targets, action)
  for (const object of found) deleteObject(targets, object, action.gracePeriodSeconds)
  const { kind, name, selector } = action
  const which = selector === undefined ? `\`${name}\`` : `with the labels \`${selector}\``
  if (found.length === 0) notThere(targets, `${kind} ${which} to delete`)
}

function objectsToDelete(
  { server }: ActionTargets,
  action: ActionOf<'delete'>,
): readonly ApiObject[] {
  const kind = kindOfWord(action.kind)
  if (kind === undefined) return []
  if (action.selector === undefined) {
    const object = server.get(kind, action.namespace, action.name)
    return object === undefined ? [] : [object]
  }
  const selector = parseLabelSelector(action.selector)
  const inNamespace = KINDS[kind].namespaced ? action.namespace : undefined
  return server
    .list(kind, inNamespace)
    .filter(({ metadata }) => matchesLabelSelector(selector, metadata.labels))
}

function deleteObject(targets: ActionTargets, object: ApiObject, grace: number | undefined): void {
  const { name = '', namespace = 'default' } = object.metadata
  const options = grace === undefined ? {} : { gracePeriodSeconds: grace }
  const given = grace === undefined ? '' : ` with a grace period of ${grace} s`
  const narration = narrate(`deleted ${nameInSentence(object)}${given}`, 'Deleted')
  const result = targets.server.delete(object.kind, namespace, name, options, narration)
  if (!result.ok) refused(targets, object, result.status)
}

function scale(targets: ActionTargets, action: ActionOf<'scale'>): void {
  const found =
    kindOfWord(action.kind) === 'ReplicaSet'
      ? targets.server.get('ReplicaSet', action.namespace, action.name)
      : undefined
  if (found?.spec === undefined) {
    notThere(targets, `${action.kind} \`${action.name}\` to scale`)
    return
  }
  const next = { ...found, spec: { ...found.spec, replicas: action.replicas } }
  const result = targets.server.update(
    next,
    narrate(`scaled ${nameInSentence(found)} to ${action.replicas}`, 'Scaled'),
  )
  if (!result.ok) refused(targets, found, result.status)
}

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'

function setUnschedulable(targets: ActionTargets, name: string, unschedulable: boolean): void {
  const node = targets.server.get('Node', '', name)
  if (node === undefined) {
    notThere(targets, `Node \`${name}\``)
    return
  }
  const others = (node.spec?.taints ?? []).filter(({ key }) => key !== UNSCHEDULABLE)
  const taints = unschedulable ? [...others, { key: UNSCHEDULABLE, effect: 'NoSchedule' }] : others
  const { unschedulable: _before, ...spec } = node.spec ?? {}
  const next = { ...node, spec: { ...spec, taints, ...(unschedulable ? { unschedulable } : {}) } }
  const verb = unschedulable ? 'cordoned' : 'uncordoned'
  targets.server.update(
    next,
    narrate(`${verb} Node \`${name}\``, unschedulable ? 'Cordoned' : 'Uncordoned'),
  )
}

/** Reads `key=value:Effect`, `key:Effect`, or either with a final `-` that removes it. */
export function parseTaint(
  text: string,
): { readonly taint: Taint; readonly remove: boolean } | undefined {
  const match = /^([^=:\s]+)(?:=([^:\s]*))?:(NoSchedule|PreferNoSchedule|NoExecute)(-?)$/.exec(text)
  const [, key, value, effect, minus] = match ?? []
  if (key === undefined || effect === undefined) return undefined
  return {
    taint: { key, effect, ...(value === undefined ? {} : { value }) },
    remove: minus === '-',
  }
}

function taint(targets: ActionTargets, action: ActionOf<'taint'>): void {
  const node = targets.server.get('Node', '', action.node)
  const parsed = parseTaint(action.taint)
  if (node === undefined || parsed === undefined) {
    notThere(
      targets,
      node === undefined ? `Node \`${action.node}\`` : `taint in \`${action.taint}\``,
    )
    return
  }
  const others = (node.spec?.taints ?? []).filter(
    ({ key, effect }) => key !== parsed.taint.key || effect !== parsed.taint.effect,
  )
  // SIMPLIFIED: a NoExecute taint keeps new Pods away, but does not evict those that run.
  const next = {
    ...node,
    spec: { ...node.spec, taints: parsed.remove ? others : [...others, parsed.taint] },
  }
  const what = parsed.remove
    ? `removed the taint \`${action.taint.slice(0, -1)}\` from Node \`${action.node}\``
    : `tainted Node \`${action.node}\` with \`${action.taint}\``
  targets.server.update(next, narrate(what, 'Tainted'))
}

function killContainer(targets: ActionTargets, action: ActionOf<'kill'>): void {
  const running = [...targets.world.state.values()].filter(
    (object): object is ContainerRecord =>
      object.kind === 'ContainerInstance' &&
      object.state === 'running' &&
      object.name === action.container &&
      object.pod.namespace === action.namespace &&
      object.pod.name === action.pod,
  )
  const target = running.at(-1)
  if (target === undefined) {
    notThere(targets, `running container \`${action.container}\` in Pod \`${action.pod}\``)
    return
  }
  const container = `container \`${action.container}\` of Pod \`${action.pod}\``
  const what = action.oom
    ? `made ${container} run out of memory`
    : `ended ${container} with exit code ${action.exitCode}`
  say(targets, what, 'Killed', [
    objectKey('Pod', action.namespace, action.pod),
    `ContainerInstance/${target.nodeName}/${target.id}`,
  ])
  targets.kill(target.id, { exitCode: action.exitCode, oom: action.oom })
}

function withNode(targets: ActionTargets, node: string, run: (runtime: NodeRuntime) => void): void {
  const runtime = targets.runtimeOf(node)
  if (runtime === undefined) notThere(targets, `Node \`${node}\``)
  else run(runtime)
}
