// Which objects a command is about: by name, by selector, or all of a kind.
// Follows k8s.io/cli-runtime/pkg/resource/builder.go (v1.36).
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import { kindOfWord } from './resource-types.ts'

/** One object, or with an empty name those of a kind that a selector, or `all`, chooses. */
export interface ResourceRef {
  readonly kind: string
  readonly name: string
}

export interface ResourceRequest {
  /** Of kinds that have one. */
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  /** Labels, as `kubectl -l` reads them. */
  readonly selector?: string
  readonly allNamespaces?: boolean
}

/** What a command reads objects from: the API server, or a moment of a run. */
export type Reader = Pick<Client, 'get' | 'list'>

export interface Found {
  /** In the order in which the command names them. */
  readonly objects: readonly ApiObject[]
  /** What was named and is not there. */
  readonly missing: readonly { readonly kind: Kind; readonly name: string }[]
}

/** The objects of a request; those of kinds that nobody knows, or of a selector that is none, are none. */
export function findResources(reader: Reader, request: ResourceRequest): Found {
  const objects: ApiObject[] = []
  const missing: { kind: Kind; name: string }[] = []
  for (const { kind: word, name } of request.resources) {
    const kind = kindOfWord(word)
    if (kind === undefined) continue
    if (name === '') {
      objects.push(...selected(reader, kind, request))
      continue
    }
    const found = reader.get(kind, request.namespace, name)
    if (found === undefined) missing.push({ kind, name })
    else objects.push(found)
  }
  return { objects, missing }
}

function selected(reader: Reader, kind: Kind, request: ResourceRequest): readonly ApiObject[] {
  const { namespace, selector = '', allNamespaces = false } = request
  const parsed = selector === '' ? null : parseLabelSelector(selector)
  if (parsed === undefined) return []
  return reader.list(kind, {
    ...(allNamespaces ? {} : { namespace }),
    ...(parsed === null ? {} : { labelSelector: parsed }),
  })
}

/** 'Pod web', 'all ReplicaSets', 'Pods with the labels app=shop': what a request is about, in words. */
export function resourcesText(resources: readonly ResourceRef[], selector = ''): string {
  if (selector !== '')
    return `${resources.map(({ kind }) => `${kind}s`).join(', ')} with the labels ${selector}`
  const named = resources.map(({ kind, name }) =>
    name === '' ? `all ${kind}s` : `${kind} ${name}`,
  )
  return named.join(', ')
}
