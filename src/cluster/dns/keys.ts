// What the answers about names and addresses depend on, as keys of changes.

export const ALL_SERVICES = 'services'
export const NAMESPACES = 'namespaces'

/** A Service by its name, also one that is not there yet. */
export const serviceKey = (namespace: string, name: string): string =>
  `service ${namespace}/${name}`

/** The Pods of a Namespace. */
export const podsKey = (namespace: string): string => `pods ${namespace}`
