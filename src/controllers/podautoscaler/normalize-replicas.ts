// What becomes of a recommendation: earlier ones hold it back, and limits of the rate and of the number.
// Follows pkg/controller/podautoscaler/horizontal.go (v1.36), normalizeDesiredReplicas and its neighbours.
import type { HorizontalPodAutoscaler, HPAScalingRules } from '#api/generated/types.ts'

const DOWNSCALE_STABILISATION_WINDOW_MS = 300_000
const SCALE_UP_LIMIT_FACTOR = 2
const SCALE_UP_LIMIT_MINIMUM = 4
const MAX_INT32 = 2 ** 31 - 1

interface Stamped {
  readonly value: number
  readonly atMs: number
}

/** What the controller remembers of one autoscaler. */
export interface Memory {
  recommendations: readonly Stamped[]
  scaleUps: readonly Stamped[]
  scaleDowns: readonly Stamped[]
}

export interface Said {
  readonly reason: string
  readonly message: string
}

export interface Normalized {
  readonly replicas: number
  readonly ableToScale: Said
  readonly limited: Said & { readonly isLimited: boolean }
}

interface Wanted {
  readonly current: number
  readonly desired: number
  readonly minReplicas: number
  readonly maxReplicas: number
}

const READY: Said = {
  reason: 'ReadyForNewScale',
  message: 'recommended size matches current size',
}
const DOWN_STABILIZED: Said = {
  reason: 'ScaleDownStabilized',
  message:
    'recent recommendations were higher than current one, applying the highest recent recommendation',
}
const UP_STABILIZED: Said = {
  reason: 'ScaleUpStabilized',
  message:
    'recent recommendations were lower than current one, applying the lowest recent recommendation',
}
const WITHIN_RANGE: Said = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
}
const UP_LIMIT: Said = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
}
const DOWN_LIMIT: Said = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
}
const TOO_MANY: Said = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
}
const TOO_FEW: Said = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
}

/** The number that is set in the end, and what is said of it. Notes the recommendation in `memory`. */
export function normalizeDesiredReplicas(
  { spec }: HorizontalPodAutoscaler,
  memory: Memory,
  {
    current,
    desired,
    nowMs,
  }: { readonly current: number; readonly desired: number; readonly nowMs: number },
): Normalized {
  const { behavior } = spec
  const stabilized =
    behavior === undefined
      ? stabilizeDown(memory, desired, nowMs)
      : stabilizeWithBehaviors(behavior, memory, { current, desired, nowMs })
  const wanted: Wanted = {
    current,
    desired: stabilized.replicas,
    minReplicas: spec.minReplicas ?? 1,
    maxReplicas: spec.maxReplicas,
  }
  const { replicas, said } =
    behavior === undefined
      ? convertWithRules(wanted)
      : convertWithBehaviorRate(wanted, behavior, { memory, nowMs })
  return {
    replicas,
    ableToScale: stabilized.replicas === desired ? READY : stabilized.said,
    limited: { ...said, isLimited: replicas !== stabilized.replicas },
  }
}

interface Converted {
  readonly replicas: number
  readonly said: Said
}

/** The highest recommendation of the last five minutes holds. */
function stabilizeDown(memory: Memory, desired: number, nowMs: number): Converted {
  const recent = memory.recommendations.filter(
    ({ atMs }) => atMs >= nowMs - DOWNSCALE_STABILISATION_WINDOW_MS,
  )
  const replicas = Math.max(desired, ...recent.map(({ value }) => value))
  memory.recommendations = [...recent, { value: desired, atMs: nowMs }]
  return { replicas, said: DOWN_STABILIZED }
}

type Behavior = NonNullable<HorizontalPodAutoscaler['spec']['behavior']>

