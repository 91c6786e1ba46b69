// The Go names of types, as the API server prints them in decoding errors.

/** Fields whose Go type is a named string, where it is likely that somebody writes another type. */
const NAMED_STRINGS: Readonly<Record<string, string>> = {
  'Container.imagePullPolicy': 'v1.PullPolicy',
  'Container.restartPolicy': 'v1.ContainerRestartPolicy',
  'Container.terminationMessagePolicy': 'v1.TerminationMessagePolicy',
  'ContainerPort.protocol': 'v1.Protocol',
  'EmptyDirVolumeSource.medium': 'v1.StorageMedium',
  'HTTPGetAction.scheme': 'v1.URIScheme',
  'HostPathVolumeSource.type': 'v1.HostPathType',
  'LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator',
  'NodeSelectorRequirement.operator': 'v1.NodeSelectorOperator',
  'PodSpec.dnsPolicy': 'v1.DNSPolicy',
  'PodSpec.preemptionPolicy': 'v1.PreemptionPolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy',
  'Secret.type': 'v1.SecretType',
  'ServicePort.protocol': 'v1.Protocol',
  'ServiceSpec.externalTrafficPolicy': 'v1.ServiceExternalTrafficPolicy',
  'ServiceSpec.sessionAffinity': 'v1.ServiceAffinity',
  'ServiceSpec.type': 'v1.ServiceType',
  'Taint.effect': 'v1.TaintEffect',
  'Toleration.effect': 'v1.TaintEffect',
  'Toleration.operator': 'v1.TolerationOperator',
  'VolumeMount.mountPropagation': 'v1.MountPropagationMode',
}

/** Structs whose fields are those of another one in Go, by the struct and what is embedded in it. */
const EMBEDDED: Readonly<Record<string, string>> = {
  Volume: 'VolumeSource',
  PersistentVolumeSpec: 'PersistentVolumeSource',
  Probe: 'ProbeHandler',
  EphemeralContainer: 'EphemeralContainerCommon',
  ConfigMapKeySelector: 'LocalObjectReference',
  SecretKeySelector: 'LocalObjectReference',
  ConfigMapEnvSource: 'LocalObjectReference',
  SecretEnvSource: 'LocalObjectReference',
  ConfigMapProjection: 'LocalObjectReference',
  SecretProjection: 'LocalObjectReference',
  ConfigMapVolumeSource: 'LocalObjectReference',
}
const OWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Volume: ['name'],
  PersistentVolumeSpec: [
    'capacity',
    'accessModes',
    'claimRef',
    'persistentVolumeReclaimPolicy',
    'storageClassName',
    'mountOptions',
    'volumeMode',
    'nodeAffinity',
    'volumeAttributesClassName',
  ],
  Probe: [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
    'terminationGracePeriodSeconds',
  ],
  EphemeralContainer: ['targetContainerName'],
}

/** What Go's decoder puts before a field that is embedded in a struct: 'VolumeSource'; undefined for its own fields. */
export function embeddedBefore(struct: string, field: string): string | undefined {
  const embedded = Object.hasOwn(EMBEDDED, struct) ? EMBEDDED[struct] : undefined
  if (embedded === 'LocalObjectReference') return field === 'name' ? embedded : undefined
  return OWN_FIELDS[struct]?.includes(field) === true ? undefined : embedded
}

const BASIC: Readonly<Record<string, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  boolean: 'bool',
  bytes: '[]uint8',
  Quantity: 'resource.Quantity',
  IntOrString: 'intstr.IntOrString',
  '{}Quantity': 'v1.ResourceList',
}

/** 'int32', 'v1.PodSpec', '[]v1.Container', 'map[string]string': the Go type of a field. */
export function goTypeOf(type: string, struct: string, field: string): string {
  if (type === 'string') return NAMED_STRINGS[`${struct}.${field}`] ?? 'string'
  const basic = Object.hasOwn(BASIC, type) ? BASIC[type] : undefined
  if (basic !== undefined) return basic
  if (type.startsWith('[]')) return `[]${goTypeOf(type.slice(2), struct, field)}`
  if (type.startsWith('{}')) return `map[string]${goTypeOf(type.slice(2), struct, field)}`
  return `v1.${type}`
}

/** 'number', 'string', 'bool', 'array', 'object': what Go's decoder calls a JSON value. */
export function jsonKindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'number'
  if (typeof value === 'number' || typeof value === 'string') return typeof value
  return value === null ? 'null' : 'object'
}
