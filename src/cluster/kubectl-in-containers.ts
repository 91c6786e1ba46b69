// `kubectl` as a process of a container: the one kubectl, against the API server that the container reaches, as the
// ServiceAccount that its token is of.
// Follows k8s.io/client-go/rest/config.go (v1.36), InClusterConfig, and tools/clientcmd/client_config.go for its namespace.
import { mapped } from '#kubectl/custom-kinds.ts'
import { configIn, namespaceOf, withNamespace } from '#kubectl/kubeconfig.ts'
import { lateCommands, wantLateCommands } from '#kubectl/late.ts'
import type { Session } from '#kubectl/session.ts'
import { simplified } from '#lib/simplified.ts'
import { absolutePath } from '#runtime/filesystem/path.ts'
import { type Command, type Invocation, print } from '#runtime/process/command.ts'
import type { Task } from '#sim/task.ts'
import type { ClusterOptions } from './types.ts'

simplified(
  'kubectl-in-containers',
  'kubectl in a container may do everything, whatever roles are bound to its ServiceAccount; it is of release 1.36, whatever the tag says.',
  { programs: ['kubectl'] },
)

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'
/** Where kubectl looks without a kubeconfig and without a ServiceAccount. */
const NOWHERE =
  'The connection to the server localhost:8080 was refused - did you specify the right host or port?'
/** A call costs like so many commands: it asks over the network. */
const COST = 20

/** The program; `session` is what a person has, of which the container has its own output and files. */
export function kubectlInContainers(
  session: () => Omit<Session, 'out' | 'err'>,
  manifestsIn: ClusterOptions['manifestsIn'],
): Command {
  return function* (invocation) {
    const { budget, system } = invocation
    // What the cluster answers may change at any time.
    if (system.unforeseen()) return 0
    budget.commands += COST
    const { run } = lateCommands()
    if (run === null) {
      // All is run again when they are there.
      wantLateCommands()
      return 0
    }
    if (!isInCluster(invocation)) {
      invocation.stderr.write(`${NOWHERE}\n`)
      return 1
    }
    const stdin = readsStdin(invocation.args) ? yield* invocation.stdin.rest() : ''
    const own = sessionOf(session(), invocation, { stdin, manifestsIn })
    const { namespace } = system
    return yield* ended(run(own, withNamespace(invocation.args, namespace)))
  }
}

function* ended(run: number | Task<number>): Task<number> {
  return typeof run === 'number' ? run : yield* run
}

/** Whether there is what the in-cluster configuration is made from. */
function isInCluster({ env, system }: Invocation): boolean {
  return env.has('KUBERNETES_SERVICE_HOST') && system.files.stat(TOKEN).ok
}

/** `-f -` and its like. */
function readsStdin(words: readonly string[]): boolean {
  return words.some((word, index) =>
    word === '-'
      ? /^(?:-f|--filename|-i)$/.test(words[index - 1] ?? '')
      : /^(?:-f|--filename=)-$/.test(word),
  )
}

interface Own {
  readonly stdin: string
  readonly manifestsIn: ClusterOptions['manifestsIn']
}

function sessionOf(
  person: Omit<Session, 'out' | 'err'>,
  invocation: Invocation,
  { stdin, manifestsIn }: Own,
): Session {
  const { system } = invocation
  const actor = `container ${system.hostname}/${system.containerName}`
  const client = actingAs(person.client, actor)
  let config = configIn(system.namespace)
  const text = (path: string): string | undefined => {
    if (path === '-') return stdin
    const read = system.files.read(absolutePath(invocation.cwd, path))
    return read.ok ? read.value : undefined
  }
  const folder = (path: string): readonly string[] | undefined => {
    const list = system.files.list(absolutePath(invocation.cwd, path))
    return list.ok ? list.value : undefined
  }
  /** A folder stands for the manifests in it. */
  const fileOf = (path: string) => {
    const names = path === '-' ? undefined : folder(path)
    const paths = names
      ?.filter((name) => /\.(?:ya?ml|json)$/.test(name))
      .map((name) => `${path}/${name}`)
    const texts = (paths ?? [path]).map((one) => ({ path: one, text: text(one) }))
    if (texts.some((one) => one.text === undefined) || manifestsIn === undefined) return undefined
    const files = texts.map((one) => manifestsIn(one.path, one.text ?? ''))
    return {
      objects: files.flatMap(({ objects }) => objects),
      faults: files.flatMap(({ faults }) => faults),
    }
  }
  const write =
    (stream: 'stdout' | 'stderr') =>
    (line: string, isOpen = false) => {
      const end = isOpen ? '' : '\n'
      if (stream === 'stdout') print(invocation, line + end)
      else invocation.stderr.write(line + end)
    }
  const { world } = person
  return {
    ...person,
    client,
    world: {
      ...actingAs(world, actor),
      get state() {
        return world.state
      },
    },
    out: write('stdout'),
    err: write('stderr'),
    manifests: (path) => fileOf(path)?.objects.map((object) => mapped(client, object) ?? object),
    faults: (path) => fileOf(path)?.faults ?? [],
    text,
    folder,
    refused() {},
    editor: null,
    leave() {},
    kubeconfig: {
      get: () => config,
      set: (next) => void (config = configIn(namespaceOf(next))),
    },
  }
}

/** The same things to call, where who is called 'you' in what is told is the container. */
function actingAs<T extends object>(part: T, actor: string): T {
  const renamed = (value: unknown): unknown => {
    if (typeof value === 'function')
      return (...given: readonly unknown[]): unknown =>
        renamed((value as (...all: readonly unknown[]) => unknown)(...given))
    const isTold =
      typeof value === 'object' && value !== null && 'actor' in value && value.actor === 'you'
    return isTold ? { ...value, actor } : value
  }
  const members = Object.entries(part).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member] as const
    const call = member as (...given: readonly unknown[]) => unknown
    return [name, (...given: readonly unknown[]): unknown => call(...given.map(renamed))] as const
  })
  return Object.fromEntries(members) as T
}
