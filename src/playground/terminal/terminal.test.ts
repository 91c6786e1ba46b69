import { expect, test, vi } from 'vitest'
import { createDirectPort } from '../direct-port.ts'
import { fragmentOf, openAddress } from '../link.ts'
import { createPlayground, type PlaygroundStore } from '../playground.ts'
import { linesOf } from './output-lines.ts'
import { createTerminal } from './terminal.ts'
import { blocksAt, runningAt } from './transcript.ts'
import type { Terminal } from './types.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 3
      containers: [{name: web, image: "nginx:1.27"}]
`
const SCENARIO = 'until: 40s\n'
const TICKING = `apiVersion: v1
kind: Pod
metadata: {name: clock, namespace: kube-system}
spec: {containers: [{name: a, image: busybox, command: [sh, -c, "sleep 35; sleep inf"]}]}
`
const FILES = [
  { path: 'manifests/clock.yaml', text: TICKING },
  { path: 'manifests/web.yaml', text: WEB },
  { path: 'scenario.yaml', text: SCENARIO },
]

async function opened(hash?: string, files = FILES) {
  const storage = { read: () => null, write: () => undefined }
  const port = createDirectPort()
  const store = createPlayground({ port, storage, files, theme: 'light' })
  if (hash === undefined) store.getState().actions.begin()
  else openAddress(hash, '', store.getState().actions)
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'), 20_000)
  return { store, terminal: createTerminal(store) }
}

/** What is on the screen at the shown moment, the prompt with each command. */
function screen(store: PlaygroundStore, terminal: Terminal): string {
  const { lines, actions } = terminal.getState()
  const blocks = blocksAt(lines, actions, store.getState())
  return blocks
    .filter(({ atMs }) => atMs > 0)
    .map(({ text, chunks }) => `$ ${text}\n${chunks.map((chunk) => chunk.text).join('')}`)
    .join('')
    .replaceAll(/web-\w{8,10}-\w{5}/g, 'web-…')
}

async function type(terminal: Terminal, text: string): Promise<void> {
  terminal.submit(text)
  await vi.waitFor(() => expect(terminal.getState().busy).toBe(false), 20_000)
}

const plays = async (store: PlaygroundStore): Promise<void> => {
  for (let ticks = 0; store.getState().playing && ticks < 500; ticks += 1) {
    store.getState().actions.tick(500)
    await Promise.resolve()
  }
}

test('what reads is answered at the shown moment, and stepping back hides it', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(terminal, 'kubectl get pods --no-headers')
  const shown =
    '$ kubectl get pods --no-headers\nweb-…   1/1   Running   0     20s\nweb-…   1/1   Running   0     20s\n'
  expect(screen(store, terminal)).toBe(shown)
  store.getState().actions.goToTime(19_000)
  expect(screen(store, terminal)).toBe('')
  store.getState().actions.goToTime(21_000)
  expect(screen(store, terminal)).toBe(shown)
})

/** The commands on the screen, with those of the first millisecond. */
function commands(store: PlaygroundStore, terminal: Terminal): readonly string[] {
  const { lines, actions } = terminal.getState()
  return blocksAt(lines, actions, store.getState()).map(({ text }) => text)
}

test('what is typed at the first step stands behind what was applied there, whatever the order of the answers', async () => {
  const { store, terminal } = await opened()
  const { actions } = store.getState()
  actions.goToStep(0)
  expect(store.getState().timeMs).toBe(0)
  await type(terminal, 'kubectl get deploy -o name')
  await type(terminal, 'echo next')
  const APPLY = 'kubectl apply -f manifests/'
  expect(commands(store, terminal)).toEqual([APPLY, 'kubectl get deploy -o name', 'echo next'])
  // What clears the screen clears that too.
  await type(terminal, 'clear')
  expect(commands(store, terminal)).toEqual([])
})

test('of one time, what a line has seen stands before it, and what it has not behind it', async () => {
  const { store, terminal } = await opened()
  const { actions } = store.getState()
  actions.goToTime(20_000)
  await type(terminal, 'kubectl get deploy -o name')
  actions.act({ verb: 'cordon', atMs: 20_000, nodes: ['worker-1'] })
  await vi.waitFor(() => expect(screen(store, terminal)).toContain('cordoned'))
  await type(terminal, 'kubectl get nodes -o name')
  const [cordon, ...more] = commands(store, terminal).slice(2)
  expect(commands(store, terminal)[1]).toBe('kubectl get deploy -o name')
  expect(cordon).toMatch(/^kubectl cordon /)
  expect(more).toEqual(['kubectl get nodes -o name'])
})

test('an apply of many objects has a line for each that is there at the shown moment', async () => {
  const text = Array.from(
    { length: 600 },
    (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c-${index}}\n`,
  ).join('---\n')
  const { store, terminal } = await opened(undefined, [{ path: 'manifests/many.yaml', text }])
  const printed = (): readonly string[] => {
    const { lines, actions } = terminal.getState()
    const [block] = blocksAt(lines, actions, store.getState())
    return linesOf(block?.chunks ?? []).map((line) => line.text)
  }
  store.getState().actions.goToTime(0)
  await vi.waitFor(() => expect(terminal.getState().actions).toHaveLength(1), 20_000)
  expect(printed()).toHaveLength(600)
  expect(printed().at(-1)).toBe('configmap/c-599 created')
  store.getState().actions.goToStep(1)
  const TWO = ['configmap/c-0', 'configmap/c-1']
  expect(printed()).toEqual(TWO.map((name) => `${name} created`))
  await type(terminal, 'kubectl get configmaps -o name')
  const { lines, actions } = terminal.getState()
  const [, listed] = blocksAt(lines, actions, store.getState())
  const names = linesOf(listed?.chunks ?? []).map((line) => line.text)
  expect(names.filter((name) => name.includes('/c-'))).toEqual(TWO)
})

