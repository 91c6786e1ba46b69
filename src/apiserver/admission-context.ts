// What admission may look up, answered from the store.
import { objectKey } from '#api/meta/object.ts'
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'
import type { AdmissionContext } from './admit-types.ts'
import type { Store } from './storage/store.ts'

/** The characters of generated names: no vowels and nothing that reads like another one. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const SUFFIX_LENGTH = 5

/** Makes the context of one API server. Cluster IPs come from 10.96.0.0/12, in order from 10.96.0.11, after that of the cluster's DNS. */
export function createAdmissionContext(
  store: Store,
  prng: Prng,
  { clock, uid }: { readonly clock: Clock; readonly uid: () => string },
): AdmissionContext {
  let services = 0
  return {
    get nowMs() {
      return clock.nowMs
    },
    namespace: (name) => store.get(objectKey('Namespace', undefined, name), 'Namespace'),
    serviceAccount: (namespace, name) =>
      store.get(objectKey('ServiceAccount', namespace, name), 'ServiceAccount'),
    node: (name) => store.get(objectKey('Node', undefined, name), 'Node'),
    definition: (name) =>
      store.get(objectKey('CustomResourceDefinition', undefined, name), 'CustomResourceDefinition'),
    priorityClasses: () => store.list('PriorityClass'),
    storageClasses: () => store.list('StorageClass'),
    services: () => store.list('Service'),
    uid,
    list: (kind, namespace) => store.list(kind, namespace === undefined ? {} : { namespace }),
    suffix() {
      let text = ''
      for (let i = 0; i < SUFFIX_LENGTH; i += 1) text += ALPHABET[prng.next(ALPHABET.length)]
      return text
    },
    clusterIp() {
      for (;;) {
        services += 1
        const address = `10.96.${Math.floor((services + 10) / 256) % 256}.${(services + 10) % 256}`
        if (store.list('Service', { index: ['clusterIP', address] }).length === 0) return address
      }
    },
  }
}
