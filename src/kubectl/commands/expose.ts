// `kubectl expose`. Follows k8s.io/kubectl/pkg/cmd/expose/expose.go and pkg/polymorphichelpers (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import type { ContainerPort } from '#api/generated/types.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { type Generated, object } from '../generate/generator.ts'
import { parseLabelPairs } from '../label-pairs.ts'
import { overridden } from '../overrides.ts'
import { parsePrinting, type Printing } from '../printing.ts'
import { onEach, parseResources, type ResourceRequest } from '../resources.ts'
import { fail, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { inNamespace } from '../in-namespace.ts'
import { createObject } from './create.ts'

const FLAGS = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  ...FILE_FLAGS,
  'cluster-ip': { kind: 'text', value: '' },
  'external-ip': { kind: 'text', value: '' },
  'field-manager': { kind: 'text', value: '' },
  labels: { kind: 'text', short: 'l', value: '' },
  'load-balancer-ip': { kind: 'text', value: '' },
  name: { kind: 'text', value: '' },
  'override-type': { kind: 'text', value: 'merge' },
  overrides: { kind: 'text', value: '' },
  port: { kind: 'text', value: '' },
  protocol: { kind: 'text', value: '' },
  'save-config': { kind: 'bool', value: false },
  selector: { kind: 'text', value: '' },
  'session-affinity': { kind: 'text', value: '' },
  'target-port': { kind: 'text', value: '' },
  type: { kind: 'text', value: '' },
} as const

const NOT_FOLLOWED = ['filename', 'kustomize', 'recursive', 'save-config']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

interface Wanted {
  readonly name: string
  readonly port: string
  readonly targetPort: string
  readonly protocol: string
  readonly type: string
  readonly selector: string
  readonly labels: string
  readonly externalIp: string
  readonly loadBalancerIp: string
  readonly clusterIp: string
  readonly sessionAffinity: string
  readonly overrides: string
  readonly overrideType: string
}

export interface ExposeOptions extends ResourceRequest {
  readonly wanted: Wanted
  readonly isPlaced: boolean
  readonly printing: Printing
}

export const expose: LineCommand<ExposeOptions> = {
  name: 'expose',
  use: '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<ExposeOptions> {
  const read = parseCommandLine('expose', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace, changed } = read
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const parsed = parseResources({ args, selected: false, allowEmptySelector: false })
  if (!parsed.ok) return parsed
  const wanted: Wanted = {
    name: flags.name,
    port: flags.port,
    targetPort: flags['target-port'],
    protocol: flags.protocol,
    type: flags.type,
    selector: flags.selector,
    labels: flags.labels,
    externalIp: flags['external-ip'],
    loadBalancerIp: flags['load-balancer-ip'],
    clusterIp: flags['cluster-ip'],
    sessionAffinity: flags['session-affinity'],
    overrides: flags.overrides,
    overrideType: flags['override-type'],
  }
  const { resources } = parsed
  const isPlaced = changed.has('namespace')
  return {
    ok: true,
    options: { namespace, resources, wanted, isPlaced, printing: printing.printing },
  }
}

function run(session: Session, options: ExposeOptions): number {
  const code = onEach(session, options, 'expose', (one) => exposeObject(session, one, options))
  return code ?? 0
}

function exposeObject(session: Session, of: ApiObject, options: ExposeOptions): number {
  const { wanted, printing, isPlaced, namespace } = options
  const made = serviceOf(of, wanted)
  if (typeof made === 'string')
    return fail(session, `could not expose ${shownKind(of.kind)} \`${of.metadata.name}\``, made, [
      ...usageError(made).lines,
    ])
  const isDry = printing.dryRun === 'client'
  const changed = overridden(made, wanted.overrides, wanted.overrideType)
  if (typeof changed === 'string')
    return fail(session, `could not expose ${of.kind} \`${of.metadata.name}\``, changed, [
      `error: ${changed}`,
    ])
  const service = isPlaced || !isDry ? inNamespace(changed, namespace) : changed
  return createObject(session, service, printing, () => null, 'exposed')
}

const MAX_NAME = 63

