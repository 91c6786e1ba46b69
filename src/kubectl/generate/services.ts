// `kubectl create service` and `kubectl create ingress`.
// Follows k8s.io/kubectl/pkg/cmd/create/create_service.go and create_ingress.go (v1.36).
import { type Generated, generator, object } from './generator.ts'

const PORTS = { tcp: { kind: 'list', value: [] } } as const
const MOST_PORT = 65_535
const PORT_NAME = /^(?=.*[a-z])(?!-)(?!.*--)[a-z0-9-]{1,15}(?<!-)$/

type Port = { readonly port: number; readonly targetPort: number | string } | string

/** Follows parsePorts: '80', '80:8080' or '80:http'. */
function parsePort(text: string): Port {
  const [first = '', second] = text.split(':')
  const port = Number(first)
  if (!/^\d+$/.test(first) || port > MOST_PORT) {
    const why = /^\d+$/.test(first) ? 'value out of range' : 'invalid syntax'
    return `strconv.ParseUint: parsing ${JSON.stringify(first)}: ${why}`
  }
  if (second === undefined) return { port, targetPort: port }
  if (/^[+-]?\d+$/.test(second)) {
    const target = Number(second)
    return target >= 1 && target <= MOST_PORT
      ? { port, targetPort: target }
      : 'must be between 1 and 65535, inclusive'
  }
  return PORT_NAME.test(second)
    ? { port, targetPort: second }
    : 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'
}

interface ServiceOptions {
  readonly type: string
  readonly tcp: readonly string[]
  readonly nodePort?: number
  readonly clusterIP?: string
  readonly externalName?: string
}

function service(name: string, options: ServiceOptions): Generated {
  const { type, tcp, nodePort = 0, clusterIP = '', externalName = '' } = options
  const ports: object[] = []
  for (const text of tcp) {
    const parsed = parsePort(text)
    if (typeof parsed === 'string') return parsed
    const own = nodePort === 0 ? {} : { nodePort }
    ports.push({ name: text.replaceAll(':', '-'), ...parsed, protocol: 'TCP', ...own })
  }
  const labels = { app: name }
  const spec = {
    type,
    selector: labels,
    ...(ports.length === 0 ? {} : { ports }),
    ...(externalName === '' ? {} : { externalName }),
    ...(clusterIP === '' ? {} : { clusterIP }),
  }
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec,
    status: { loadBalancer: {} },
  } as never)
}

const NO_PORT = 'at least one tcp port specifier must be provided'

export const createServiceClusterIp = generator({
  name: 'service clusterip',
  use: 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
  flags: { ...PORTS, clusterip: { kind: 'text', value: '' } },
  refused: 'failed to create ClusterIP service: ',
  generate(name, { flags }) {
    const { tcp, clusterip: clusterIP } = flags
    if (tcp.length === 0 && clusterIP !== 'None') return NO_PORT
    return service(name, { type: 'ClusterIP', tcp, clusterIP })
  },
})

export const createServiceNodePort = generator({
  name: 'service nodeport',
  use: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  flags: { ...PORTS, 'node-port': { kind: 'number', value: 0 } },
  refused: 'failed to create NodePort service: ',
  generate(name, { flags }) {
    const { tcp } = flags
    return tcp.length === 0
      ? NO_PORT
      : service(name, { type: 'NodePort', tcp, nodePort: flags['node-port'] })
  },
})

export const createServiceLoadBalancer = generator({
  name: 'service loadbalancer',
  use: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  flags: PORTS,
  refused: 'failed to create LoadBalancer service: ',
  generate: (name, { flags: { tcp } }) =>
    tcp.length === 0 ? NO_PORT : service(name, { type: 'LoadBalancer', tcp }),
})

