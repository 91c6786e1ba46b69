// What is known of a kind wherever one speaks of it: its names, versions and scope. How its objects are defaulted
// and checked stands in its strategy, in apiserver/registry.
import type { ObjectMeta } from '../generated/types.ts'
import { RESOURCES } from '../generated/resources.ts'
import { type ObjectIndex, OWNER_INDEX } from './object-index.ts'

/** 'Pod', or 'Deployment.apps': a kind with its group. It begins the keys of its objects. */
export type GroupKind = keyof typeof RESOURCES

/**
 * 'CronTab.stable.example.com': kind and group, behind them ':Cluster' where its objects have no namespace, and ':' with
 * the plural where it is not the ordinary one. No other kind has a point in its name.
 */
export type CustomKind = `${string}.${string}`

/** What every object has. */
export interface TypedObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

export interface KindInfo<T extends TypedObject> {
  readonly kind: T['kind']
  /** '' is the core group. */
  readonly group: string
  readonly groupKind: GroupKind | CustomKind
  /** The version that objects are stored in. */
  readonly apiVersion: string
  /** The other versions that the server takes, and what becomes of an object that is written in one. */
  readonly conversions: Readonly<Record<string, Conversion>>
  /** The plural of the URL, as messages print it: 'pods'. */
  readonly resource: string
  /** 'pod': what kubectl prints before a name. */
  readonly singular: string
  readonly shortNames: readonly string[]
  /** Groups of kinds that kubectl takes for a kind: 'all'. */
  readonly categories: readonly string[]
  readonly namespaced: boolean
  /** 'status', 'scale', 'binding' ...: the last part of the URLs below an object. */
  readonly subresources: readonly string[]
  /** Where the Pod spec of its objects, or of the Pods that come of them, stands; null for kinds without one. */
  readonly podSpecPath: readonly string[] | null
  readonly indexes: readonly ObjectIndex<T>[]
  /** True where keys are somebody else's words, so that an empty field is not as good as a missing one. */
  readonly isFreeForm: boolean
  /** What is said of every request for its objects, because they should no longer be used; null for other kinds. */
  readonly deprecation: string | null
}

/** What is written in one version, in the form of the stored one. Nothing is promised about it but that it is an object. */
export type Conversion = (
  written: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>

/** What the documents of a release leave out. */
export interface KindNames<T> {
  readonly podSpecPath: readonly string[] | null
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  /** Besides that of the owners, which every kind has. */
  readonly indexes?: readonly ObjectIndex<T>[]
  readonly isFreeForm?: boolean
  readonly deprecation?: string
  readonly conversions?: Readonly<Record<string, Conversion>>
}

/** The group of an apiVersion: 'apps' of 'apps/v1', '' of 'v1'. */
export function groupOfVersion(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** What a release says of a kind, completed with its short names. */
export function kindInfo<T extends TypedObject>(
  groupKind: GroupKind,
  kind: T['kind'],
  {
    podSpecPath,
    shortNames = [],
    categories = [],
    indexes = [],
    isFreeForm = false,
    deprecation,
    conversions = {},
  }: KindNames<T>,
): KindInfo<T> {
  const { apiVersion, resource, namespaced, subresources } = RESOURCES[groupKind]
  return {
    kind,
    group: groupOfVersion(apiVersion),
    groupKind,
    apiVersion,
    conversions,
    resource,
    singular: kind.toLowerCase(),
    shortNames,
    categories,
    namespaced,
    subresources,
    podSpecPath,
    indexes: [OWNER_INDEX, ...indexes],
    isFreeForm,
    deprecation: deprecation ?? null,
  }
}
