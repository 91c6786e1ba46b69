// Turns the OpenAPI v3 documents that a Kubernetes release publishes into what Podscape needs of them:
// readonly TypeScript types, a compact schema for strict decoding, completion, plain defaults and merging,
// the names of all resources, and the field descriptions for hovers (a file of its own, because it is large
// and loaded late).
// Usage: node scripts/generate-api.mjs <folder with api__v1.json, apis__apps__v1.json, ...>
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KINDS = [
  'Pod',
  'Node',
  'ConfigMap',
  'Secret',
  'Service',
  'Namespace',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Event',
  'ServiceAccount',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'StorageClass',
  'ReplicationController',
  'LimitRange',
  'ResourceQuota',
  'Binding',
  'ControllerRevision',
  'Endpoints',
  'EndpointSlice',
  'Eviction',
  'HorizontalPodAutoscaler',
  'Lease',
  'PodDisruptionBudget',
  'PriorityClass',
  'RuntimeClass',
  'Scale',
  'PodTemplate',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'CustomResourceDefinition',
  'APIService',
  'CertificateSigningRequest',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'Ingress',
  'IngressClass',
  'NetworkPolicy',
  'IPAddress',
  'ServiceCIDR',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'DeviceClass',
  'ResourceClaim',
  'ResourceClaimTemplate',
  'ResourceSlice',
  'CSIDriver',
  'CSINode',
  'CSIStorageCapacity',
  'VolumeAttachment',
  'VolumeAttributesClass',
]
/** Types of other versions that the server takes, which are not the stored ones. */
const OTHER_TYPES = ['io.k8s.api.events.v1.Event']
const DOCUMENTS = [
  'api__v1',
  'apis__apps__v1',
  'apis__admissionregistration.k8s.io__v1',
  'apis__apiextensions.k8s.io__v1',
  'apis__apiregistration.k8s.io__v1',
  'apis__batch__v1',
  'apis__certificates.k8s.io__v1',
  'apis__storage.k8s.io__v1',
  'apis__autoscaling__v2',
  'apis__coordination.k8s.io__v1',
  'apis__discovery.k8s.io__v1',
  'apis__events.k8s.io__v1',
  'apis__flowcontrol.apiserver.k8s.io__v1',
  'apis__networking.k8s.io__v1',
  'apis__node.k8s.io__v1',
  'apis__policy__v1',
  'apis__rbac.authorization.k8s.io__v1',
  'apis__resource.k8s.io__v1',
  'apis__scheduling.k8s.io__v1',
]
const OUT = new URL('../src/api/generated/', import.meta.url)

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: generate-api.mjs <folder of OpenAPI documents>')
/** `<name>_openapi.json` is how api/openapi-spec/v3 of the source calls a document. */
const readDocument = (name) => {
  const source = join(folder, `${name}_openapi.json`)
  return JSON.parse(
    readFileSync(existsSync(source) ? source : join(folder, `${name}.json`), 'utf8'),
  )
}
const schemas = {}
for (const name of DOCUMENTS) {
  const document = readDocument(name)
  for (const [key, value] of Object.entries(document.components.schemas)) schemas[key] ??= value
}

const shortNameOf = (ref) => ref.slice(ref.lastIndexOf('.') + 1)
const keyOfRef = (ref) => ref.slice(ref.lastIndexOf('/') + 1)
/** The name of a type here. Of two that end alike a kind, else that of the core group has it; others get their group before it. */
function nameOf(key) {
  const short = shortNameOf(key)
  const alike = [...visited].filter((other) => shortNameOf(other) === short)
  const kind = alike.find((other) => other === keyOfKind(short) && KINDS.includes(short))
  const isFirst = kind === undefined ? key.startsWith('io.k8s.api.core.') : key === kind
  if (alike.length < 2 || isFirst) return short
  const group = key.split('.').at(-3)
  return `${group[0].toUpperCase()}${group.slice(1)}${short}`
}
const SCALARS = {
  Quantity: 'Quantity',
  IntOrString: 'IntOrString',
  Time: 'Time',
  MicroTime: 'Time',
  FieldsV1: 'JsonObject',
  // What reads itself, so that nothing in it is unknown.
  JSON: 'unknown',
  JSONSchemaPropsOrArray: 'unknown',
  JSONSchemaPropsOrBool: 'unknown',
  JSONSchemaPropsOrStringArray: 'unknown',
}
const keyOfKind = (kind) =>
  Object.keys(schemas).find(
    (key) =>
      !key.startsWith('io.k8s.apimachinery.') &&
      shortNameOf(key) === kind &&
      schemas[key]['x-kubernetes-group-version-kind'],
  )

