// Kinds that are stored and shown: the page lists them, and draws none of them.
import type { KindInfo, TypedObject } from '#api/meta/kind-info.ts'
import type { ObjectOf } from '#api/meta/object.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { type ConditionText, type KindPicture, UNSEEN } from './kind-picture.ts'

interface WithConditions {
  readonly status?: { readonly conditions?: readonly ConditionText[] }
}

const picture = ({ kind }: KindInfo<TypedObject>): KindPicture<TypedObject> => ({
  ...UNSEEN,
  label: kind,
  conditions: (object: TypedObject & WithConditions) => object.status?.conditions ?? [],
})

type Pictures = { readonly [K in keyof typeof STORED_KINDS]: KindPicture<ObjectOf<K>> }

export const storedPictures = Object.fromEntries(
  Object.values(STORED_KINDS).map((info) => [
    info.kind,
    picture(info as unknown as KindInfo<TypedObject>),
  ]),
) as unknown as Pictures
