import { expect, test } from 'vitest'
import { checkScenario } from './check-scenario.ts'
import { decodeStaticPod } from './decode-static-pod.ts'
import { parseScenario } from './parse-scenario.ts'
import type { Action, ScenarioFile } from './types.ts'

const file = (path: string, text: string): ScenarioFile => ({ path, text })
const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: nginx}]}\n`
const scenario = (text: string, ...more: ScenarioFile[]) =>
  parseScenario([file('scenario.yaml', text), ...more])
const shortOf = (parsed: ReturnType<typeof parseScenario>) =>
  parsed.diagnostics.map(({ path, severity, range, message }) => [
    path,
    severity,
    range.start.line,
    message,
  ])

const KUBELET_CONFIG = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n'

test('reads a whole tree', () => {
  const parsed = parseScenario([
    file(
      'scenario.yaml',
      'title: T\nnotes: Some notes\ncontrolPlane: built-in\nseed: 7\nuntil: 1m30s\nactions:\n- at: 30s\n  apply: later/b.yaml\nimages:\n- {image: x, exitCode: 3}\n- {image: z, listens: [80], runFor: 5s}\n',
    ),
    file('manifests/2.yaml', pod('second')),
    file('manifests/1.yaml', `${pod('first')}---\n${pod('third')}`),
    file('top.yaml', pod('top')),
    file('later/b.yaml', pod('later')),
    file('cluster.yaml', 'apiVersion: v1\nkind: Node\nmetadata: {name: worker-1}\n'),
    file('nodes/worker-1/etc/kubernetes/manifests/s.yaml', pod('static')),
    file('nodes/worker-1/var/lib/kubelet/config.yaml', KUBELET_CONFIG),
  ])
  expect(parsed.diagnostics).toStrictEqual([])
  expect(parsed.scenario).toStrictEqual({
    title: 'T',
    notes: 'Some notes',
    seed: 7,
    untilMs: 90_000,
    actions: [{ verb: 'apply', atMs: 30_000, files: ['later/b.yaml'] }],
    images: [
      { image: 'x', runMs: 0, exitCode: 3, listens: [], missing: false },
      { image: 'z', runMs: 5000, exitCode: 0, listens: [80], missing: false },
    ],
    controlPlane: 'built-in',
    expect: [],
  })
  expect(parsed.objects.map(({ object }) => object.metadata.name)).toStrictEqual([
    'first',
    'third',
    'second',
    'top',
  ])
  expect(
    parsed.applied.get('later/b.yaml')?.map(({ object }) => object.metadata.name),
  ).toStrictEqual(['later'])
  expect(parsed.nodes.map(({ metadata }) => metadata.name)).toStrictEqual(['worker-1'])
  expect(parsed.nodeFiles.map(({ node, path }) => [node, path])).toStrictEqual([
    ['worker-1', '/etc/kubernetes/manifests/s.yaml'],
    ['worker-1', '/var/lib/kubelet/config.yaml'],
  ])
})

test('says of a kubelet’s configuration what comes of it', () => {
  const said = (more: string): readonly string[] =>
    parseScenario([
      file('nodes/worker-1/var/lib/kubelet/config.yaml', `${KUBELET_CONFIG}${more}`),
    ]).diagnostics.map(({ severity, message }) => `${severity}: ${message}`)
  expect(said('maxPods: 5\n')).toEqual([])
  expect(said('maxPodz: 5\npodCIDR: 10.0.0.0/8\n')).toEqual([
    'warning: no kubelet has a setting `maxPodz`: it is passed over',
    'info: `podCIDR` has no effect here',
  ])
  expect(said('maxPods: many\n')).toEqual([
    expect.stringMatching(/^error: the kubelet ends when it reads this: .*of type int32$/),
  ])
  expect(said('maxPods: [\n')).toEqual([expect.stringContaining('failed to decode: yaml: line')])
})

test('has defaults for everything', () => {
  const parsed = parseScenario([file('a.yaml', pod('web'))])
  expect(parsed.scenario).toStrictEqual({
    title: 'Pod web',
    notes: '',
    seed: 1,
    untilMs: 120_000,
    actions: [],
    images: [],
    controlPlane: 'built-in',
    expect: [],
  })
  expect(parseScenario([]).scenario.title).toBe('Untitled')
  // What Helm prints begins with what a Deployment needs.
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: shop }\n'
  const job =
    'apiVersion: batch/v1\nkind: Job\nmetadata: { name: pack }\nspec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: nginx }] } } }\n'
  const titled = (text: string): string =>
    parseScenario([{ path: 'manifests/a.yaml', text }]).scenario.title
  expect(titled(account)).toBe('ServiceAccount shop')
  expect(titled(`${account}---\n${job}`)).toBe('Job pack')
  expect(scenario('# nothing\n').diagnostics).toStrictEqual([])
})

const ACTIONS: readonly (readonly [string, Action])[] = [
  [
    'delete: pod/web',
    {
      verb: 'delete',
      atMs: 5000,
      namespace: 'default',
      resources: [{ kind: 'Pod', name: 'web' }],
    },
  ],
  [
    'delete: rs/shop/web',
    {
      verb: 'delete',
      atMs: 5000,
      namespace: 'shop',
      resources: [{ kind: 'ReplicaSet', name: 'web' }],
    },
  ],
  [
    'delete: {kind: Pod, name: web, gracePeriodSeconds: 0}',
    {
      verb: 'delete',
      atMs: 5000,
      namespace: 'default',
      resources: [{ kind: 'Pod', name: 'web' }],
      gracePeriodSeconds: 0,
    },
  ],
  [
    'delete: {kind: pods, selector: app=shop}',
    {
      verb: 'delete',
      atMs: 5000,
      namespace: 'default',
      resources: [{ kind: 'Pod', name: '' }],
      selector: 'app=shop',
    },
  ],
  [
    'scale: {kind: replicasets.apps, name: web, replicas: 0}',
    {
      verb: 'scale',
      atMs: 5000,
      namespace: 'default',
      resources: [{ kind: 'ReplicaSet', name: 'web' }],
      replicas: 0,
    },
  ],
  ['cordon: worker-1', { verb: 'cordon', atMs: 5000, nodes: ['worker-1'] }],
  ['uncordon: worker-1', { verb: 'uncordon', atMs: 5000, nodes: ['worker-1'] }],
  ['power: { node: a, state: off }', { verb: 'power', atMs: 5000, node: 'a', state: 'off' }],
  ['power: { node: a, state: "on" }', { verb: 'power', atMs: 5000, node: 'a', state: 'on' }],
  ['reboot: a', { verb: 'reboot', atMs: 5000, node: 'a' }],
  [
    'kubelet: { node: a, state: stopped }',
    { verb: 'kubelet', atMs: 5000, node: 'a', state: 'stopped' },
  ],
  [
    'taint: {node: w, taint: "a=b:NoSchedule-"}',
    {
      verb: 'taint',
      atMs: 5000,
      nodes: ['w'],
      taints: ['a=b:NoSchedule-'],
      overwrite: true,
    },
  ],
  [
    'kill: {pod: web, container: a, oom: true}',
    {
      verb: 'kill',
      atMs: 5000,
      namespace: 'default',
      pod: 'web',
      container: 'a',
      exitCode: 137,
      oom: true,
    },
  ],
  [
    'writeFile: {node: w, path: /etc/x, content: hi}',
    { verb: 'writeFile', atMs: 5000, node: 'w', path: '/etc/x', content: 'hi' },
  ],
  [
    'removeFile: {node: w, path: /etc/x}',
    { verb: 'removeFile', atMs: 5000, node: 'w', path: '/etc/x' },
  ],
]

test.for(ACTIONS)('reads the action %s', ([text, action]) => {
  const parsed = scenario(`actions:\n- at: 5s\n  ${text}\n`)
  expect(parsed.diagnostics).toStrictEqual([])
  expect(parsed.scenario.actions).toStrictEqual([action])
})

// The text of the file, then line and message of the one diagnostic.
const WRONG: readonly (readonly [string, number, string])[] = [
  ['titel: x\n', 1, 'unknown field "titel"; did you mean "title"?'],
  ['- a\n', 1, 'scenario.yaml must be a mapping with title, until, actions …'],
  ['seed: -1\n', 1, 'seed must be a whole number from 0 to 4294967295'],
  [
    'until: 8761h\n',
    1,
    'until must be a time with its unit, like 30s or 1m30s, of at most 8760h (a year)',
  ],
  [
    'until: 30\n',
    1,
    'until must be a time with its unit, like 30s or 1m30s, of at most 8760h (a year)',
  ],
  ['actions: {}\n', 1, 'actions must be a list'],
  ['actions:\n- drain\n', 2, 'an entry of actions must be a mapping'],
  [
    'actions:\n- at: 5s\n',
    2,
    'an action has exactly one verb; this one has none of apply, scale, rollout, set, cordon, uncordon, drain, taint, label, delete, power, reboot, shutdown, network, kubelet, containerd, kill, writeFile, removeFile, makeFolder, crictl, shellLine, connect, kubectl',
  ],
  [
    'actions:\n- at: 5s\n  cordon: a\n  uncordon: a\n',
    2,
    'an action has exactly one verb; this one has 2: cordon, uncordon',
  ],
  ['actions:\n- cordon: a\n', 2, 'at is missing: when does this happen?'],
  [
    'actions:\n- at: soon\n  cordon: a\n',
    2,
    'at must be a time with its unit, like 30s or 1m30s, of at most 8760h (a year)',
  ],
  [
    'actions:\n- at: 5s\n  fly: worker-1\n',
    3,
    'fly is not simulated: when its time comes, nothing happens',
  ],
  [
    'actions:\n- at: 5s\n  cordn: worker-1\n',
    3,
    'cordn is not simulated: when its time comes, nothing happens; did you mean "cordon"?',
  ],
  ['actions:\n- at: 5s\n  delete: web\n', 3, 'write kind and name, like pod/web'],
  ['actions:\n- at: 5s\n  delete: foo/web\n', 3, 'the server doesn\'t have a resource type "foo"'],
  [
    'actions:\n- at: 5s\n  delete: {kind: Pod, name: a, selector: app=a}\n',
    3,
    'name cannot be provided when a selector is specified',
  ],
  [
    'actions:\n- at: 5s\n  delete: {kind: Pod, selector: "app=a,"}\n',
    3,
    'a selector is written app=shop, or app=shop,tier!=web',
  ],
  ['actions:\n- at: 5s\n  delete: {kind: Pod}\n', 3, 'name is missing'],
  [
    'actions:\n- at: 5s\n  scale: {name: a, replicas: 2147483647}\n',
    3,
    'replicas must be a whole number from 0 to 50000',
  ],
  [
    'actions:\n- at: 5s\n  taint: {node: a, taint: x}\n',
    3,
    'a taint is written key=value:NoSchedule, with a final - to remove it',
  ],
  ['actions:\n- at: 5s\n  apply: ../x.yaml\n', 3, 'apply must be the path of a file'],
  ['actions:\n- at: 5s\n  apply: later/x.yaml\n', 3, 'the path "later/x.yaml" does not exist'],
  [
    'actions:\n- at: 5s\n  removeFile: {node: a, path: etc/x}\n',
    3,
    'path must be absolute, like /etc/kubernetes/manifests/web.yaml',
  ],
  ['actions:\n- at: 5s\n  kill: {pod: a}\n', 3, 'container is missing'],
  ['images:\n- missing: true\n', 2, 'image is missing'],
  [
    'images:\n- {image: a, listens: [0]}\n',
    2,
    'listens must be a list of at most 20 ports, like [80]',
  ],
]

test.for(WRONG)('says what is wrong with %j', ([text, line, message]) => {
  const parsed = scenario(text)
  expect(shortOf(parsed).map(([, , at, said]) => [at, said])).toStrictEqual([[line, message]])
})

test('bounds files, text, objects, actions and replicas', () => {
  const many = parseScenario(
    Array.from({ length: 1020 }, (_, index) => file(`manifests/${index}.yaml`, pod(`p${index}`))),
  )
  expect(many.objects).toHaveLength(1000)
  expect(many.diagnostics.map(({ message }) => message)).toStrictEqual([
    'only the first 1000 of 1020 files are used',
  ])
  const long = parseScenario([
    file('a.yaml', '#'.repeat(33_000_000)),
    file('b.yaml', '#'.repeat(1_000_000)),
  ])
  expect(shortOf(long)).toStrictEqual([
    [
      'b.yaml',
      'error',
      1,
      'all files together have more than 32 MiB of text: this one is left out',
    ],
  ])
  const items =
    'items:\n' +
    Array.from(
      { length: 60_100 },
      (_, index) =>
        `- {apiVersion: v1, kind: ${index <= 50_000 ? 'Pod' : 'Namespace'}, metadata: {name: n${index}}}\n`,
    ).join('')
  const objects = parseScenario([file('a.yaml', `apiVersion: v1\nkind: List\n${items}`)])
  expect(objects.objects).toHaveLength(60_000)
  expect(shortOf(objects)).toStrictEqual([
    [
      'a.yaml',
      'error',
      50_004,
      'a scenario has at most 50000 Pods: this one and those after it are left out',
    ],
    [
      'a.yaml',
      'error',
      60_005,
      'a scenario has at most 60000 objects: this one and those after it are left out',
    ],
  ])
  const acts = scenario(`actions:\n${'- {at: 1s, cordon: a}\n'.repeat(201)}`)
  expect(acts.scenario.actions).toHaveLength(200)
  expect(shortOf(acts)[0]?.[3]).toBe('only the first 200 of 201 actions are used')
})

test('bounds Nodes, but not what controllers are asked for', () => {
  const node = (name: string): string =>
    `- {apiVersion: v1, kind: Node, metadata: {name: ${name}}, status: {capacity: {cpu: '1'}}}\n`
  const nodes = Array.from({ length: 5001 }, (_, index) => node(`n${index}`)).join('')
  const large = parseScenario([
    file('cluster.yaml', `apiVersion: v1\nkind: List\nitems:\n${nodes}`),
  ])
  expect(large.nodes).toHaveLength(5000)
  expect(shortOf(large)).toStrictEqual([
    [
      'cluster.yaml',
      'error',
      5004,
      'a scenario has at most 5000 Nodes: this one and those after it are left out',
    ],
  ])
  const set = parseScenario([
    file(
      'a.yaml',
      'apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: a}\nspec: {replicas: 2147483647}\n',
    ),
  ])
  expect(set.objects).toHaveLength(1)
  expect(shortOf(set)).toStrictEqual([])
})

test('refuses paths that lead outside, and doubled ones', () => {
  const parsed = parseScenario([
    file('../a.yaml', ''),
    file('/a.yaml', ''),
    file('a//b', ''),
    file('a.yaml', pod('a')),
    file('a.yaml', pod('b')),
  ])
  expect(parsed.objects).toHaveLength(1)
  expect(parsed.diagnostics.map(({ message }) => message)).toStrictEqual([
    'this path cannot be used: a path is relative and has no . or .. in it',
    'this path cannot be used: a path is relative and has no . or .. in it',
    'this path cannot be used: a path is relative and has no . or .. in it',
    'there are two files with this path: only the first is used',
  ])
})

test('says of a file that nothing uses it, and of other kinds in cluster.yaml', () => {
  expect(
    shortOf(
      parseScenario([file('later/x.yaml', pod('extra')), file('cluster.yaml', pod('other'))]),
    ),
  ).toStrictEqual([
    ['cluster.yaml', 'error', 2, 'cluster.yaml holds the Nodes: put this Pod into manifests/'],
    [
      'later/x.yaml',
      'info',
      1,
      'nothing applies this file: move it into manifests/, or name it in an action',
    ],
  ])
})

test('says why a kubelet ignores a static Pod file', () => {
  const parsed = parseScenario([
    file('nodes/w/etc/kubernetes/manifests/a.yaml', 'apiVersion: v1\nkind: Service\n'),
  ])
  expect(shortOf(parsed)[0]?.[3]).toBe(
    'the kubelet of w ignores this file: the file holds Service of v1, and a kubelet takes only a Pod of v1',
  )
})

test('asks the API server about objects in the order of their time', () => {
  const seen: (string | undefined)[] = []
  checkScenario(
    [
      file(
        'scenario.yaml',
        'actions:\n- {at: 2s, apply: later/a.yaml}\n- {at: 1s, apply: later/b.yaml}\n',
      ),
      file('later/a.yaml', pod('a')),
      file('later/b.yaml', pod('b')),
      file('z.yaml', pod('z')),
      file('cluster.yaml', 'apiVersion: v1\nkind: Node\nmetadata: {name: node}\n'),
    ],
    (object) => {
      seen.push(object.metadata.name)
      return { object, errors: [], refusal: null, warnings: [] }
    },
  )
  expect(seen).toStrictEqual(['node', 'z', 'b', 'a'])
})

test.for([
  [pod('a'), null],
  [
    `${pod('a')}  extra: 1\n`,
    'line 5: this line does not line up: the keys of one mapping start in the same column',
  ],
  [`unknown: 1\n${pod('a')}`, null],
  ['', 'the file holds no object'],
  ['\0', 'line 1: this is not text: it has a NUL character here'],
  ['kind: Pod\n', 'the file holds Pod without apiVersion, and a kubelet takes only a Pod of v1'],
  [
    'apiVersion: v1\nkind: Pod\nspec: {hostNetwork: 1}\n',
    'json: cannot unmarshal number into Go struct field PodSpec.spec.hostNetwork of type bool',
  ],
] as const)('reads static Pod files leniently, as a kubelet does: %j', ([text, error]) => {
  const decoded = decodeStaticPod(text, '/etc/kubernetes/manifests/a.yaml')
  expect('error' in decoded ? decoded.error : null).toBe(
    error === null ? null : 'error' in decoded ? error : decoded,
  )
})
