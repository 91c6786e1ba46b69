// Advice on what is named and the files do not bring: ConfigMaps, Secrets, claims and their classes, without which Pods do not start.
// What then happens follows pkg/kubelet/kubelet_pods.go (v1.36), makeEnvironmentVariables, the volume plugins' SetUp, and
// pkg/scheduler/framework/plugins/volumebinding, PreFilter.
import type { PersistentVolumeClaim, PodSpec } from '#api/generated/types.ts'
import { podReferences, type Reference } from '#api/core/pod-references.ts'
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import { type ApiObject, keyOf, objectKey } from '#api/meta/object.ts'
import { OWN_STORAGE_CLASS } from '#api/storage/own-storage-class.ts'
import type { YamlPath } from '#yaml/types.ts'
import type { Advice, LintedObject } from './lint.ts'

/** Each namespace has it. */
const ROOT_CERTIFICATES = 'kube-root-ca.crt'

/**
 * References that must be there and are in none of the objects, each told once where it stands. `isMadeElsewhere` is asked
 * for names that something beside the objects may bring.
 */
export function missingReferences(
  objects: readonly LintedObject[],
  isMadeElsewhere: (name: string) => boolean,
): readonly (Advice & { readonly index: number })[] {
  if (objects.every(({ object }) => neededBy(object).length === 0)) return []
  const there = new Set<string>(objects.flatMap(({ object }) => keysBrought(object)))
  return objects.flatMap(({ object }, index) =>
    neededBy(object).flatMap(({ key, name, message, path }) =>
      there.has(key) || name === ROOT_CERTIFICATES || isMadeElsewhere(name)
        ? []
        : [{ severity: 'info', message, path, index } as const],
    ),
  )
}

/** What an object is for those who name something: itself, and of a volume its class, which needs no other object. */
function keysBrought(object: ApiObject): readonly string[] {
  const className = object.kind === 'PersistentVolume' ? object.spec?.storageClassName : undefined
  return className === undefined ? [keyOf(object)] : [keyOf(object), classKey(className)]
}

const classKey = (name: string): string => objectKey('StorageClass', undefined, name)

interface Needed extends Pick<Advice, 'message' | 'path'> {
  readonly key: string
  readonly name: string
}

const remembered = new WeakMap<ApiObject, readonly Needed[]>()

/** What an object's Pods wait for where it is missing, each once. Thousands of objects are asked with each key that is pressed. */
function neededBy(object: ApiObject): readonly Needed[] {
  const known = remembered.get(object)
  if (known !== undefined) return known
  const needed = findNeeded(object)
  remembered.set(object, needed)
  return needed
}

/** The classes of the claims that an object is or makes. */
function neededClasses(object: ApiObject): readonly Needed[] {
  const claims: readonly (readonly [PersistentVolumeClaim, YamlPath])[] =
    object.kind === 'PersistentVolumeClaim'
      ? [[object, []]]
      : object.kind === 'StatefulSet'
        ? (object.spec?.volumeClaimTemplates ?? []).map((claim, index) => [
            claim,
            ['spec', 'volumeClaimTemplates', index],
          ])
        : []
  return claims.flatMap(([{ spec }, path]) => {
    const { storageClassName: name = '', volumeName } = spec ?? {}
    if (name === '' || name === OWN_STORAGE_CLASS || volumeName !== undefined) return []
    const message = `there is no StorageClass \`${name}\` in these files: the claim stays Pending until somebody makes it; this cluster has \`${OWN_STORAGE_CLASS}\``
    return { key: classKey(name), name, message, path: [...path, 'spec', 'storageClassName'] }
  })
}

function findNeeded(object: ApiObject): readonly Needed[] {
  return [...neededClasses(object), ...neededOfPods(object)]
}

function neededOfPods(object: ApiObject): readonly Needed[] {
  const pod = podSpecOf(object)
  if (pod === null) return []
  const told = new Set<string>()
  return podReferences(pod.spec, object.metadata.namespace ?? 'default').flatMap((reference) => {
    const { key, kind, name, where, optional } = reference
    const is = waitsWithout(reference)
    const isTold = told.has(key)
    told.add(key)
    if (is === null || optional || isTold) return []
    const message = `there is no ${kind} \`${name}\` in these files: ${is} until somebody makes it`
    return [{ key, name, message, path: [...pod.path, ...placeOf(pod.spec, where)] }]
  })
}

/** How a Pod waits for what is missing; null for kinds without which it is refused at once. */
function waitsWithout({ kind, where }: Reference): string | null {
  if (kind === 'PersistentVolumeClaim') return 'the Pod gets no node and stays Pending'
  if (kind !== 'ConfigMap' && kind !== 'Secret') return null
  return where.startsWith('volume ')
    ? 'the Pod stays at ContainerCreating'
    : 'the container stays at CreateContainerConfigError'
}

/** Where 'volume site' or 'env of app' stands in a Pod spec. */
function placeOf(spec: PodSpec, where: string): YamlPath {
  const name = where.split(' ').at(-1) ?? ''
  const at = (list: readonly { readonly name?: string }[] | undefined): number =>
    list?.findIndex((one) => one.name === name) ?? -1
  if (where.startsWith('volume ')) return ['volumes', at(spec.volumes)]
  const init = at(spec.initContainers)
  const index = init < 0 ? at(spec.containers) : init
  const list = init < 0 ? 'containers' : 'initContainers'
  return [list, index, spec[list]?.[index]?.env === undefined ? 'envFrom' : 'env']
}
