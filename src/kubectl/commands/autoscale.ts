// `kubectl autoscale`. Follows k8s.io/kubectl/pkg/cmd/autoscale/autoscale.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { parseQuantity } from '#api/meta/quantity.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { object } from '../generate/generator.ts'
import { parsePrinting, type Printing } from '../printing.ts'
import { onEach, parseResources, type ResourceRequest } from '../resources.ts'
import { fail, type Session } from '../session.ts'
import { missingFlags, usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { inNamespace } from '../in-namespace.ts'
import { createObject } from './create.ts'

const FLAGS = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  ...FILE_FLAGS,
  cpu: { kind: 'text', value: '' },
  'cpu-percent': { kind: 'number', value: -1 },
  'field-manager': { kind: 'text', value: '' },
  max: { kind: 'number', value: -1 },
  memory: { kind: 'text', value: '' },
  min: { kind: 'number', value: -1 },
  name: { kind: 'text', value: '' },
  'save-config': { kind: 'bool', value: false },
} as const

const NOT_FOLLOWED = ['filename', 'kustomize', 'recursive', 'save-config']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

export interface AutoscaleOptions extends ResourceRequest {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly metrics: readonly object[]
  /** The line has the flag that is no longer liked. */
  readonly isOld: boolean
  readonly isPlaced: boolean
  readonly printing: Printing
}

export const autoscale: LineCommand<AutoscaleOptions> = {
  name: 'autoscale',
  use: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<AutoscaleOptions> {
  const read = parseCommandLine('autoscale', FLAGS, words)
  if (!read.ok) return read
  const missing = missingFlags(read.changed, ['max'])
  if (missing !== null) return missing
  const { args, flags, namespace, changed } = read
  const { min, max, cpu, memory, name } = flags
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  if (max < 1) return usageError(`--max=MAXPODS is required and must be at least 1, max: ${max}`)
  if (max < min)
    return usageError(
      `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`,
    )
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const parsed = parseResources({ args, selected: false, allowEmptySelector: false })
  if (!parsed.ok) return parsed
  const metrics: object[] = []
  for (const [resource, text] of [
    ['cpu', flags['cpu-percent'] >= 0 && cpu === '' ? `${flags['cpu-percent']}%` : cpu],
    ['memory', memory],
  ] as const) {
    if (text === '') continue
    const target = targetOf(text)
    if (target === null) return usageError(`invalid resource ${resource} value: ${text}`)
    metrics.push({ type: 'Resource', resource: { name: resource, target } })
  }
  return {
    ok: true,
    options: {
      namespace,
      resources: parsed.resources,
      name,
      min,
      max,
      metrics,
      isOld: changed.has('cpu-percent'),
      isPlaced: changed.has('namespace'),
      printing: printing.printing,
    },
  }
}

function targetOf(text: string): object | null {
  if (/^\d+%$/.test(text))
    return { type: 'Utilization', averageUtilization: Number(text.slice(0, -1)) }
  return parseQuantity(text) === undefined ? null : { type: 'AverageValue', averageValue: text }
}

const OLD_FLAG =
  "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU)."

function run(session: Session, options: AutoscaleOptions): number {
  if (options.isOld) session.out(OLD_FLAG)
  const scale = (one: ApiObject): number => autoscaleObject(session, one, options)
  return onEach(session, options, 'autoscale', scale) ?? 0
}

function autoscaleObject(session: Session, of: ApiObject, options: AutoscaleOptions): number {
  const { printing, isPlaced, namespace, min, max, metrics } = options
  const { apiVersion, resource, subresources } = infoOf(of.kind)
  const named = of.metadata.name ?? ''
  if (!subresources.some((one: string) => one === 'scale')) {
    const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
    const line = `error: cannot autoscale a ${shownKind(of.kind)}: could not find scale subresource for ${version}, Resource=${resource} in discovery information`
    return fail(
      session,
      `could not autoscale ${shownKind(of.kind)} \`${named}\``,
      'it cannot be scaled',
      [line],
    )
  }
  const scaler = object({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: options.name || named },
    spec: {
      maxReplicas: max,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(min > 0 ? { minReplicas: min } : {}),
      scaleTargetRef: { apiVersion, kind: of.kind, name: named },
    },
    status: { currentMetrics: null, desiredReplicas: 0 },
  } as never)
  const isDry = printing.dryRun === 'client'
  const placed = isPlaced || !isDry ? inNamespace(scaler, namespace) : scaler
  return createObject(session, placed, printing, () => [INCOMPATIBLE], 'autoscaled')
}

const INCOMPATIBLE =
  'error: failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input'
