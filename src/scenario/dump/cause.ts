// The likely cause of a dumped Pod's state, and the fields to look at.
import { containersOf, type DumpedContainer, endOf } from './behaviour.ts'
import type { DumpedObject } from './dump.ts'
import { type Fields, fieldsAt, listAt, numberAt, textAt } from './values.ts'

export interface Cause {
  /** The word that Kubernetes has for it: 'CrashLoopBackOff', 'Unschedulable'. */
  readonly word: string
  readonly text: string
  /** Where to change something. */
  readonly fields: readonly {
    readonly label: string
    readonly path: string
    readonly line: number
  }[]
}

type Field = readonly (string | number)[]

const EXIT_CODES: Readonly<Record<number, string>> = {
  1: 'the program itself gave up, so its log has the reason',
  2: 'a shell or a program was called with wrong arguments',
  126: 'the command was found, and cannot be executed',
  127: 'there is no such command in the image',
  128: 'the process could not be started',
  134: 'the program aborted itself (SIGABRT)',
  137: 'it was killed (SIGKILL): by the kernel for its memory, or by the kubelet after a failed liveness probe or a grace period',
  139: 'the program crashed (SIGSEGV)',
  143: 'it was asked to end (SIGTERM), as the kubelet does after a failed liveness probe',
}

/** What is wrong with a Pod, the first thing first; nothing when all is well. */
export function causeOf(pod: DumpedObject, word: string): readonly Cause[] {
  const { value } = pod
  const causes: Cause[] = []
  const add = (name: string, text: string, ...fields: readonly Field[]): void => {
    const places = fields
      .filter((field) => isThere(value, field))
      .map((field) => ({ label: labelOf(field), path: pod.path, line: pod.lineOf(field) }))
    causes.push({ word: name, text, fields: places })
  }
  unscheduled(value, add)
  const reason = textAt(value, 'status', 'reason')
  if (reason === 'Evicted')
    add(
      'Evicted',
      `${textAt(value, 'status', 'message')} Requests near to what it really uses let the node keep it`,
      ['spec', 'containers', 0, 'resources'],
    )
  else if (reason !== '') add(reason, textAt(value, 'status', 'message'))
  for (const one of containersOf(value)) containerCause(one, value, add)
  if (textAt(value, 'metadata', 'deletionTimestamp') !== '' && causes.length === 0)
    add(
      'Terminating',
      terminating(value),
      ['metadata', 'finalizers'],
      ['spec', 'terminationGracePeriodSeconds'],
    )
  if (causes.length === 0 && word !== 'Running' && word !== 'Completed' && word !== 'Succeeded')
    add(word, 'the status says no more than that: `kubectl get events` of the namespace may')
  return causes
}

type Add = (word: string, text: string, ...fields: readonly Field[]) => void

function terminating(pod: Fields): string {
  const finalizers = listAt(pod, 'metadata', 'finalizers').filter((one) => typeof one === 'string')
  if (finalizers.length > 0)
    return `it is deleted as soon as somebody takes away its finalizers: ${finalizers.join(', ')}`
  return 'it was deleted; the kubelet of its node ends the containers, and has not said that it is done'
}

const FILTERS: readonly (readonly [words: RegExp, text: string, field: Field])[] = [
  [/node affinity\/selector/, 'no node has the labels that it asks for', ['spec', 'nodeSelector']],
  [/node affinity\/selector/, '', ['spec', 'affinity', 'nodeAffinity']],
  [
    /Insufficient/,
    'the nodes that it may go to have too little left',
    ['spec', 'containers', 0, 'resources', 'requests'],
  ],
  [/untolerated taint/, 'it tolerates not all taints of the nodes', ['spec', 'tolerations']],
  [
    /pod affinity|anti-affinity/,
    'other Pods are near that may not be, or far that must be near',
    ['spec', 'affinity'],
  ],
  [/topology spread/, 'it would make its topology uneven', ['spec', 'topologySpreadConstraints']],
  [/free ports/, 'its hostPort is taken', ['spec', 'containers', 0, 'ports']],
  [
    /PersistentVolumeClaim|volume node affinity|persistentvolumeclaim/,
    'its volumes are not there, or on another node',
    ['spec', 'volumes'],
  ],
  [/unschedulable/, 'nodes are cordoned', ['spec', 'nodeName']],
]

