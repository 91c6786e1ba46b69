// Questions about objects of definitions: inside of the simulator such an object has a kind that says all of its names.
import type { CustomResourceDefinition } from '#api/generated/types.ts'
import { customKindOf, definedKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiRequest, Target } from './api-stage.ts'

interface Question {
  readonly given?: readonly ApiObject[]
  readonly before?: readonly ApiRequest[]
  readonly request: ApiRequest
}

/** The question with the kinds that its definitions bring. */
export function withCustomKinds<Q extends Question>(question: Q): Q {
  const { given = [], before = [], request } = question
  const requests = [...before, request]
  const kinds = new Map(
    [...given, ...requests.flatMap(({ object }) => object ?? [])]
      .filter((object): object is CustomResourceDefinition => isDefinition(object))
      .map((definition) => {
        const { group, names } = definition.spec
        return [customKindOf(`${group}/v1`, names.kind), definedKind(definition)] as const
      }),
  )
  if (kinds.size === 0) return question
  const named = <T extends { readonly apiVersion?: string; readonly kind: string }>(of: T): T => {
    const known = kinds.get(customKindOf(of.apiVersion ?? '', of.kind))
    return known === undefined ? of : { ...of, kind: known }
  }
  const asked = (one: ApiRequest): ApiRequest => ({
    ...one,
    ...(one.object === undefined ? {} : { object: named(one.object) }),
    ...(one.target === undefined
      ? {}
      : { target: named<Target & { apiVersion?: string }>(one.target) }),
  })
  return {
    ...question,
    given: given.map((object) => named(object)),
    before: before.map(asked),
    request: asked(request),
  }
}

function isDefinition(object: ApiObject): boolean {
  if (object.kind !== 'CustomResourceDefinition') return false
  const { spec } = object as Partial<CustomResourceDefinition>
  return (
    spec?.names?.kind !== undefined && spec.group !== undefined && spec.names.plural !== undefined
  )
}
