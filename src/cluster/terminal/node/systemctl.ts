// `systemctl` on a node, for the units of kubelet and containerd. Words follow systemd 255.
import { dateText } from '#api/meta/date-text.ts'
import type { Command, Invocation } from '#runtime/process/command.ts'
import { print } from '#runtime/process/command.ts'
import type { Task } from '#sim/task.ts'
import { kubeletLog, type UnitState } from './kubelet-log.ts'
import { journalText } from './journalctl.ts'
import type { NodeHost } from './node-host.ts'
import { switchMachine } from './power.ts'
import { machineAt } from './runtime-records.ts'
import { printTo } from '../print-line.ts'

const DID = { start: 'started', stop: 'stopped', restart: 'restarted' } as const
const INACTIVE_CODE = 3
const NO_UNIT_CODE = 4
const NOT_FOUND_CODE = 5
const LAST_LINES = 10
const RETRY_MS = 10_000

/** Makes the program for one line. */
export function systemctlOf(parts: NodeHost): Command {
  return function* (invocation): Task<number> {
    const words = invocation.args.filter((word) => !word.startsWith('-'))
    const [act = 'list-units', ...units] = words
    if (act === 'reboot' || act === 'poweroff')
      return yield* switchMachine(parts, invocation, act === 'reboot')
    if (act === 'daemon-reload' || act === 'reset-failed') return 0
    if (!isAct(act)) {
      invocation.stderr.write(
        NOT_HERE.has(act)
          ? `systemctl ${act}: not simulated here\n`
          : `Unknown command verb '${act}'.\n`,
      )
      return 1
    }
    if (units.length === 0) {
      invocation.stderr.write('Too few arguments.\n')
      return 1
    }
    const codes: number[] = []
    for (const unit of units) {
      if (act === 'status' && codes.length > 0) print(invocation, '\n')
      codes.push(yield* one(parts, invocation, act, unit.replace(/\.service$/, '')))
    }
    // One unit that is active is enough for `is-active`; else the first that did not go well counts.
    if (act === 'is-active' && codes.includes(0)) return 0
    return codes.find((code) => code !== 0) ?? 0
  }
}

function* one(parts: NodeHost, invocation: Invocation, act: Act, name: string): Task<number> {
  if (name !== 'kubelet' && name !== 'containerd') return noUnit(invocation, act, name)
  if (act === 'enable')
    return invocation.args.includes('--now') ? yield* change(parts, invocation, 'start', name) : 0
  if (act === 'disable') {
    invocation.stderr.write(
      `systemctl disable: not simulated here: ${name} starts with its machine\n`,
    )
    return 1
  }
  if (act === 'status') return status(parts, invocation, name)
  if (act === 'is-enabled') return say(invocation, 'enabled', 0)
  if (act === 'is-active') return isActive(parts, invocation, name)
  return yield* change(parts, invocation, act, name)
}

/** What systemd knows besides, as far as people ask for it. */
const NOT_HERE: ReadonlySet<string> = new Set([
  'cat',
  'edit',
  'is-failed',
  'kill',
  'list-unit-files',
  'list-units',
  'mask',
  'reload',
  'reload-or-restart',
  'show',
  'try-restart',
  'unmask',
])

type Act = (typeof ACTS)[number]

const ACTS = [
  'start',
  'stop',
  'restart',
  'status',
  'is-active',
  'is-enabled',
  'enable',
  'disable',
] as const

function isAct(word: string): word is Act {
  return (ACTS as readonly string[]).includes(word)
}

function say(invocation: Invocation, text: string, code: number): number {
  print(invocation, `${text}\n`)
  return code
}

function noUnit({ stderr, stdout }: Invocation, act: string, name: string): number {
  if (act === 'status') {
    stderr.write(`Unit ${name}.service could not be found.\n`)
    return NO_UNIT_CODE
  }
  if (act === 'is-active') {
    stdout.write('inactive\n')
    return NO_UNIT_CODE
  }
  stderr.write(`Failed to ${act} ${name}.service: Unit ${name}.service not found.\n`)
  return NOT_FOUND_CODE
}

type Unit = 'kubelet' | 'containerd'

function stateOf({ host, node }: NodeHost): UnitState {
  return kubeletLog(host.past.journal(), node).unit
}

const RUNTIME_ACTS: ReadonlySet<string> = new Set([
  'ContainerdStopped',
  'ContainerdStarted',
  'ContainerdRestarted',
  'MachineBooted',
])

