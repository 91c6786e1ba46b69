// What is simplified for a manifest is said to the person who has written it: 200 manifests in the style of public
// ones, each with some fields, images and tools from the marks, and each of them has its note at its place.
import { expect, test } from 'vitest'
import '#cli/main.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { simplifications } from '#lib/simplified.ts'
import { checkFiles } from '#manifest/check-files.ts'
import { findImage } from '#runtime/images/catalogue.ts'
import { parseImageReference } from '#runtime/images/reference.ts'
import { toolsOf } from '#runtime/images/tools.ts'
import { isProgram } from '#runtime/programs/registry.ts'
import { findBuiltin } from '#runtime/shell/builtins.ts'
import { printYaml } from '#yaml/print-yaml.ts'

type Plain = Record<string, unknown>

/** A thing that is simplified, as it is put into a manifest, and the text that has to be said about it. */
interface Planted {
  readonly name: string
  /** Words of its line in the YAML. */
  readonly line: string
  readonly said: string
}

/** What a field of a mark can hold, in a manifest that the API server takes. */
const POD_FIELDS: Readonly<Record<string, unknown>> = {
  'PodSpec.hostIPC': true,
  'PodSpec.hostPID': true,
  'PodSpec.shareProcessNamespace': true,
  'PodSpec.hostUsers': false,
  'PodSpec.imagePullSecrets': [{ name: 'registry' }],
  'PodSpec.os': { name: 'linux' },
  'PodSpec.resources': { requests: { cpu: '100m' } },
  'PodSpec.setHostnameAsFQDN': true,
  'PodSecurityContext.runAsUser': 1000,
  'PodSecurityContext.runAsGroup': 1000,
  'PodSecurityContext.fsGroup': 2000,
  'PodSecurityContext.supplementalGroups': [3000],
  'SecurityContext.runAsUser': 1000,
  'SecurityContext.runAsGroup': 1000,
  'SecurityContext.capabilities': { drop: ['ALL'] },
  'SecurityContext.privileged': true,
  'SecurityContext.allowPrivilegeEscalation': true,
  'Container.stdin': true,
  'Container.tty': true,
  'Container.resizePolicy': [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
  'Volume.nfs': { server: 'nfs', path: '/' },
  'Volume.csi': { driver: 'csi.example.com' },
  'Volume.iscsi': { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:a', lun: 0 },
  'Volume.cephfs': { monitors: ['10.0.0.1:6789'] },
  'Volume.image': { reference: 'nginx' },
  'Volume.awsElasticBlockStore': { volumeID: 'vol-1' },
  'Volume.gcePersistentDisk': { pdName: 'disk' },
  'Volume.azureFile': { secretName: 's', shareName: 'share' },
  'VolumeMount.mountPropagation': 'HostToContainer',
  'Probe.grpc': { port: 9000 },
  'HTTPGetAction.scheme': 'HTTPS',
  'ContainerPort.hostIP': '127.0.0.1',
}

const SHELL_IMAGES = ['busybox:1.36', 'alpine:3.20', 'debian:12', 'ubuntu:24.04', 'acme/tools:1.0']

const isOurs = (name: string): boolean => isProgram(name) || findBuiltin(name, 'bash') !== undefined

/** Tools that an image has and that are not simulated, or that are simulated in part. */
function toolsToNameOf(image: string): readonly string[] {
  const { system } = findImage(parseImageReference(image) ?? { repository: image, tag: '' })
  const marked = new Set(simplifications().flatMap(({ programs }) => programs))
  return toolsOf(system).filter(
    (name) => /^[a-z0-9-]+$/.test(name) && (!isOurs(name) || marked.has(name)),
  )
}

const markOf = (field: string): string =>
  simplifications().find(({ fields }) => fields.some((one) => one.replace(/=.*/, '') === field))
    ?.text ?? ''

/** Puts a field where its struct stands in a Pod's spec. */
function plantField(spec: Plain, field: string): Planted {
  const [struct = '', key = ''] = field.split('.')
  const value = POD_FIELDS[field]
  const [container] = spec['containers'] as Plain[]
  const below = (owner: Plain, name: string): Plain => {
    owner[name] ??= {}
    return owner[name] as Plain
  }
  const first = (owner: Plain, name: string, made: Plain): Plain => {
    const list = (owner[name] ??= [made]) as Plain[]
    return list[0] ?? made
  }
  if (container === undefined) throw new Error('no container')
  switch (struct) {
    case 'PodSpec':
      spec[key] = value
      break
    case 'PodSecurityContext':
      below(spec, 'securityContext')[key] = value
      break
    case 'SecurityContext':
      below(container, 'securityContext')[key] = value
      break
    case 'Container':
      container[key] = value
      break
    case 'Volume': {
      const volumes = (spec['volumes'] ??= []) as Plain[]
      volumes.push({ name: `v${volumes.length}-${key.toLowerCase().slice(0, 20)}`, [key]: value })
      break
    }
    case 'VolumeMount': {
      const volumes = (spec['volumes'] ??= []) as Plain[]
      volumes.push({ name: 'cache', emptyDir: {} })
      first(container, 'volumeMounts', { name: 'cache', mountPath: '/cache' })[key] = value
      break
    }
    case 'Probe':
      below(container, 'livenessProbe')[key] = value
      break
    case 'HTTPGetAction':
      below(below(container, 'readinessProbe'), 'httpGet')[key] = value
      below(below(container, 'readinessProbe'), 'httpGet')['port'] = 8443
      break
    case 'ContainerPort':
      first(container, 'ports', { containerPort: 8080, hostPort: 8080 })[key] = value
      break
  }
  return { name: field, line: key, said: markOf(field) }
}

const pick = <T>(random: Prng, items: readonly T[]): T => items[random.next(items.length)] as T

const KINDS = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] as const

function wrap(kind: (typeof KINDS)[number], spec: Plain): Plain {
  const metadata = { name: 'app' }
  const labels = { app: 'app' }
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata, spec }
  const template = { metadata: { labels }, spec }
  const selector = { matchLabels: labels }
  const once = { template: { spec: { restartPolicy: 'Never', ...spec } } }
  if (kind === 'Job') return { apiVersion: 'batch/v1', kind, metadata, spec: once }
  if (kind === 'CronJob')
    return {
      apiVersion: 'batch/v1',
      kind,
      metadata,
      spec: { schedule: '0 * * * *', jobTemplate: { spec: once } },
    }
  const service = kind === 'StatefulSet' ? { serviceName: 'app' } : {}
  return { apiVersion: 'apps/v1', kind, metadata, spec: { selector, template, ...service } }
}

