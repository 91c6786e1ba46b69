// Kinds that are stored and shown: what a person makes is a line of the API server, what the cluster keeps for itself is not drawn.
import type { KindInfo, TypedObject } from '#api/meta/kind-info.ts'
import { customInfo, type CustomObject, shownKind } from '#api/meta/custom-kind.ts'
import type { CustomKind } from '#api/meta/kind-info.ts'
import type { ObjectOf } from '#api/meta/object.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { type ConditionText, type KindPicture, UNSEEN } from './kind-picture.ts'

interface WithConditions {
  readonly status?: { readonly conditions?: readonly ConditionText[] }
}

/** Made by controllers and nodes, one for nearly every Service, node and disk. */
const KEPT_BY_THE_CLUSTER: ReadonlySet<string> = new Set([
  'Endpoints',
  'EndpointSlice',
  'IPAddress',
  'ServiceCIDR',
  'Lease',
  'CSINode',
  'CSIStorageCapacity',
  'VolumeAttachment',
  'ResourceSlice',
])

const picture = ({ kind }: KindInfo<TypedObject>): KindPicture<TypedObject> => ({
  ...UNSEEN,
  ...(KEPT_BY_THE_CLUSTER.has(kind) ? {} : { place: 'line', outline: () => 'stored' }),
  label: shownKind(kind),
  conditions: (object: TypedObject & WithConditions) => object.status?.conditions ?? [],
})

type Pictures = { readonly [K in keyof typeof STORED_KINDS]: KindPicture<ObjectOf<K>> }

export const storedPictures = Object.fromEntries(
  Object.values(STORED_KINDS).map((info) => [
    info.kind,
    picture(info as unknown as KindInfo<TypedObject>),
  ]),
) as unknown as Pictures

/** The picture of a kind that a definition brings. */
export const customPicture = (kind: CustomKind): KindPicture<CustomObject> =>
  picture(
    customInfo(kind) as unknown as KindInfo<TypedObject>,
  ) as unknown as KindPicture<CustomObject>
