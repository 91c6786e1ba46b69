// `kubectl create deployment`, `job` and `cronjob`.
// Follows k8s.io/kubectl/pkg/cmd/create/create_deployment.go, create_job.go and create_cronjob.go (v1.36).
import type { CronJob } from '#api/generated/types.ts'
import { goType } from '../errors.ts'
import { kindOfWord } from '../resource-types.ts'
import { type Generated, generator, object } from './generator.ts'

/** The name of a container that comes of an image: its last part, without tag and digest. */
function containerName(image: string): string {
  const last = image.split('/').at(-1) ?? ''
  const [name = ''] = last.split(/[@:]/)
  return name.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')
}

export const createDeployment = generator({
  name: 'deployment',
  use: 'NAME --image=image -- [COMMAND] [args...]',
  flags: {
    image: { kind: 'list', value: [] },
    port: { kind: 'number', value: -1 },
    replicas: { kind: 'number', short: 'r', value: 1 },
  },
  required: ['image'],
  refused: 'failed to create deployment: ',
  generate(name, { flags, behindDash }) {
    const { image: images, port, replicas } = flags
    const command = behindDash ?? []
    if (images.length > 1 && command.length > 0)
      return 'cannot specify multiple --image options and command'
    // Only the first container has the port.
    const containers = images.map((image, index) => ({
      name: containerName(image),
      image,
      ...(command.length === 0 ? {} : { command }),
      ...(port >= 0 && index === 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }))
    const labels = { app: name }
    return object({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        strategy: {},
        template: { metadata: { labels }, spec: { containers } },
      },
      status: {},
    } as never)
  },
})

function podTemplate(name: string, image: string, command: readonly string[], restart: string) {
  const container = {
    name,
    image,
    ...(command.length === 0 ? {} : { command }),
    resources: {},
  }
  return { metadata: {}, spec: { containers: [container], restartPolicy: restart } }
}

export const createJob = generator({
  name: 'job',
  use: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  flags: { from: { kind: 'text', value: '' }, image: { kind: 'text', value: '' } },
  refused: 'failed to create job: ',
  generate(name, { flags, behindDash, namespace }, { reader }): Generated {
    const { from, image } = flags
    const command = behindDash ?? []
    if ((image === '') === (from === '')) return 'either --image or --from must be specified'
    if (from !== '' && command.length > 0) return 'cannot specify --from and command'
    const base = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name } }
    if (from === '')
      return object({
        ...base,
        spec: { template: podTemplate(name, image, command, 'Never') },
        status: {},
      } as never)
    const [type = '', of = ''] = from.split('/')
    const kind = kindOfWord(type)
    if (kind === undefined) return `the server doesn't have a resource type "${type}"`
    const found = reader.get(kind, namespace, of)
    if (found === undefined) return NOT_FOUND + JSON.stringify({ kind, name: of })
    if (found.kind !== 'CronJob') return `unknown object type ${goType(found.kind)}`
    return jobFrom(name, found)
  },
})

/** A message that the command turns into the words of the server. */
export const NOT_FOUND = 'not found: '

function jobFrom(name: string, { metadata, spec }: CronJob): Generated {
  const template = spec?.jobTemplate
  const annotations = {
    'cronjob.kubernetes.io/instantiate': 'manual',
    ...template?.metadata?.annotations,
  }
  const labels = template?.metadata?.labels
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    controller: true,
  }
  return object({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations,
      ...(labels === undefined ? {} : { labels }),
      ownerReferences: [owner],
    },
    spec: template?.spec ?? {},
    status: {},
  } as never)
}

export const createCronJob = generator({
  name: 'cronjob',
  use: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...]",
  flags: {
    image: { kind: 'text', value: '' },
    restart: { kind: 'text', value: '' },
    schedule: { kind: 'text', value: '' },
  },
  required: ['image', 'schedule'],
  refused: 'failed to create cronjob: ',
  generate(name, { flags, behindDash }) {
    const { image, schedule, restart } = flags
    const template = podTemplate(name, image, behindDash ?? [], restart || 'OnFailure')
    return object({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec: { schedule, jobTemplate: { metadata: { name }, spec: { template } } },
      status: {},
    } as never)
  },
})
