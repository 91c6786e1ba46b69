// What a dumped Pod had around it and the dump does not hold: its Namespace, its ServiceAccount, what its volumes and
// variables come from. A Pod that ran had them, so stand-ins take their places.
import { isMapping } from '../field-reader.ts'
import { containersOf, hasRun } from './behaviour.ts'
import { dumpKeyOf, namespaceOf } from './dump.ts'
import { type Fields, fieldsAt, listAt, numberAt, textAt } from './values.ts'

const THERE: ReadonlySet<string> = new Set([
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
])
const STAND_IN = 'stand-in'

/**
 * What has to be made before `objects` (cleaned), which come from `pods` (as dumped). `present`: keys of what is there
 * anyway.
 */
export function aroundOf(
  objects: readonly Fields[],
  pods: readonly Fields[],
  present: ReadonlySet<string>,
): readonly Fields[] {
  const made = new Map<string, Fields>()
  const add = (kind: string, namespace: string, name: string, value: Fields): void => {
    const key = dumpKeyOf(kind, namespace, name)
    if (name === '' || present.has(key)) return
    const before = made.get(key)
    const data = { ...fieldsAt(before, 'data'), ...fieldsAt(value, 'data') }
    made.set(key, Object.keys(data).length === 0 ? value : { ...value, data })
  }
  for (const object of objects) {
    const namespace = textAt(object, 'metadata', 'namespace')
    if (namespace !== '' && !THERE.has(namespace))
      add('Namespace', 'default', namespace, { ...coreObject('Namespace', '', namespace) })
  }
  for (const pod of pods) {
    const ran = containersOf(pod).some(hasRun)
    for (const [kind, name, value] of neededBy(pod, ran)) add(kind, namespaceOf(pod), name, value)
  }
  return [...made.values()]
}

const coreObject = (kind: string, namespace: string, name: string): Fields => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...(namespace === '' ? {} : { namespace }) },
})

type Needed = readonly [kind: string, name: string, value: Fields]

function neededBy(pod: Fields, ran: boolean): readonly Needed[] {
  const namespace = namespaceOf(pod)
  const account = textAt(pod, 'spec', 'serviceAccountName')
  const priority = textAt(pod, 'spec', 'priorityClassName')
  const needed: Needed[] = []
  if (account !== '' && account !== 'default')
    needed.push(['ServiceAccount', account, coreObject('ServiceAccount', namespace, account)])
  if (priority !== '' && !priority.startsWith('system-')) {
    const value = numberAt(pod, 'spec', 'priority') ?? 0
    const made = coreObject('PriorityClass', '', priority)
    needed.push(['PriorityClass', priority, { ...made, apiVersion: 'scheduling.k8s.io/v1', value }])
  }
  // What a Pod that never ran waits for may well be missing.
  return ran ? [...needed, ...sourcesOf(pod, namespace)] : needed
}

/** The ConfigMaps, Secrets and claims that a Pod reads from. */
function sourcesOf(pod: Fields, namespace: string): readonly Needed[] {
  const source = (kind: 'ConfigMap' | 'Secret', name: string, keys: readonly string[]): Needed => {
    const word = kind === 'Secret' ? 'c3RhbmQtaW4=' : STAND_IN
    const data = Object.fromEntries(keys.filter(Boolean).map((key) => [key, word]))
    return [kind, name, { ...coreObject(kind, namespace, name), data }]
  }
  const fromEnv = containersOf(pod).flatMap(({ container }) => [
    ...listAt(container, 'env').flatMap((one) => {
      const map = fieldsAt(one, 'valueFrom', 'configMapKeyRef')
      const secret = fieldsAt(one, 'valueFrom', 'secretKeyRef')
      return [
        source('ConfigMap', textAt(map, 'name'), [textAt(map, 'key')]),
        source('Secret', textAt(secret, 'name'), [textAt(secret, 'key')]),
      ]
    }),
    ...listAt(container, 'envFrom').flatMap((one) => [
      source('ConfigMap', textAt(one, 'configMapRef', 'name'), []),
      source('Secret', textAt(one, 'secretRef', 'name'), []),
    ]),
  ])
  const volumes = listAt(pod, 'spec', 'volumes')
  const projected = volumes.flatMap((volume) => listAt(volume, 'projected', 'sources'))
  const fromVolumes = [...volumes, ...projected].flatMap((volume) => {
    const map = fieldsAt(volume, 'configMap')
    const secret = fieldsAt(volume, 'secret')
    const secretName = textAt(secret, 'secretName')
    return [
      source('ConfigMap', textAt(map, 'name'), keysOf(map)),
      source('Secret', secretName === '' ? textAt(secret, 'name') : secretName, keysOf(secret)),
    ]
  })
  const claims = volumes.flatMap((volume) =>
    claimWithVolume(textAt(volume, 'persistentVolumeClaim', 'claimName'), namespace),
  )
  return [...fromEnv, ...fromVolumes, ...claims].filter(
    ([, name]) => name !== '' && name !== 'kube-root-ca.crt',
  )
}

const keysOf = (source: Fields): readonly string[] =>
  listAt(source, 'items')
    .filter(isMapping)
    .map((item) => textAt(item, 'key'))

/** A claim that is bound to a volume made for it. */
function claimWithVolume(name: string, namespace: string): readonly Needed[] {
  if (name === '') return []
  const volumeName = `stand-in-${namespace}-${name}`
  const shared = { accessModes: ['ReadWriteOnce'], storageClassName: '' }
  return [
    [
      'PersistentVolume',
      volumeName,
      {
        ...coreObject('PersistentVolume', '', volumeName),
        spec: {
          ...shared,
          capacity: { storage: '1Gi' },
          claimRef: { namespace, name },
          hostPath: { path: `/var/lib/${volumeName}` },
        },
      },
    ],
    [
      'PersistentVolumeClaim',
      name,
      {
        ...coreObject('PersistentVolumeClaim', namespace, name),
        spec: { ...shared, volumeName, resources: { requests: { storage: '1Gi' } } },
      },
    ],
  ]
}
