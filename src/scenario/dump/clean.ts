// An object as a person would have written it: without what the API server, the scheduler and the kubelet added, and
// without values that are secret.
import { equal } from '#lib/equal.ts'
import { isMapping } from '../field-reader.ts'
import { kindOf, namespaceOf } from './dump.ts'
import { type Fields, fieldsAt, listAt, textAt, without } from './values.ts'

/** What stands in the place of a secret value. */
export const DROPPED = 'dropped'
const DROPPED_BASE64 = 'ZHJvcHBlZA=='

const SERVER_ANNOTATION =
  /^(?:kubectl\.kubernetes\.io\/|deployment\.kubernetes\.io\/|kubernetes\.io\/config\.|control-plane\.alpha\.|node\.alpha\.|volumes\.kubernetes\.io\/|volume\.(?:beta\.)?kubernetes\.io\/|pv\.kubernetes\.io\/|cni\.|k8s\.v1\.cni\.|kubeadm\.alpha\.|csi\.volume\.|batch\.kubernetes\.io\/(?!job-completion)|autoscaling\.alpha\.|endpoints\.kubernetes\.io\/)/
const SECRET_NAME = /PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i

/** What the server gives every Pod that says nothing else. */
const POD_DEFAULTS: Fields = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  serviceAccountName: 'default',
  terminationGracePeriodSeconds: 30,
}
const CONTAINER_DEFAULTS: Fields = {
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}
const BY_ITSELF = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

export interface Cleaned {
  readonly value: Fields
  /** Names of environment variables and keys whose secret value was dropped. */
  readonly dropped: readonly string[]
}

/** The object as it can be created again. With `bound` a Pod stays on its node. */
export function cleaned(value: Fields, bound = false): Cleaned {
  const dropped: string[] = []
  const kind = kindOf(value)
  const spec = fieldsAt(value, 'spec')
  const made = {
    ...without(value, 'status', 'metadata', 'spec'),
    metadata: cleanMetadata(fieldsAt(value, 'metadata')),
    ...('spec' in value ? { spec: cleanSpec(kind, spec, dropped, bound) } : {}),
  }
  // The order in which one reads an object.
  const { apiVersion, kind: _, metadata, ...rest } = made as Fields
  const whole = { apiVersion, kind, metadata, ...rest }
  if (kind !== 'Secret') return { value: whole, dropped }
  return { value: withoutSecrets(whole, dropped), dropped }
}

function cleanMetadata(metadata: Fields): Fields {
  const { name, namespace, labels } = metadata
  const annotations = Object.entries(fieldsAt(metadata, 'annotations')).filter(
    ([key]) => !SERVER_ANNOTATION.test(key),
  )
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(isMapping(labels) && Object.keys(labels).length > 0 ? { labels } : {}),
    ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
  }
}

function cleanSpec(kind: string, spec: Fields, dropped: string[], bound: boolean): unknown {
  if (kind === 'Pod') return cleanPodSpec(spec, dropped, bound)
  if (kind === 'Service') return cleanService(spec)
  if (kind === 'PersistentVolumeClaim') return without(spec, 'volumeName', 'volumeMode')
  if (kind === 'PersistentVolume') return without(spec, 'claimRef')
  if (kind === 'CronJob') {
    const job = fieldsAt(spec, 'jobTemplate')
    return {
      ...spec,
      jobTemplate: { spec: cleanSpec('Job', fieldsAt(job, 'spec'), dropped, false) },
    }
  }
  if (!isMapping(spec['template'])) return spec
  const template = fieldsAt(spec, 'template')
  const isJob = kind === 'Job' && spec['manualSelector'] !== true
  const labels = Object.entries(fieldsAt(template, 'metadata', 'labels')).filter(
    ([key]) => !(isJob && /(?:^|\/)(?:controller-uid|job-name)$/.test(key)),
  )
  const annotations = fieldsAt(template, 'metadata', 'annotations')
  const metadata = {
    ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  }
  const made = {
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    spec: cleanPodSpec(fieldsAt(template, 'spec'), dropped, false),
  }
  return { ...(isJob ? without(spec, 'selector') : spec), template: made }
}