/** Whether containerd runs, and since when; machines that ran before the run began count from its begin. */
function runtimeOf({ host, node }: NodeHost): Pick<UnitState, 'active' | 'sinceMs'> {
  const last = host.past
    .journal()
    .findLast(({ kind, objects }) => RUNTIME_ACTS.has(kind) && objects.includes(`Node//${node}`))
  const active = machineAt(host.past.state(), node)?.containerd !== 'stopped'
  return { active, sinceMs: last?.timeMs ?? 0 }
}

const isRunning = (parts: NodeHost, name: Unit): boolean =>
  (name === 'kubelet' ? stateOf(parts) : runtimeOf(parts)).active

/** Whether systemd starts it again every 10 s, because it ended with an error. */
const isRetried = (parts: NodeHost, name: Unit): boolean =>
  name === 'kubelet' && stateOf(parts).failed

function isActive(parts: NodeHost, invocation: Invocation, name: Unit): number {
  if (isRunning(parts, name)) return say(invocation, 'active', 0)
  return say(invocation, isRetried(parts, name) ? 'activating' : 'inactive', INACTIVE_CODE)
}

function* change(
  parts: NodeHost,
  { stderr, stdout }: Invocation,
  act: keyof typeof DID,
  name: Unit,
): Task<number> {
  const { host, node } = parts
  const active = isRunning(parts, name) || (act === 'stop' && isRetried(parts, name))
  // systemd starts nothing that runs, and stops nothing that does not.
  if (active === (act === 'start') && act !== 'restart') return 0
  const atMs = host.acting.nextMs()
  const { code } = yield* host.acting.perform(
    { verb: name, atMs, node, state: DID[act] },
    printTo({ stdout, stderr }),
  )
  return code
}

const KUBELET_ARGUMENTS =
  '--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml'

function status(parts: NodeHost, invocation: Invocation, name: Unit): number {
  const { host, node } = parts
  const { nowMs } = host.clock
  if (name === 'containerd') {
    const runtime = runtimeOf(parts)
    const since = `since ${stamp(runtime.sinceMs)}; ${ago(nowMs - runtime.sinceMs)} ago`
    return say(
      invocation,
      [
        `${runtime.active ? '●' : '○'} containerd.service - containerd container runtime`,
        '     Loaded: loaded (/usr/lib/systemd/system/containerd.service; enabled; preset: enabled)',
        `     Active: ${runtime.active ? 'active (running)' : 'inactive (dead)'} ${since}`,
        '       Docs: https://containerd.io',
      ].join('\n'),
      runtime.active ? 0 : INACTIVE_CODE,
    )
  }
  const { lines, unit } = kubeletLog(host.past.journal(), node)
  const { active, ranMs, pid, failed } = unit
  // Each attempt ends as the one before it did.
  const sinceMs = failed ? nowMs - ((nowMs - unit.sinceMs) % RETRY_MS) : unit.sinceMs
  const since = `since ${stamp(sinceMs)}; ${ago(nowMs - sinceMs)} ago`
  const state = failed ? 'activating (auto-restart) (Result: exit-code)' : 'inactive (dead)'
  const ended = failed ? 'status=1/FAILURE' : 'status=0/SUCCESS'
  const text = [
    `${active || failed ? '●' : '○'} kubelet.service - kubelet: The Kubernetes Node Agent`,
    '     Loaded: loaded (/usr/lib/systemd/system/kubelet.service; enabled; preset: enabled)',
    '    Drop-In: /usr/lib/systemd/system/kubelet.service.d',
    '             └─10-kubeadm.conf',
    `     Active: ${active ? 'active (running)' : state} ${since}`,
    ...(active || failed || ranMs === null ? [] : [`   Duration: ${ago(ranMs)}`]),
    '       Docs: https://kubernetes.io/docs/',
    ...(active
      ? [
          `   Main PID: ${pid} (kubelet)`,
          '     CGroup: /system.slice/kubelet.service',
          `             └─${pid} /usr/bin/kubelet ${KUBELET_ARGUMENTS}`,
        ]
      : [`   Main PID: ${pid} (code=exited, ${ended})`]),
    '',
    ...lines.slice(-LAST_LINES).map((line) => journalText(line, node)),
  ]
  return say(invocation, text.join('\n'), active ? 0 : INACTIVE_CODE)
}

const stamp = (timeMs: number): string => dateText('%a %Y-%m-%d %H:%M:%S UTC', timeMs)

/** '30s', '2min 5s', '1h 2min', as systemd shows a span. */
function ago(spanMs: number): string {
  const seconds = Math.floor(spanMs / 1000)
  if (seconds < 1) return `${Math.max(0, Math.round(spanMs))}ms`
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}min${seconds % 60 === 0 ? '' : ` ${seconds % 60}s`}`
  return `${Math.floor(minutes / 60)}h${minutes % 60 === 0 ? '' : ` ${minutes % 60}min`}`
}