test('what changes something becomes an action, and its output goes with it', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(terminal, 'k scale deploy web --replicas=3')
  expect(store.getState().timeMs).toBe(20_000)
  expect(screen(store, terminal)).toBe(
    '$ k scale deploy web --replicas=3\ndeployment.apps/web scaled\n',
  )
  expect(store.getState().scenarioActions).toMatchObject([
    { verb: 'scale', atMs: 20_000, replicas: 3 },
  ])
  store.getState().actions.goToTime(19_999)
  expect(screen(store, terminal)).toBe('')
  // The flag is moved: the action takes its line along, in the words that the scenario has.
  store.getState().actions.moveAction(0, 25_000)
  await vi.waitFor(() => {
    expect(store.getState().timeMs).toBe(25_000)
    expect(screen(store, terminal)).toContain('scaled')
  })
  expect(screen(store, terminal)).toBe(
    '$ kubectl scale deployment/web --replicas=3\ndeployment.apps/web scaled\n',
  )
})

test('rollout status waits along the run, and Ctrl+C ends it', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(
    terminal,
    'kubectl set image deploy/web web=nginx:1.28; kubectl rollout status deploy/web',
  )
  expect(screen(store, terminal)).toContain('image updated')
  expect(store.getState().playing).toBe(true)
  const { lines } = terminal.getState()
  expect(runningAt(lines, store.getState())).not.toBe(null)
  await plays(store)
  expect(screen(store, terminal)).toMatch(/successfully rolled out\n$/)
  store.getState().actions.goToTime(21_000)
  expect(screen(store, terminal)).not.toContain('successfully')
  terminal.interrupt()
  store.getState().actions.last()
  expect(screen(store, terminal)).not.toContain('successfully')
})

test('what is changed where a line has ended that waited is not what that line saw', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(terminal, 'kubectl scale deploy web --replicas=3')
  await type(terminal, 'kubectl rollout status deploy web')
  terminal.toItsEnd()
  const saw = (): unknown => terminal.getState().lines[1]?.answer?.chunks
  const before = saw()
  const endMs = store.getState().timeMs
  await type(terminal, 'kubectl set image deploy web web=nginx:1.28')
  expect(store.getState().scenarioActions.at(-1)?.atMs).toBe(endMs + 1)
  expect(saw()).toEqual(before)
})

test('what is typed while a line runs is carried out behind it', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  terminal.submit('kubectl set image deploy/web web=nginx:1.28')
  terminal.submit('kubectl rollout status deploy/web | tail -1')
  terminal.submit('echo "a')
  terminal.submit('b"; kubectl get deploy web -o name')
  expect(terminal.getState().ahead).toHaveLength(3)
  await vi.waitFor(() => expect(store.getState().playing).toBe(true), 20_000)
  expect(terminal.getState().ahead).toEqual(['echo "a', 'b"; kubectl get deploy web -o name'])
  await plays(store)
  await vi.waitFor(() => expect(screen(store, terminal)).toMatch(/web\n$/), 20_000)
  expect(screen(store, terminal)).toMatch(
    /^\$ kubectl set image .*\n.*updated\n\$ kubectl rollout status .*\n.*rolled out\n\$ echo "a\nb".*\na\nb\ndeployment.apps\/web\n$/,
  )
})

