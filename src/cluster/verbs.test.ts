import { expect, test } from 'vitest'
import { joinWords } from '#kubectl/flags.ts'
import { provideLateCommands } from '#kubectl/late.ts'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { parseActionLine } from '#kubectl/parse-line.ts'
import type { KubectlVerb, TimedAction } from '#kubectl/verb.ts'
import { readScenario } from '#scenario/read-scenario.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { type Action, describeAction, verbOf } from './verbs.ts'

provideLateCommands(LATE_COMMANDS)

const cordon = (atMs: number, node: string): Action => ({ verb: 'cordon', atMs, nodes: [node] })

test.each<[Action, string]>([
  [
    { verb: 'delete', atMs: 0, namespace: 'default', resources: [{ kind: 'Pod', name: 'web' }] },
    'delete Pod web',
  ],
  [
    {
      verb: 'scale',
      atMs: 0,
      namespace: 'default',
      resources: [{ kind: 'ReplicaSet', name: 'a' }],
      replicas: 3,
    },
    'scale ReplicaSet a to 3',
  ],
  [cordon(0, 'worker-1'), 'cordon worker-1'],
  [{ verb: 'power', atMs: 0, node: 'a', state: 'off' }, 'switch a off'],
  [{ verb: 'reboot', atMs: 0, node: 'a' }, 'reboot a'],
  [{ verb: 'shutdown', atMs: 0, node: 'a', to: 'off' }, 'shut down a'],
  [{ verb: 'network', atMs: 0, node: 'a', state: 'cut' }, 'cut a off the network'],
  [{ verb: 'kubelet', atMs: 0, node: 'a', state: 'stopped' }, 'stop the kubelet on a'],
  [{ verb: 'containerd', atMs: 0, node: 'a', state: 'restarted' }, 'restart containerd on a'],
  [
    { verb: 'taint', atMs: 0, nodes: ['a'], taints: ['x:NoSchedule'], overwrite: true },
    'taint a with x:NoSchedule',
  ],
  [
    { verb: 'taint', atMs: 0, nodes: ['a'], taints: ['x:NoSchedule-'], overwrite: true },
    'remove the taint x:NoSchedule from a',
  ],
  [
    {
      verb: 'delete',
      atMs: 0,
      namespace: 'default',
      resources: [{ kind: 'Pod', name: '' }],
      selector: 'app=shop',
    },
    'delete Pods with the labels app=shop',
  ],
])('an action is said in words', (action, text) => expect(describeAction(action)).toBe(text))

const at = { atMs: 5000 }
const default1 = { namespace: 'default' }
const resource = (kind: string, name: string) => ({ kind, name })