/** Up by the lowest, down by the highest recommendation of the windows. */
function stabilizeWithBehaviors(
  { scaleUp, scaleDown }: Behavior,
  memory: Memory,
  {
    current,
    desired,
    nowMs,
  }: { readonly current: number; readonly desired: number; readonly nowMs: number },
): Converted {
  const upMs = (scaleUp?.stabilizationWindowSeconds ?? 0) * 1000
  const seconds = scaleDown?.stabilizationWindowSeconds
  const downMs = seconds === undefined ? DOWNSCALE_STABILISATION_WINDOW_MS : seconds * 1000
  const within = (windowMs: number): readonly number[] =>
    memory.recommendations.filter(({ atMs }) => atMs > nowMs - windowMs).map(({ value }) => value)
  const up = Math.min(desired, ...within(upMs))
  const down = Math.max(desired, ...within(downMs))
  const oldest = nowMs - Math.max(upMs, downMs)
  memory.recommendations = [
    ...memory.recommendations.filter(({ atMs }) => atMs >= oldest),
    { value: desired, atMs: nowMs },
  ]
  return {
    replicas: Math.min(Math.max(current, up), down),
    said: desired >= current ? UP_STABILIZED : DOWN_STABILIZED,
  }
}

function convertWithRules({ current, desired, minReplicas, maxReplicas }: Wanted): Converted {
  const limit = Math.max(SCALE_UP_LIMIT_FACTOR * current, SCALE_UP_LIMIT_MINIMUM)
  const isRate = maxReplicas > limit
  const most = isRate ? limit : maxReplicas
  if (desired < minReplicas) return { replicas: minReplicas, said: TOO_FEW }
  if (desired > most) return { replicas: most, said: isRate ? UP_LIMIT : TOO_MANY }
  return { replicas: desired, said: WITHIN_RANGE }
}

interface Past {
  readonly memory: Memory
  readonly nowMs: number
}

function convertWithBehaviorRate(
  { current, desired, minReplicas, maxReplicas }: Wanted,
  { scaleUp, scaleDown }: Behavior,
  past: Past,
): Converted {
  if (desired > current) {
    const limit = Math.max(current, limitOf(scaleUp, current, { ...past, isUp: true }))
    const isRate = maxReplicas > limit
    const most = isRate ? limit : maxReplicas
    if (desired > most) return { replicas: most, said: isRate ? UP_LIMIT : TOO_MANY }
  } else if (desired < current) {
    const limit = Math.min(current, limitOf(scaleDown, current, { ...past, isUp: false }))
    const isRate = minReplicas < limit
    const least = isRate ? limit : minReplicas
    if (desired < least) return { replicas: least, said: isRate ? DOWN_LIMIT : TOO_FEW }
  }
  return { replicas: desired, said: WITHIN_RANGE }
}

/** How far the policies let the number go, from what it was when their periods began. */
function limitOf(
  rules: HPAScalingRules | undefined,
  current: number,
  { memory, nowMs, isUp }: Past & { readonly isUp: boolean },
): number {
  const { policies = [], selectPolicy = 'Max' } = rules ?? {}
  if (selectPolicy === 'Disabled') return current
  const changeOf = (events: readonly Stamped[], seconds: number): number =>
    events
      .filter(({ atMs }) => atMs > nowMs - seconds * 1000)
      .reduce((sum, { value }) => sum + value, 0)
  const proposed = policies.map(({ type, value, periodSeconds }) => {
    const start =
      current -
      changeOf(memory.scaleUps, periodSeconds) +
      changeOf(memory.scaleDowns, periodSeconds)
    if (type === 'Pods') return isUp ? start + value : start - value
    return isUp ? Math.ceil(start * (1 + value / 100)) : Math.trunc(start * (1 - value / 100))
  })
  // 'Max' is the greater change: the higher number on the way up, the lower on the way down.
  const isHigher = (selectPolicy === 'Max') === isUp
  return isHigher ? Math.max(-MAX_INT32, ...proposed) : Math.min(MAX_INT32, ...proposed)
}

/** Notes a change of the number, for the policies that look back. */
export function storeScaleEvent(
  { spec }: HorizontalPodAutoscaler,
  memory: Memory,
  {
    before,
    after,
    nowMs,
  }: { readonly before: number; readonly after: number; readonly nowMs: number },
): void {
  if (spec.behavior === undefined) return
  const { scaleUp, scaleDown } = spec.behavior
  const rules = after > before ? scaleUp : scaleDown
  const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds))
  const event = { value: Math.abs(after - before), atMs: nowMs }
  const kept = (events: readonly Stamped[]): readonly Stamped[] => [
    ...events.filter(({ atMs }) => atMs >= nowMs - longest * 1000),
    event,
  ]
  if (after > before) memory.scaleUps = kept(memory.scaleUps)
  else memory.scaleDowns = kept(memory.scaleDowns)
}