export const createServiceExternalName = generator({
  name: 'service externalname',
  use: 'NAME --external-name external.name [--dry-run=server|client|none]',
  flags: { ...PORTS, 'external-name': { kind: 'text', value: '' } },
  required: ['external-name'],
  refused: 'failed to create ExternalName service: ',
  generate: (name, { flags }) =>
    service(name, {
      type: 'ExternalName',
      tcp: flags.tcp,
      externalName: flags['external-name'],
    }),
})

const RULE =
  /^(?<host>[\w*\-.]*)(?<path>\/[^=]*)=(?<name>[^:]+):(?<port>[\w-]+)(?:,tls(?:=(?<secret>.*))?)?$/

function backend(text: string): object {
  const [name = '', port = ''] = text.split(':')
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

interface Rule {
  readonly host: string
  readonly path: object
  /** Null without TLS; the name of its Secret, which may be ''. */
  readonly secret: string | null
}

function parseRule(text: string): Rule | string {
  if (!RULE.test(text))
    return `rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`
  const [rule = '', tls] = text.split(',')
  const [host = '', behind = ''] = rule.split(/\/(.*)/s)
  const [path = '', target = ''] = behind.split('=')
  const isPrefix = path.endsWith('*') || path === ''
  const shown = `/${path}`
  return {
    host,
    path: {
      path: path.endsWith('*') ? shown.slice(0, -1) : shown,
      pathType: path.endsWith('*') && isPrefix ? 'Prefix' : 'Exact',
      backend: backend(target),
    },
    secret: tls === undefined ? null : (tls.split('=')[1] ?? ''),
  }
}

function tlsOf(rules: readonly Rule[]): readonly object[] {
  const seen = new Set<string>()
  const lists: { hosts: string[]; secret: string }[] = []
  for (const { host, secret } of rules) {
    if (secret === null || seen.has(host)) continue
    seen.add(host)
    const known = secret === '' ? undefined : lists.find((one) => one.secret === secret)
    if (known !== undefined) known.hosts.push(host)
    else if (host !== '' || secret !== '') lists.push({ hosts: host === '' ? [] : [host], secret })
  }
  return lists.map(({ hosts, secret }) => ({
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(secret === '' ? {} : { secretName: secret }),
  }))
}

export const createIngress = generator({
  name: 'ingress',
  use: 'NAME --rule=host/path=service:port[,tls[=secret]] ',
  flags: {
    annotation: { kind: 'texts', value: [] },
    class: { kind: 'text', value: '' },
    'default-backend': { kind: 'text', value: '' },
    rule: { kind: 'texts', value: [] },
  },
  refused: 'failed to create ingress: ',
  generate(name, { flags }): Generated {
    const { rule: texts, annotation, class: className } = flags
    const fallback = flags['default-backend']
    if (texts.length === 0 && fallback === '')
      return 'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)'
    const rules: Rule[] = []
    for (const text of texts) {
      const parsed = parseRule(text)
      if (typeof parsed === 'string') return parsed
      rules.push(parsed)
    }
    const odd = annotation.find((text) => !text.includes('='))
    if (odd !== undefined) return `annotation ${odd} is invalid and should be in format key=[value]`
    if (fallback !== '' && fallback.split(':').length !== 2)
      return 'default-backend should be in format servicename:serviceport'
    const hosts = [...new Set(rules.map(({ host }) => host))]
    const tls = tlsOf(rules)
    const annotations = Object.fromEntries(annotation.map((text) => text.split(/=(.*)/s)))
    return object({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, ...(annotation.length === 0 ? {} : { annotations }) },
      spec: {
        ...(className === '' ? {} : { ingressClassName: className }),
        ...(fallback === '' ? {} : { defaultBackend: backend(fallback) }),
        ...(rules.length === 0
          ? {}
          : {
              rules: hosts.map((host) => ({
                ...(host === '' ? {} : { host }),
                http: { paths: rules.filter((one) => one.host === host).map(({ path }) => path) },
              })),
            }),
        ...(tls.length === 0 ? {} : { tls }),
      },
      status: { loadBalancer: {} },
    } as never)
  },
})