/** One field as the compact schema writes it: `string`, `[]Container`, `{}Quantity`, `Container` ... */
function typeOf(property) {
  const ref = property.$ref ?? property.allOf?.[0]?.$ref
  if (ref !== undefined) return nameOf(keyOfRef(ref))
  if (property.type === 'array') return `[]${typeOf(property.items)}`
  if (property.type === 'object' && property.additionalProperties)
    return `{}${typeOf(property.additionalProperties)}`
  if (property.type === 'object') return 'JsonObject'
  if (property.type === 'integer') return property.format === 'int64' ? 'int64' : 'int32'
  if (property.format === 'byte') return 'bytes'
  return property.type ?? 'any'
}

function tsTypeOf(type) {
  if (type.startsWith('[]')) return `readonly ${wrap(tsTypeOf(type.slice(2)))}[]`
  if (type.startsWith('{}')) return `Readonly<Record<string, ${tsTypeOf(type.slice(2))}>>`
  if (type === 'int32' || type === 'int64' || type === 'number') return 'number'
  if (type === 'bytes') return 'string'
  if (type === 'any') return 'unknown'
  return SCALARS[type] ?? type
}
const wrap = (text) => (text.startsWith('readonly ') ? `(${text})` : text)

const visited = new Set()
function visit(key) {
  if (visited.has(key) || SCALARS[shortNameOf(key)]) return
  visited.add(key)
  for (const property of Object.values(schemas[key].properties ?? {})) {
    const text = JSON.stringify(property)
    for (const match of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) visit(match[1])
  }
}
for (const kind of KINDS) visit(keyOfKind(kind))
for (const key of OTHER_TYPES) visit(key)

/** What a document says of a list: how items are told apart, by server-side apply and by a strategic merge patch. */
function listOf(property) {
  const type = property['x-kubernetes-list-type']
  return {
    // An atomic list is replaced as a whole, as one of which nothing is said.
    type: type === 'atomic' ? undefined : type,
    keys: property['x-kubernetes-list-map-keys'],
    mergeKey: property['x-kubernetes-patch-merge-key'],
    strategy: property['x-kubernetes-patch-strategy'],
  }
}
const some = (object) =>
  Object.values(object).some((value) => value !== undefined) ? object : undefined