function cleanService(spec: Fields): Fields {
  const headless = textAt(spec, 'clusterIP') === 'None'
  const rest = without(
    spec,
    ...(headless ? [] : ['clusterIP']),
    'clusterIPs',
    'internalTrafficPolicy',
    'ipFamilies',
    'ipFamilyPolicy',
    'sessionAffinity',
  )
  return textAt(rest, 'type') === 'ClusterIP' ? without(rest, 'type') : rest
}

function cleanPodSpec(spec: Fields, dropped: string[], bound: boolean): Fields {
  const volumes = listAt(spec, 'volumes').filter((volume) => !isTokenVolume(volume))
  const tolerations = listAt(spec, 'tolerations').filter(
    (one) =>
      !(BY_ITSELF.includes(textAt(one, 'key')) && textAt(one, 'effect') === 'NoExecute') ||
      (isMapping(one) && one['tolerationSeconds'] !== 300),
  )
  const rest = without(
    withoutDefaults(spec, POD_DEFAULTS),
    ...(bound ? [] : ['nodeName']),
    'ephemeralContainers',
    'overhead',
    'priority',
    'runtimeClassName',
    'serviceAccount',
    'tolerations',
    'volumes',
  )
  const containers = Object.fromEntries(
    ['initContainers', 'containers']
      .filter((field) => field in spec)
      .map((field) => [field, listAt(spec, field).map((one) => cleanContainer(one, dropped))]),
  )
  return {
    ...rest,
    ...containers,
    ...(tolerations.length === 0 ? {} : { tolerations }),
    ...(volumes.length === 0 ? {} : { volumes }),
  }
}

const isTokenVolume = (volume: unknown): boolean =>
  textAt(volume, 'name').startsWith('kube-api-access-') ||
  /^[a-z0-9-]+-token-[a-z0-9]{5}$/.test(textAt(volume, 'secret', 'secretName'))

function cleanContainer(container: unknown, dropped: string[]): unknown {
  if (!isMapping(container)) return container
  const mounts = listAt(container, 'volumeMounts').filter(
    (mount) => textAt(mount, 'mountPath') !== '/var/run/secrets/kubernetes.io/serviceaccount',
  )
  const env = listAt(container, 'env').map((one) => {
    const name = textAt(one, 'name')
    if (!isMapping(one) || textAt(one, 'value') === '' || !SECRET_NAME.test(name)) return one
    dropped.push(name)
    return { ...one, value: DROPPED }
  })
  const ports = listAt(container, 'ports').map((port) =>
    isMapping(port) && port['protocol'] === 'TCP' ? without(port, 'protocol') : port,
  )
  const { name, image, ...rest } = withoutDefaults(container, CONTAINER_DEFAULTS)
  return {
    name,
    image,
    ...without(rest, 'volumeMounts', 'env', 'ports'),
    ...(ports.length === 0 ? {} : { ports }),
    ...(env.length === 0 ? {} : { env }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
  }
}

function withoutDefaults(value: Fields, defaults: Fields): Fields {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, field]) => !(Object.hasOwn(defaults, name) && equal(field, defaults[name])),
    ),
  )
}

function withoutSecrets(value: Fields, dropped: string[]): Fields {
  const redact = (field: string, word: string): Fields => {
    const keys = Object.keys(fieldsAt(value, field))
    dropped.push(
      ...keys.map((key) => `${namespaceOf(value)}/${textAt(value, 'metadata', 'name')}: ${key}`),
    )
    return keys.length === 0 ? {} : { [field]: Object.fromEntries(keys.map((key) => [key, word])) }
  }
  return {
    ...without(value, 'data', 'stringData'),
    ...redact('data', DROPPED_BASE64),
    ...redact('stringData', DROPPED),
  }
}
