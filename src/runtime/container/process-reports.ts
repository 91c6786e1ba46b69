// What becomes of a process whose program threw something: it did too much at one go, or met a fault of ours.
import { codeOfSignal } from '../process/signals.ts'
import type { Overspent } from '../process/meter.ts'
import type { Process, ProcessReports } from '../process/process.ts'
import type { Narration } from '#sim/world.ts'
import type { ContainerParts } from './parts.ts'

/** A container, as far as it is told of its processes. */
interface Holder {
  readonly parts: Pick<ContainerParts, 'config'>
  setActivity(activity: string): void
  say(message: string, narration: Omit<Narration, 'actor' | 'message'>): void
  endForMemory(because: string): void
}

/** Segmentation fault. */
const FAULT_CODE = 139

/** What the process table of a container tells it. */
export function processReportsOf(container: Holder): ProcessReports {
  return {
    overspent: (process, spent) => overspent(container, process, spent),
    failed: (process, error) => failed(container, process, error),
  }
}

/** Busy from now on, or ended by the kernel. */
function overspent(container: Holder, process: Process, { kind, bytes }: Overspent): void {
  if (kind === 'busy') {
    if (!process.beside) container.setActivity('busy')
    container.say('works on something without ever waiting; it counts as busy from here on', {
      level: 'detail',
      kind: 'Note',
    })
    return
  }
  const { memoryLimitBytes } = container.parts.config
  const because = memoryReason(bytes, memoryLimitBytes)
  if (memoryLimitBytes !== null && bytes > memoryLimitBytes) container.endForMemory(because)
  else process.end({ code: codeOfSignal('KILL'), because })
}

/** An error of ours ends the process as a fault of its program would, and is told. */
function failed(container: Holder, process: Process, error: unknown): void {
  const what = error instanceof Error ? error.message : String(error)
  const because = `the simulator met a fault of its own there: ${what}`
  container.say('was ended', { level: 'step', kind: 'Fault', because })
  process.end({ code: FAULT_CODE, because })
}

/** Why a process is killed that used so much. */
export function memoryReason(usedBytes: number, limitBytes: number | null): string {
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`
  const limit =
    limitBytes === null ? 'its node has no more' : `its limit is ${mebibytes(limitBytes)}`
  return `it used ${mebibytes(usedBytes)} and ${limit}`
}