/** At least one action of every verb, and more where a verb has more to say. */
const SAMPLES: { readonly [V in Action['verb']]: readonly Extract<Action, { verb: V }>[] } = {
  kubectl: [
    { ...at, verb: 'kubectl', words: ['run', 'web', '--image=nginx', '--', 'sleep', '5 0'] },
    { ...at, verb: 'kubectl', words: ['create', 'deployment', 'web', '--image=nginx:1.29'] },
  ],
  apply: [
    { ...at, verb: 'apply', files: ['later/a.yaml'] },
    { ...at, verb: 'apply', files: ['a.yaml', 'with space.yaml'] },
  ],
  scale: [
    { ...at, ...default1, verb: 'scale', resources: [resource('ReplicaSet', 'web')], replicas: 3 },
    {
      ...at,
      verb: 'scale',
      namespace: 'shop',
      resources: [resource('ReplicaSet', 'a'), resource('ReplicaSet', 'b')],
      replicas: 0,
      currentReplicas: 2,
    },
    {
      ...at,
      ...default1,
      verb: 'scale',
      resources: [resource('ReplicaSet', '')],
      selector: 'app in (a, b)',
      replicas: 1,
    },
  ],
  rollout: [
    {
      ...at,
      ...default1,
      verb: 'rollout',
      what: 'undo',
      resources: [resource('Deployment', 'web')],
      revision: 2,
    },
    {
      ...at,
      ...default1,
      verb: 'rollout',
      what: 'pause',
      resources: [resource('Deployment', 'web')],
    },
    {
      ...at,
      verb: 'rollout',
      namespace: 'shop',
      what: 'status',
      resources: [resource('StatefulSet', '')],
      selector: 'app=a',
      once: true,
    },
  ],
  set: [
    {
      ...at,
      ...default1,
      verb: 'set',
      what: 'image',
      resources: [resource('Deployment', 'web')],
      images: ['main=nginx:2', '*=busybox'],
    },
  ],
  cordon: [
    { ...at, verb: 'cordon', nodes: ['worker-1'] },
    { ...at, verb: 'cordon', nodes: ['a', 'b'] },
    { ...at, verb: 'cordon', nodes: [], selector: 'zone=a' },
  ],
  uncordon: [
    { ...at, verb: 'uncordon', nodes: ['yes'] },
    { ...at, verb: 'uncordon', nodes: ['a', 'b'] },
  ],
  drain: [
    { ...at, verb: 'drain', nodes: ['worker-1'] },
    { ...at, verb: 'drain', nodes: ['a', 'b'], ignoreDaemonsets: true },
    {
      ...at,
      verb: 'drain',
      nodes: [],
      selector: 'zone=a',
      force: true,
      ignoreDaemonsets: true,
      deleteEmptydirData: true,
      disableEviction: true,
      gracePeriodSeconds: 0,
      timeoutMs: 90_500,
      skipWaitForDeleteTimeoutSeconds: 7,
      podSelector: 'app!=db',
    },
  ],
  taint: [
    { ...at, verb: 'taint', nodes: ['w'], taints: ['a=b:NoSchedule'], overwrite: true },
    { ...at, verb: 'taint', nodes: ['w'], taints: ['a=b:NoSchedule'], overwrite: false },
    { ...at, verb: 'taint', nodes: ['v', 'w'], taints: ['a:NoExecute', 'b-'], overwrite: true },
    { ...at, verb: 'taint', nodes: [], selector: '', taints: ['a-'], overwrite: false },
  ],
  label: [
    {
      ...at,
      ...default1,
      verb: 'label',
      resources: [resource('Pod', 'web'), resource('Node', 'w')],
      labels: ['tier=front', 'old-'],
      overwrite: true,
    },
    {
      ...at,
      verb: 'label',
      namespace: 'shop',
      resources: [resource('Pod', '')],
      selector: 'app=a',
      labels: ['x='],
      overwrite: false,
    },
    {
      ...at,
      ...default1,
      verb: 'label',
      resources: [resource('Pod', '')],
      labels: ['x=y'],
      overwrite: false,
    },
  ],
  delete: [
    { ...at, ...default1, verb: 'delete', resources: [resource('Pod', 'web')] },
    {
      ...at,
      ...default1,
      verb: 'delete',
      resources: [resource('Pod', '')],
      fieldSelector: 'status.phase=Failed',
      ignoreNotFound: true,
    },
    {
      ...at,
      verb: 'delete',
      namespace: 'shop',
      resources: [resource('Pod', 'web')],
      gracePeriodSeconds: 0,
    },
    {
      ...at,
      ...default1,
      verb: 'delete',
      resources: [resource('Pod', 'a'), resource('Service', 'b')],
      gracePeriodSeconds: 5,
    },
    { ...at, ...default1, verb: 'delete', resources: [], files: ['manifests/a.yaml'] },
    {
      ...at,
      ...default1,
      verb: 'delete',
      resources: [resource('Pod', '')],
      selector: 'app=shop',
      ignoreNotFound: true,
      allNamespaces: true,
    },
    {
      ...at,
      ...default1,
      verb: 'delete',
      resources: [resource('Pod', ''), resource('Service', '')],
      ignoreNotFound: true,
    },
  ],
  power: [
    { ...at, verb: 'power', node: 'w', state: 'off' },
    { ...at, verb: 'power', node: 'w', state: 'on' },
  ],
  reboot: [{ ...at, verb: 'reboot', node: 'w' }],
  shutdown: [
    { ...at, verb: 'shutdown', node: 'w', to: 'off' },
    { ...at, verb: 'shutdown', node: 'w', to: 'reboot' },
  ],
  network: [
    { ...at, verb: 'network', node: 'w', state: 'cut' },
    { ...at, verb: 'network', node: 'w', state: 'mended' },
  ],
  kubelet: [
    { ...at, verb: 'kubelet', node: 'w', state: 'stopped' },
    { ...at, verb: 'kubelet', node: 'w', state: 'started' },
    { ...at, verb: 'kubelet', node: 'w', state: 'restarted' },
  ],
  containerd: [
    { ...at, verb: 'containerd', node: 'w', state: 'stopped' },
    { ...at, verb: 'containerd', node: 'w', state: 'started' },
    { ...at, verb: 'containerd', node: 'w', state: 'restarted' },
  ],
  kill: [
    {
      ...at,
      ...default1,
      verb: 'kill',
      pod: 'web',
      container: 'a',
      exitCode: 3,
      oom: false,
    },
    {
      ...at,
      verb: 'kill',
      namespace: 'shop',
      pod: 'web',
      container: 'a',
      exitCode: 137,
      oom: true,
    },
  ],
  writeFile: [
    { ...at, verb: 'writeFile', node: 'w', path: '/etc/x', content: 'kind: Pod\n# c\n\n' },
  ],
  removeFile: [{ ...at, verb: 'removeFile', node: 'w', path: '/etc/x' }],
  makeFolder: [{ ...at, verb: 'makeFolder', node: 'w', path: '/etc/kubelet.d' }],
  shellLine: [
    {
      ...at,
      ...default1,
      verb: 'shellLine',
      pod: 'web',
      container: 'app',
      program: '/bin/sh',
      line: 'echo "$A" > b\n',
      cwd: '/tmp',
      variables: { A: 'x: y' },
    },
    {
      ...at,
      verb: 'shellLine',
      namespace: 'shop',
      pod: 'web',
      container: 'app',
      program: 'bash',
      line: 'ls',
      cwd: '/',
      variables: {},
    },
  ],
  connect: [
    {
      ...at,
      verb: 'connect',
      namespace: 'shop',
      pod: 'web',
      port: 80,
      text: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    },
  ],
  crictl: [
    { ...at, verb: 'crictl', node: 'w', words: ['stop', '-t', '5', '3f4a1b2c3d4e5'] },
    { ...at, verb: 'crictl', node: 'w', words: ['rm', '-f', 'a1', 'b2'] },
  ],
  notSimulated: [{ ...at, verb: 'notSimulated', word: 'fly', value: { to: 'the moon' } }],
}

const ALL: readonly Action[] = Object.values(SAMPLES).flat()

test.each(ALL)('is read as it was written: %o', (action) => {
  const text = printYaml({ actions: [{ at: '5s', ...verbOf(action).write(action) }] })
  const { scenario, diagnostics } = readScenario(text)
  expect(scenario.actions).toEqual([action])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(
    action.verb === 'notSimulated' ? 1 : 0,
  )
})

test.each(ALL)('is the command line that means it: %o', (action) => {
  const verb = verbOf(action)
  if (!isKubectlVerb(verb)) return
  const line = joinWords(verb.words(action))
  const parsed = parseActionLine(line, action.atMs)
  expect(parsed.ok ? parsed.action : parsed.lines).toEqual(meant(action))
})

/** A selector makes what is not there no failure, on a command line. */
function meant(action: Action): Action {
  return action.verb === 'delete' && action.selector !== undefined
    ? { ...action, ignoreNotFound: true }
    : action
}

function isKubectlVerb(verb: object): verb is KubectlVerb<TimedAction> {
  return 'words' in verb
}

test('every action is said in words', () => {
  for (const action of ALL) expect(describeAction(action)).toMatch(/^\w.*\w|\)$/)
})