function unscheduled(pod: Fields, add: Add): void {
  const condition = listAt(pod, 'status', 'conditions').find(
    (one) => textAt(one, 'type') === 'PodScheduled' && textAt(one, 'status') === 'False',
  )
  if (condition === undefined) return
  const message = textAt(condition, 'message')
  const reason = textAt(condition, 'reason')
  if (reason === 'SchedulingGated') {
    add(reason, 'it waits until somebody takes away its scheduling gates', [
      'spec',
      'schedulingGates',
    ])
    return
  }
  const found = FILTERS.filter(([words]) => words.test(message))
  const texts = found.map(([, text]) => text).filter(Boolean)
  const why = texts.length === 0 ? message : `${texts.join('; ')}. The scheduler says: ${message}`
  add('Unschedulable', why, ...found.map(([, , field]) => field))
}

function containerCause(one: DumpedContainer, pod: Fields, add: Add): void {
  const { container, status, list, index } = one
  const name = textAt(container, 'name')
  const at = (...field: Field): Field => ['spec', list, index, ...field]
  const waiting = fieldsAt(status, 'state', 'waiting')
  const reason = textAt(waiting, 'reason')
  const message = textAt(waiting, 'message')
  const end = endOf(fieldsAt(status, 'state')) ?? endOf(fieldsAt(status, 'lastState'))
  if (/ImagePull|ImageNeverPull|InvalidImageName|RegistryUnavailable/.test(reason)) {
    add(reason, `${imageWords(message)}: \`${textAt(container, 'image')}\``, at('image'), [
      'spec',
      'imagePullSecrets',
    ])
  } else if (/Config|CreateContainerError|RunContainerError|StartError/.test(reason)) {
    add(
      reason,
      `\`${name}\` cannot be made: ${message}`,
      at('env'),
      at('envFrom'),
      at('command'),
      at('volumeMounts'),
    )
  } else if (end?.reason === 'OOMKilled') {
    const limit = textAt(container, 'resources', 'limits', 'memory')
    add(
      'OOMKilled',
      `\`${name}\` used more memory than its limit${limit === '' ? '' : ` of ${limit}`}`,
      at('resources', 'limits', 'memory'),
    )
  } else if (reason === 'CrashLoopBackOff' || (end !== null && end.exitCode !== 0)) {
    add(
      reason === '' ? 'Error' : reason,
      crashWords(name, status, end, pod),
      at('command'),
      at('args'),
      at('image'),
      at('env'),
      at('livenessProbe'),
    )
  } else if (status['ready'] === false && textAt(status, 'state', 'running', 'startedAt') !== '') {
    const probe = 'readinessProbe' in container
    if (list === 'containers' && probe)
      add(
        'Unhealthy',
        `\`${name}\` runs, and its readiness probe does not succeed`,
        at('readinessProbe'),
        at('ports'),
      )
  }
}

function imageWords(message: string): string {
  if (/not found|manifest unknown/i.test(message)) return 'the registry has no such image or tag'
  if (/denied|unauthorized|authorization/i.test(message))
    return 'the registry refuses it: there is no such repository, or the password (imagePullSecrets) is missing or wrong'
  if (/no such host|i\/o timeout|connection refused/i.test(message))
    return 'the registry cannot be reached'
  return 'the image cannot be pulled'
}

function crashWords(
  name: string,
  status: Fields,
  end: ReturnType<typeof endOf>,
  pod: Fields,
): string {
  const restarts = numberAt(status, 'restartCount') ?? 0
  const again =
    restarts === 0 ? '' : `, and was started again ${restarts} ${restarts === 1 ? 'time' : 'times'}`
  if (end === null) return `\`${name}\` ends again and again${again}`
  const ran = end.ranMs === null ? '' : `, ${Math.round(end.ranMs / 1000)} s after its start`
  const meaning = EXIT_CODES[end.exitCode]
  const namespace = textAt(pod, 'metadata', 'namespace')
  const place = namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`
  const log = `kubectl logs ${textAt(pod, 'metadata', 'name')}${place} -c ${name} --previous`
  const means = meaning === undefined ? '' : `. Exit code ${end.exitCode} often means: ${meaning}`
  return `\`${name}\` exited with ${end.exitCode}${ran}${again}${means}. What it said last is in \`${log}\``
}

function isThere(value: unknown, field: Field): boolean {
  let found = value
  for (const step of field) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return false
    found = (found as Readonly<Record<string | number, unknown>>)[step]
  }
  return true
}

/** 'containers[0].image', without the spec before it. */
function labelOf(field: Field): string {
  return field
    .filter((step) => step !== 'spec')
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}