test('what is typed at a moment in the middle of a line is carried out behind it', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(terminal, 'sleep 3; echo slept')
  await plays(store)
  expect(screen(store, terminal)).toMatch(/slept\n$/)
  store.getState().actions.goToTime(21_000)
  terminal.submit('')
  expect(store.getState().playing).toBe(false)
  terminal.submit('echo behind')
  expect(terminal.getState().ahead).toEqual(['echo behind'])
  await plays(store)
  await vi.waitFor(() => expect(screen(store, terminal)).toMatch(/slept\n.*\nbehind\n$/), 20_000)
})

test('Ctrl+C and a step back before the line that runs forget what was typed behind it', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(terminal, 'kubectl set image deploy/web web=nginx:1.28')
  await type(terminal, 'kubectl rollout status deploy/web')
  terminal.submit('echo never')
  expect(terminal.getState().ahead).toEqual(['echo never'])
  terminal.interrupt()
  expect(terminal.getState().ahead).toEqual([])
  await type(terminal, 'kubectl rollout status deploy/web')
  terminal.submit('echo behind')
  expect(terminal.getState().ahead).toEqual(['echo behind'])
  store.getState().actions.goToTime(19_000)
  await Promise.resolve()
  expect(terminal.getState().ahead).toEqual([])
  expect(screen(store, terminal)).toBe('')
})

test('a pipeline that deletes makes actions, one after the other', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(
    terminal,
    'for pod in $(kubectl get pods -o name); do kubectl delete $pod; done; kubectl get pods -o name | wc -l',
  )
  const { scenarioActions } = store.getState()
  expect(scenarioActions.map(({ verb, atMs }) => [verb, atMs])).toEqual([
    ['delete', 20_000],
    // The first one has waited until its Pod was gone.
    ['delete', 20_589],
  ])
  await plays(store)
  expect(screen(store, terminal)).toMatch(
    /^\$ for .*\npod "web-…" deleted from default namespace\npod "web-…" deleted from default namespace\n\d\n$/,
  )
})

test('what the page shows of hostile output has no control character and no turn of direction', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  const hostile = String.raw`printf 'a\033[31mb\007\r\177\302\233\n'; echo '\u202Ec'; kubectl get pod $(printf 'x\033]0;y\007')`
  await type(terminal, hostile.replace(String.raw`\u202E`, '\u202E'))
  const chunks = terminal.getState().lines.at(-1)?.answer?.chunks ?? []
  expect(chunks.map(({ text }) => text).join('')).toContain('\u001B[31m')
  const shown = linesOf(chunks).map(({ text }) => text)
  expect(shown[0]).toMatch(/^a\^\[\[31mb\^G\^M\^\?.*<U\+009B>$/)
  expect(shown[1]).toBe('<U+202E>c')
  expect(shown[2]).toBe('Error from server (NotFound): pods "x^[]0;y^G" not found')
  expect(shown.join('')).not.toMatch(/[\p{Cc}\u202E]/u)
})

test('the link opens with the same terminal', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(terminal, 'kubectl scale deploy web --replicas=3')
  await type(terminal, 'kubectl get pods --no-headers | wc -l')
  const before = screen(store, terminal)
  const other = await opened(`#${fragmentOf(store.getState()) ?? ''}`)
  await vi.waitFor(() => expect(screen(other.store, other.terminal)).toBe(before))
  expect(other.store.getState().terminalOpen).toBe(true)
})

test('open quotes ask for the next line, and Ctrl+C forgets them', async () => {
  const { store, terminal } = await opened()
  await type(terminal, 'echo "a')
  expect(terminal.getState().open).toBe('echo "a')
  terminal.interrupt()
  expect(terminal.getState().open).toBe('')
  await type(terminal, 'cat <<EOF | wc -l')
  await type(terminal, 'one')
  await type(terminal, 'EOF')
  store.getState().actions.last()
  expect(screen(store, terminal)).toBe('')
  expect(terminal.getState().lines).toMatchObject([
    { line: { text: 'cat <<EOF | wc -l\none\nEOF' } },
  ])
})

test('files that a line writes are files of the scenario', async () => {
  const { store, terminal } = await opened()
  store.getState().actions.goToTime(20_000)
  await type(terminal, 'kubectl get deploy web -o name > names.txt')
  expect(store.getState().files).toContainEqual({
    path: 'work/names.txt',
    text: 'deployment.apps/web\n',
  })
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  await type(terminal, 'cat names.txt')
  expect(screen(store, terminal)).toMatch(/\$ cat names.txt\ndeployment.apps\/web\n$/)
})

test.each(['kubectl explain pod.spec.nodeName', 'verb=expl; kubectl ${verb}ain pod.spec.nodeName'])(
  'explain has its words: %s',
  async (line) => {
    const { store, terminal } = await opened()
    store.getState().actions.goToTime(20_000)
    await type(terminal, line)
    expect(screen(store, terminal)).toContain(
      'NodeName indicates in which node this pod is scheduled',
    )
  },
)
