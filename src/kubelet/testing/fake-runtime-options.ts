// What a test tells the fake container runtime to do.
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { ExecResult, ProbeAnswer } from '#runtime/cri.ts'
import type { Clock } from '#sim/clock.ts'

/** What one instance of a container does. */
export interface Behaviour {
  /** Ends by itself after so long; for ever when it is missing. */
  readonly runMs?: number
  readonly exitCode?: number
  /** Of the runtime; else Completed or Error by the exit code. */
  readonly reason?: string
  /** What it leaves in its termination message file. */
  readonly message?: string
  readonly log?: readonly string[]
  /** How long it takes to end after SIGTERM; never when null. */
  readonly termMs?: number | null
  readonly termExitCode?: number
  /** The start fails with this message. */
  readonly startError?: string
}

export interface FakeRuntimeOptions {
  readonly clock: Clock
  readonly nodeName: string
  /** The behaviour of instance `attempt` of a container; by default it runs for ever. */
  readonly behave?: (name: string, attempt: number) => Behaviour
  readonly missingImages?: readonly string[]
  readonly presentImages?: readonly string[]
  /** How the n-th pull of an image ends, from 1; by default it takes 800 ms and fails when the image is missing. */
  readonly pull?: (image: string, nth: number) => FakePull
  readonly probe?: (timeMs: number, probed: Probed) => ProbeAnswer
  readonly exec?: (
    command: readonly string[],
    timeMs: number,
    record: ContainerRecord,
  ) => FakeExecResult
  readonly files?: Readonly<Record<string, string>>
  /** Told of what the kubelet asks for, and of the ends of processes, in the words of conformance/kubelet. */
  readonly onCall?: (what: string) => void
}

export interface FakePull {
  readonly takesMs?: number
  readonly error?: string
}

export interface FakeExecResult extends Omit<ExecResult, 'timedOut'> {
  readonly timedOut?: boolean
  readonly takesMs?: number
}

/** What a probe over the network asks: a path, or with null only for a connection. */
export interface Probed {
  /** Whose address is called. */
  readonly sandboxId: string
  readonly port: number
  readonly path: string | null
}