function make(random: Prng): { readonly text: string; readonly planted: readonly Planted[] } {
  const image = pick(random, SHELL_IMAGES)
  const known = toolsToNameOf(image)
  const tools = [pick(random, known), pick(random, known)]
  const script = ['set -e', ...tools.map((name) => `${name} --version`), 'sleep 3600'].join('\n')
  const spec: Plain = { containers: [{ name: 'main', image, command: ['sh', '-c', script] }] }
  const fields = Object.keys(POD_FIELDS)
  const chosen = new Set(Array.from({ length: 1 + random.next(3) }, () => pick(random, fields)))
  const planted = [...chosen].map((field) => plantField(spec, field))
  const unknown = image.startsWith('acme')
    ? [{ name: image, line: 'image:', said: 'an image that is not in the catalogue' }]
    : []
  const called = tools.map((name) => ({ name, line: 'set -e', said: `\`${name}\`: ` }))
  const text = printYaml(wrap(pick(random, KINDS), spec))
  return { text, planted: [...planted, ...unknown, ...called] }
}

/** What was planted and has no note, with what is wrong. */
function missing(text: string, planted: readonly Planted[]): readonly string[] {
  const { diagnostics } = checkFiles([{ path: 'manifests/app.yaml', text }], admitInEmptyCluster())
  const notes = diagnostics.filter(({ source }) => source === 'scope')
  const lines = text.split('\n')
  const isAt = ({ range }: FileDiagnostic, line: string): boolean =>
    lines
      .slice(Math.max(0, range.start.line - 2), range.start.line + 2)
      .join('\n')
      .includes(line)
  return planted.flatMap(({ name, line, said }) => {
    const found = notes.filter(({ message }) => message.includes(said))
    if (found.length === 0) return [`${name} is not named`]
    return found.some((note) => isAt(note, line)) ? [] : [`${name} is named at another place`]
  })
}

test('200 manifests: every field, image and tool that is simplified is named at its place', () => {
  const wrong: string[] = []
  for (let seed = 1; seed <= 200; seed += 1) {
    const { text, planted } = make(createPrng(seed))
    for (const one of missing(text, planted)) wrong.push(`seed ${seed}: ${one}\n${text}`)
  }
  expect(wrong.slice(0, 3)).toEqual([])
})

test('the marks of Pods are all among what is planted', () => {
  const structs = new Set(Object.keys(POD_FIELDS).map((field) => field.replace(/\..*/, '')))
  const ofVendors = 'volumes-of-vendors'
  const left = simplifications()
    .filter(({ id }) => id !== ofVendors)
    .flatMap(({ fields }) => fields)
    .map((field) => field.replace(/=.*/, ''))
    .filter((field) => structs.has(field.replace(/\..*/, '')) && !(field in POD_FIELDS))
  // Those that are only taken with a feature gate, on an update, or with a device plugin.
  expect(left.toSorted()).toEqual(
    [
      'Container.volumeDevices',
      'PodSpec.ephemeralContainers',
      'PodSpec.resourceClaims',
      'PodSpec.schedulingGroup',
      'VolumeMount.recursiveReadOnly',
    ].toSorted(),
  )
})
