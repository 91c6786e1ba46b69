import { expect, test } from 'vitest'
import { createBench, type Bench } from '../testing/bench.ts'
import { absolutePath } from './path.ts'
import { byteLength } from '#lib/byte-length.ts'
import { createTree } from './tree.ts'

const mount = (mountPath: string, rest: object = {}) => ({
  volumeName: 'data',
  mountPath,
  subPath: '',
  readOnly: false,
  ...rest,
})

function run(bench: Bench, script: string, config: object = {}): readonly string[] {
  const sandbox = bench.node.service.podSandboxes('uid-pod')[0] ?? bench.sandbox('pod')
  const id = bench.start(sandbox, { command: ['sh', '-c', script], ...config })
  bench.pass(5000)
  return bench.node.service.logs(id, 100)
}

test('paths lose their dots', () => {
  expect(absolutePath('/a/b', '../c/./d//e')).toBe('/a/c/d/e')
  expect(absolutePath('/', '../..')).toBe('/')
})

test('bytes are counted as UTF-8', () => {
  for (const text of ['', 'abc', 'é', '€', '😀', 'a€😀'])
    expect(byteLength(text)).toBe(new TextEncoder().encode(text).length)
})

test('a new instance has a new file system, a volume stays', () => {
  const bench = createBench()
  bench.volume('pod', {})
  expect(
    run(bench, 'echo own > /own; echo kept > /data/kept', { mounts: [mount('/data')] }),
  ).toEqual([])
  expect(run(bench, 'cat /own; cat /data/kept', { mounts: [mount('/data')], attempt: 1 })).toEqual([
    "cat: can't open '/own': No such file or directory",
    'kept',
  ])
})

test('emptyDir goes with the Pod, shared content stays', () => {
  const bench = createBench()
  const setup = { sharedKey: 'pvc/default/data', type: 'persistentVolumeClaim' }
  bench.volume('pod', setup)
  run(bench, 'echo kept > /data/f', { mounts: [mount('/data')] })
  bench.node.volumes.tearDown('uid-pod')
  bench.volume('pod', setup)
  expect(run(bench, 'cat /data/f', { mounts: [mount('/data')] })).toEqual(['kept'])
  bench.node.volumes.tearDown('uid-pod')
  bench.volume('pod', {})
  expect(run(bench, 'ls /data', { mounts: [mount('/data')] })).toEqual([])
})

test('readOnly mounts and projected volumes cannot be written', () => {
  const bench = createBench()
  bench.volume('pod', {})
  bench.volume('pod', {
    name: 'conf',
    type: 'configMap',
    files: [{ path: 'a/key', content: 'value', mode: 0o400 }],
  })
  const mounts = [mount('/ro', { readOnly: true }), mount('/conf', { volumeName: 'conf' })]
  expect(
    run(bench, 'echo x > /ro/f; touch /conf/new; mkdir /ro/d; rm /conf/a/key; cat /conf/a/key', {
      mounts,
    }),
  ).toEqual([
    "sh: can't create /ro/f: Read-only file system",
    'touch: /conf/new: Read-only file system',
    "mkdir: can't create directory '/ro/d': Read-only file system",
    "rm: can't remove '/conf/a/key': Read-only file system",
    'value',
  ])
})

test('the longest mount path wins, and subPath shows a part', () => {
  const bench = createBench()
  bench.volume('pod', {})
  bench.volume('pod', { name: 'inner' })
  const mounts = [
    mount('/data'),
    mount('/data/inner', { volumeName: 'inner' }),
    mount('/part', { subPath: 'x/y' }),
  ]
  const script =
    'echo in > /data/inner/f; echo out > /data/f; echo sub > /part/g; cat /data/x/y/g; ls /data'
  expect(run(bench, script, { mounts })).toEqual(['sub', 'f', 'inner', 'x'])
  const record = bench.world.get('Volume/worker-1/uid-pod/data')
  expect(record).toMatchObject({
    files: [
      { path: '/f', bytes: 4 },
      { path: '/x/y/g', bytes: 4 },
    ],
    fileCount: 2,
  })
})

test('a command makes one change of the record, and only the first is a step', () => {
  const bench = createBench()
  bench.volume('pod', {})
  run(bench, 'for i in 1 2 3; do echo "a" > /data/$i; done; cp /data/1 /data/4', {
    mounts: [mount('/data')],
  })
  expect(bench.entries('VolumeWrite').map((entry) => [entry.level, entry.message])).toEqual([
    ['step', 'wrote `/1` to volume `data`'],
    ['detail', 'wrote `/2` to volume `data`'],
    ['detail', 'wrote `/3` to volume `data`'],
    ['detail', 'wrote `/4` to volume `data`'],
  ])
  expect(bench.entries('VolumeRead').map((entry) => entry.message)).toEqual([
    'read `/1` from volume `data`',
  ])
})

test('a file, a volume and the number of files are bounded', () => {
  const tree = createTree(() => 0)
  expect(tree.write('/big', 'x'.repeat(1024 * 1024 + 1))).toEqual({ ok: false, error: 'EFBIG' })
  for (let i = 0; i < 16; i += 1)
    expect(tree.write(`/f${i}`, 'x'.repeat(1024 * 1024)).ok).toBe(true)
  expect(tree.write('/more', 'x')).toEqual({ ok: false, error: 'ENOSPC' })
  const many = createTree(() => 0)
  for (let i = 0; i < 1000; i += 1) many.write(`/f${i}`, '')
  expect(many.write('/more', '')).toEqual({ ok: false, error: 'ENOSPC' })
  many.remove('/f0')
  expect(many.write('/more', '').ok).toBe(true)
})