/** Whether a default says no more than that the field is always written, which `written` says too. */
const isZero = (value) => value === '' || value === 0 || JSON.stringify(value) === '{}'
/** The values of some fields that a document has something to say about; undefined when there are none. */
function tableOf(fields, valueOf) {
  const found = fields.flatMap(([field, property]) => {
    const value = valueOf(property, field)
    return value === undefined ? [] : [[field, value]]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** What OpenAPI does not say, from `reference/cmd/go-fields`. */
const goFields = JSON.parse(readFileSync(new URL('go-fields.json', OUT), 'utf8'))
/** Structs of kinds that configure the server or devices, whose fields need no names of types in errors. */
const UNNAMED =
  /^(APIService|CertificateSigning|Custom|Device|ExactDevice|Flow|JSONSchema|LimitResponse|MatchResources|Mutati|NamedRule|ParamRef|PriorityLevel|ResourceClaimConsumer|RuleWith|Validati|Counter)/
/** The fields of a struct whose Go type has a name: without its package, if that is v1. */
function namesOfTypes(name) {
  if (UNNAMED.test(name)) return undefined
  const found = Object.entries(goFields.named).flatMap(([key, value]) =>
    key.startsWith(`${name}.`) && value !== 'v1.ResourceList'
      ? [[key.slice(name.length + 1), value.replace(/^v1\./, '')]]
      : [],
  )
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

const byName = new Map([...visited].map((key) => [nameOf(key), { key, schema: schemas[key] }]))
const names = [...byName.keys()].sort()
const types = []
const compact = {}
// Only who writes a manifest or asks for an explanation wants to know it, so that it is a file of its own.
const demanded = {}
const descriptions = {}
for (const name of names) {
  const { key, schema } = byName.get(name)
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties ?? {})
  const isKind = KINDS.includes(name)
  const lines = fields.map(([field, property]) => {
    if (isKind && field === 'kind') return `  readonly kind: '${name}'`
    if (isKind && field === 'apiVersion') return `  readonly apiVersion: string`
    if (isKind && field === 'metadata') return `  readonly metadata: ObjectMeta`
    const mark = required.has(field) ? '' : '?'
    return `  readonly ${JSON.stringify(field).slice(1, -1).match(/^\w+$/) ? field : JSON.stringify(field)}${mark}: ${tsTypeOf(typeOf(property))}`
  })
  types.push(`/** ${key} */\nexport interface ${name} {\n${lines.join('\n')}\n}`)
  const entry = {
    fields: Object.fromEntries(fields.map(([field, property]) => [field, typeOf(property)])),
  }
  if (required.size > 0) demanded[name] = [...required].sort()
  entry.enums = tableOf(fields, (property) => property.enum)
  const sorted = fields.map(([field]) => field).sort()
  const isWritten = (field) => /w/i.test(goFields.written[name]?.[sorted.indexOf(field)] ?? '')
  entry.defaults = tableOf(fields, (property, field) =>
    required.has(field) ||
    isZero(property.default) ||
    (property.default === false && isWritten(field))
      ? undefined
      : property.default,
  )
  entry.lists = tableOf(fields, (property) => some(listOf(property)))
  // A map or struct that is replaced as a whole.
  entry.maps = tableOf(fields, (property) => property['x-kubernetes-map-type'])
  entry.mapType = schema['x-kubernetes-map-type']
  const group = schema['x-kubernetes-group-version-kind']?.[0]
  if (isKind && group)
    entry.apiVersion = group.group ? `${group.group}/${group.version}` : group.version
  entry.written = goFields.written[name]
  entry.named = namesOfTypes(name)
  entry.embedded = goFields.embedded[name]
  compact[name] = entry
  descriptions[name] = {
    '': schema.description ?? '',
    ...Object.fromEntries(fields.map(([f, p]) => [f, p.description ?? ''])),
  }
}
// What is written as a scalar here has words as well.
for (const [key, schema] of Object.entries(schemas)) {
  const name = key.split('.').at(-1)
  if (['FieldsV1', 'IntOrString', 'MicroTime', 'Quantity', 'Time'].includes(name))
    descriptions[name] ??= { '': schema.description ?? '' }
}

const HEAD =
  '// Generated by scripts/generate-api.mjs from the OpenAPI documents of Kubernetes 1.36.2 (Apache-2.0). Do not edit.\n\n'
const SCALAR_TYPES = `/** A quantity as written, for example '100m', '1Gi' or 2. */\nexport type Quantity = string | number\nexport type IntOrString = number | string\n/** RFC 3339, whole seconds, UTC. */\nexport type Time = string\nexport type JsonObject = Readonly<Record<string, unknown>>\n\n`
writeFileSync(new URL('types.ts', OUT), HEAD + SCALAR_TYPES + types.join('\n\n') + '\n')
writeFileSync(new URL('schema.json', OUT), JSON.stringify(compact, null, 1) + '\n')
writeFileSync(new URL('required.json', OUT), JSON.stringify(demanded, null, 1) + '\n')
writeFileSync(new URL('descriptions.json', OUT), JSON.stringify(descriptions, null, 1) + '\n')

// What discovery says of each kind, read from the paths of its requests.
const resources = {}
for (const name of DOCUMENTS) {
  for (const [path, methods] of Object.entries(readDocument(name).paths)) {
    const [, prefix, inNamespace, resource, , subresource] =
      /^\/apis?\/((?:[^/]+\/)?v\w+)\/(namespaces\/\{namespace\}\/)?(\w+)(\/\{name\}(?:\/(\w+))?)?$/.exec(
        path,
      ) ?? []
    if (resource === undefined) continue
    const method = Object.values(methods).find((one) => one['x-kubernetes-group-version-kind'])
    const { group, kind } = method?.['x-kubernetes-group-version-kind'] ?? {}
    const ofPath = Object.values(resources).find((one) => one.resource === resource)
    if (subresource !== undefined) {
      if (ofPath !== undefined && !ofPath.subresources.includes(subresource))
        ofPath.subresources.push(subresource)
      continue
    }
    const key = group === '' ? kind : `${kind}.${group}`
    // A path without a namespace comes first, also of a kind that has one: it lists all of them.
    resources[key] ??= { apiVersion: prefix, resource, namespaced: false, subresources: [] }
    if (inNamespace !== undefined) resources[key].namespaced = true
  }
}
const resourceLines = Object.keys(resources)
  .sort()
  .map((key) => {
    const { apiVersion, resource, namespaced, subresources } = resources[key]
    const list = subresources
      .sort()
      .map((one) => `'${one}'`)
      .join(', ')
    return `  ${/^\w+$/.test(key) ? key : `'${key}'`}: {\n    apiVersion: '${apiVersion}',\n    resource: '${resource}',\n    namespaced: ${namespaced},\n    subresources: [${list}],\n  },`
  })
writeFileSync(
  new URL('resources.ts', OUT),
  `${HEAD}/** By kind and group: what discovery says of it. */\nexport const RESOURCES = {\n${resourceLines.join('\n')}\n} as const\n`,
)
console.log(`${names.length} types, ${resourceLines.length} resources`)