function serviceOf(of: ApiObject, wanted: Wanted): Generated {
  const { group, kind } = infoOf(of.kind)
  const introspected = selectorOf(of)
  if (introspected === null)
    return `cannot expose a ${group === '' ? kind : `${shownKind(kind)}.${group}`}`
  const text = wanted.selector === '' ? introspected : wanted.selector
  if (typeof text !== 'string' && 'problem' in text)
    return `couldn't retrieve selectors via --selector flag or introspection: ${text.problem}`
  const selector = typeof text === 'string' ? parseLabelPairs(text) : text.labels
  if (typeof selector === 'string') return selector
  const found = portsOf(of)
  if (wanted.port === '' && found.length === 0 && wanted.clusterIp !== 'None')
    return "couldn't find port via --port flag or introspection"
  const labels = wanted.labels === '' ? of.metadata.labels : parseLabelPairs(wanted.labels)
  if (typeof labels === 'string') return labels
  const ports = servicePorts(found, wanted)
  if (typeof ports === 'string') return ports
  const name = (wanted.name || of.metadata.name) ?? ''
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: wanted.name === '' ? name.slice(0, MAX_NAME) : name,
      ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels }),
    },
    spec: specOf(selector, ports, wanted),
    status: { loadBalancer: {} },
  } as never)
}

function specOf(selector: object, ports: readonly object[], wanted: Wanted): object {
  const { type, externalIp, loadBalancerIp, clusterIp, sessionAffinity } = wanted
  return {
    selector,
    ...(ports.length === 0 ? {} : { ports }),
    ...(externalIp === '' ? {} : { externalIPs: [externalIp] }),
    ...(type === '' ? {} : { type }),
    ...(type === 'LoadBalancer' && loadBalancerIp !== '' ? { loadBalancerIP: loadBalancerIp } : {}),
    ...(sessionAffinity === '' ? {} : { sessionAffinity }),
    ...(clusterIp === '' ? {} : { clusterIP: clusterIp }),
  }
}

type Selector = { readonly labels: Readonly<Record<string, string>> } | { readonly problem: string }

/** The labels that choose the Pods of an object; null where the kind cannot be exposed. */
function selectorOf(of: ApiObject): Selector | null {
  switch (of.kind) {
    case 'ReplicationController':
      return { labels: of.spec?.selector ?? {} }
    case 'Pod':
      return Object.keys(of.metadata.labels ?? {}).length === 0
        ? { problem: 'the pod has no labels and cannot be exposed' }
        : { labels: of.metadata.labels ?? {} }
    case 'Service':
      return of.spec?.selector === undefined
        ? { problem: 'the service has no pod selector set' }
        : { labels: of.spec.selector }
    case 'Deployment':
    case 'ReplicaSet': {
      const labels = of.spec?.selector?.matchLabels ?? {}
      return Object.keys(labels).length === 0
        ? {
            problem: `invalid ${of.kind.toLowerCase()}: no selectors, therefore cannot be exposed`,
          }
        : { labels }
    }
    default:
      return null
  }
}

interface Port {
  readonly port: number
  readonly protocol: string
}

function portsOf(of: ApiObject): readonly Port[] {
  const ofContainers = (
    containers: readonly { readonly ports?: readonly ContainerPort[] }[] = [],
  ): readonly Port[] =>
    containers.flatMap(({ ports = [] }) =>
      ports.map(({ containerPort: port, protocol = 'TCP' }) => ({ port, protocol })),
    )
  switch (of.kind) {
    case 'Pod':
      return ofContainers(of.spec?.containers)
    case 'Service':
      return (of.spec?.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }))
    case 'ReplicationController':
    case 'Deployment':
    case 'ReplicaSet':
      return ofContainers(of.spec?.template?.spec?.containers)
    default:
      return []
  }
}

/** Follows createService: several ports get names, and a port with two protocols becomes two. */
function servicePorts(found: readonly Port[], wanted: Wanted): readonly object[] | string {
  const texts =
    wanted.port === ''
      ? [...new Set(found.map(({ port }) => String(port)))]
      : wanted.port.split(',')
  const ports: { readonly port: number; readonly name: string; readonly protocol: string }[] = []
  for (const [index, text] of texts.entries()) {
    if (!/^[+-]?\d+$/.test(text))
      return `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
    const port = Number(text)
    const name = texts.length > 1 ? `port-${index + 1}` : ''
    const known = [...new Set(found.filter((one) => one.port === port).map((one) => one.protocol))]
    if (wanted.protocol !== '' || known.length <= 1) {
      ports.push({ port, name, protocol: wanted.protocol || known[0] || 'TCP' })
      continue
    }
    for (const protocol of known.toSorted(compareText))
      ports.push({ port, name: `port-${index + 1}-${protocol.toLowerCase()}`, protocol })
  }
  return ports.map(({ port, name, protocol }) => {
    const { targetPort } = wanted
    const target =
      targetPort === '' ? port : /^\d+$/.test(targetPort) ? Number(targetPort) : targetPort
    return { ...(name === '' ? {} : { name }), port, protocol, targetPort: target }
  })
}