test('links are followed, and loops of links end', () => {
  const bench = createBench()
  const script =
    'mkdir /real; echo x > /real/f; ln -s /real /link; cat /link/f; ln -s /b /a; ln -s /a /b; cat /a'
  expect(run(bench, script)).toEqual([
    'x',
    "cat: can't open '/a': Too many levels of symbolic links",
  ])
})

const HOST_PATHS: readonly (readonly [path: string, type: string, problem: string | null])[] = [
  ['/data/new', '', null],
  ['/data/new', 'DirectoryOrCreate', null],
  ['/var/log', 'Directory', null],
  ['/nope', 'Directory', 'hostPath type check failed: /nope is not a directory'],
  [
    '/etc/machine-id',
    'Directory',
    'hostPath type check failed: /etc/machine-id is not a directory',
  ],
  ['/etc/machine-id', 'File', null],
  ['/nope', 'File', 'hostPath type check failed: /nope is not a file'],
  ['/var/log', 'FileOrCreate', 'hostPath type check failed: /var/log is not a file'],
  ['/var/log/new', 'FileOrCreate', null],
  ['/run/containerd/containerd.sock', 'Socket', null],
  ['/nope', 'Socket', 'hostPath type check failed: /nope is not a socket file'],
  ['/dev/null', 'CharDevice', null],
  ['/nope', 'BlockDevice', 'hostPath type check failed: /nope is not a block device'],
]

for (const [path, type, problem] of HOST_PATHS) {
  test(`hostPath ${path} of type '${type}' ${problem === null ? 'is mounted' : 'is refused'}`, () => {
    const bench = createBench()
    const pod = { namespace: 'default', name: 'pod', uid: 'uid-pod' }
    const setup = {
      name: 'data',
      type: 'hostPath',
      files: [],
      hostPath: { path, type },
      sharedKey: null,
      readOnly: false,
      inMemory: false,
    }
    const result = bench.node.volumes.setUp(pod, setup)
    expect(result.ok ? null : result.message).toBe(problem)
  })
}

test('a hostPath volume writes to the disk of its node, and watchers hear of it', () => {
  const bench = createBench()
  const heard: string[] = []
  bench.node.disk.watch('/etc/kubernetes/manifests', (path) => heard.push(path))
  bench.volume('pod', {
    type: 'hostPath',
    hostPath: { path: '/etc/kubernetes/manifests', type: '' },
  })
  run(bench, 'echo "kind: Pod" > /data/x.yaml', { mounts: [mount('/data')] })
  expect(bench.node.disk.list('/etc/kubernetes/manifests')).toEqual([
    { path: '/etc/kubernetes/manifests/x.yaml', content: 'kind: Pod\n' },
  ])
  bench.node.disk.write('/etc/kubernetes/manifests/y.yaml', 'kind: Pod\n')
  bench.node.disk.remove('/etc/kubernetes/manifests/x.yaml')
  expect(heard).toEqual([
    '/etc/kubernetes/manifests/x.yaml',
    '/etc/kubernetes/manifests/y.yaml',
    '/etc/kubernetes/manifests/x.yaml',
  ])
  expect(bench.world.get('Disk/worker-1')).toMatchObject({
    files: [{ path: '/etc/kubernetes/manifests/y.yaml' }],
  })
})

test('an update of a ConfigMap is seen in the running container', () => {
  const bench = createBench()
  const setup = (content: string) => ({
    name: 'data',
    type: 'configMap',
    files: [{ path: 'key', content, mode: 0o644 }],
    hostPath: null,
    sharedKey: null,
    readOnly: false,
    inMemory: false,
  })
  bench.volume('pod', setup('one'))
  const sandbox = bench.sandbox('pod')
  const id = bench.start(sandbox, {
    command: ['sh', '-c', 'while true; do cat /data/key; echo; sleep 1; done'],
    mounts: [mount('/data')],
  })
  bench.pass(1500)
  bench.node.volumes.update(sandbox.pod, setup('two'))
  bench.pass(1000)
  expect(bench.node.service.logs(id, 1)).toEqual(['two'])
})

test('tail -f prints what another container appends', () => {
  const bench = createBench()
  bench.volume('pod', {})
  const sandbox = bench.sandbox('pod')
  const mounts = [mount('/var/log/app')]
  const adapter = bench.start(sandbox, {
    name: 'adapter',
    command: [
      'sh',
      '-c',
      'touch /var/log/app/raw.log; tail -F /var/log/app/raw.log | while read line; do echo "adapted: $line"; done',
    ],
    mounts,
  })
  bench.start(sandbox, {
    name: 'app',
    command: ['sh', '-c', 'while true; do echo "raw event" >> /var/log/app/raw.log; sleep 2; done'],
    mounts,
  })
  bench.pass(5000)
  expect(bench.node.service.logs(adapter, 100)).toEqual([
    'adapted: raw event',
    'adapted: raw event',
    'adapted: raw event',
  ])
})
