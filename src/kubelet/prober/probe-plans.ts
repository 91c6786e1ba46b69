// When each probe runs next, as its worker had planned it at every moment of a run. It is kept beside the journal: to
// plan is no change of the cluster, and a probe at rest has no timer that one could look at.

export type ProbeType = 'Startup' | 'Liveness' | 'Readiness'

/** A plan: the next run, and those after it where nothing else can come of them. Virtual milliseconds. */
export interface ProbePlan {
  readonly nextMs: number
  /** The distance of further runs while it is at rest; null for a single one. */
  readonly everyMs: number | null
}

export interface ProbePlans {
  /** Notes what a probe of a container plans from now on; null when it has stopped or is under way. */
  note(at: ProbeMoment, plan: ProbePlan | null): void
  /** The next run after `at.timeMs`; null when none was planned then, or the probe was just running. */
  nextMs(at: ProbeMoment): number | null
}

export interface ProbeMoment {
  readonly podUid: string
  readonly containerName: string
  readonly type: ProbeType
  readonly timeMs: number
}

interface Noted {
  readonly timeMs: number
  readonly plan: ProbePlan | null
}

/** Makes an empty list of plans. */
export function createProbePlans(): ProbePlans {
  const byProbe = new Map<string, Noted[]>()
  const keyOf = ({ podUid, containerName, type }: ProbeMoment): string =>
    `${podUid}/${containerName}/${type}`
  return {
    note(at, plan) {
      const { timeMs } = at
      const noted = byProbe.get(keyOf(at))
      if (noted === undefined) byProbe.set(keyOf(at), [{ timeMs, plan }])
      // Of what was planned within a millisecond the last counts.
      else if (noted.at(-1)?.timeMs === timeMs) noted.splice(-1, 1, { timeMs, plan })
      else noted.push({ timeMs, plan })
    },
    nextMs(at) {
      const plan = byProbe.get(keyOf(at))?.findLast(({ timeMs }) => timeMs <= at.timeMs)?.plan
      if (plan === null || plan === undefined) return null
      const { nextMs, everyMs } = plan
      if (nextMs > at.timeMs) return nextMs
      if (everyMs === null) return null
      return nextMs + (Math.floor((at.timeMs - nextMs) / everyMs) + 1) * everyMs
    },
  }
}
