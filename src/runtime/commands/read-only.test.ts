// What the tools say on a read-only file system: the words and exit codes of busybox 1.36 and of GNU coreutils 9, both
// run on a real one. `f` is a file, `d` a folder with the file `i`, `e` an empty folder, `/in` a file elsewhere.
import { expect, test } from 'vitest'
import { createBench } from '../testing/bench.ts'

const E = 'Read-only file system'

/** Command, busybox's words, GNU's words, exit codes. '' prints nothing. */
const TABLE: readonly (readonly [string, string, string, number, number])[] = [
  ['mv f g', `mv: can't rename 'f': ${E}`, `mv: cannot move 'f' to 'g': ${E}`, 1, 1],
  ['mv f d', `mv: can't rename 'f': ${E}`, `mv: cannot move 'f' to 'd/f': ${E}`, 1, 1],
  ['mv f /tmp/out', `mv: can't remove 'f': ${E}`, `mv: cannot remove 'f': ${E}`, 1, 1],
  [
    'mv /in f',
    `mv: can't remove 'f': ${E}`,
    `mv: inter-device move failed: '/in' to 'f'; unable to remove target: ${E}`,
    1,
    1,
  ],
  [
    'mv /in d/',
    `mv: can't create 'd/in': ${E}`,
    `mv: cannot create regular file 'd/in': ${E}`,
    1,
    1,
  ],
  ['cp f g', `cp: can't create 'g': ${E}`, `cp: cannot create regular file 'g': ${E}`, 1, 1],
  ['cp f d/', `cp: can't create 'd/f': ${E}`, `cp: cannot create regular file 'd/f': ${E}`, 1, 1],
  [
    'cp /in d/i',
    "cp: can't create 'd/i': File exists",
    `cp: cannot create regular file 'd/i': ${E}`,
    1,
    1,
  ],
  [
    'cp /in d/x',
    `cp: can't create 'd/x': ${E}`,
    `cp: cannot create regular file 'd/x': ${E}`,
    1,
    1,
  ],
  [
    'cp -r d e',
    `cp: can't create directory 'e/d': ${E}`,
    `cp: cannot create directory 'e/d': ${E}`,
    1,
    1,
  ],
  ['rm f', `rm: can't remove 'f': ${E}`, `rm: cannot remove 'f': ${E}`, 1, 1],
  ['rm -f f', `rm: can't remove 'f': ${E}`, `rm: cannot remove 'f': ${E}`, 1, 1],
  ['rm -rf d', `rm: can't remove 'd/i': ${E}`, `rm: cannot remove 'd/i': ${E}`, 1, 1],
  ['rm -f nosuch', '', '', 0, 0],
  ['rmdir d', `rmdir: 'd': ${E}`, `rmdir: failed to remove 'd': ${E}`, 1, 1],
  ['touch f', `touch: f: ${E}`, `touch: cannot touch 'f': ${E}`, 1, 1],
  ['touch new', `touch: new: ${E}`, `touch: cannot touch 'new': ${E}`, 1, 1],
  [
    'touch no/x',
    'touch: no/x: No such file or directory',
    "touch: cannot touch 'no/x': No such file or directory",
    1,
    1,
  ],
  [
    'mkdir x',
    `mkdir: can't create directory 'x': ${E}`,
    `mkdir: cannot create directory ‘x’: ${E}`,
    1,
    1,
  ],
  [
    'mkdir -p x/y',
    `mkdir: can't create directory 'x/': ${E}`,
    `mkdir: cannot create directory ‘x’: ${E}`,
    1,
    1,
  ],
  ['mkdir -p d', '', '', 0, 0],
  [
    'mkdir d',
    "mkdir: can't create directory 'd': File exists",
    'mkdir: cannot create directory ‘d’: File exists',
    1,
    1,
  ],
  ['chmod 600 f', `chmod: f: ${E}`, `chmod: changing permissions of 'f': ${E}`, 1, 1],
  ['chown 1 f', `chown: f: ${E}`, `chown: changing ownership of 'f': ${E}`, 1, 1],
  [
    'chown -R 1:1 d',
    `chown: d/i: ${E}\nchown: d: ${E}`,
    `chown: changing ownership of 'd/i': ${E}\nchown: changing ownership of 'd': ${E}`,
    1,
    1,
  ],
  ['chgrp 1 f', `chgrp: f: ${E}`, `chgrp: changing group of 'f': ${E}`, 1, 1],
  ['echo x | tee f', `tee: f: ${E}\nx`, `tee: f: ${E}\nx`, 1, 1],
  ['ln -s f z', `ln: z: ${E}`, `ln: failed to create symbolic link 'z': ${E}`, 1, 1],
  ['ln f z', `ln: z: ${E}`, `ln: failed to create hard link 'z': ${E}`, 1, 1],
  ['ln -sf f z', `ln: z: ${E}`, `ln: failed to create symbolic link 'z': ${E}`, 1, 1],
  [
    'mktemp -p .',
    `mktemp: ${E}`,
    `mktemp: failed to create file via template ‘./tmp.XXXXXXXXXX’: ${E}`,
    1,
    1,
  ],
  [
    'truncate -s 0 f',
    `truncate: f: open: ${E}`,
    `truncate: cannot open 'f' for writing: ${E}`,
    1,
    1,
  ],
  ['mkfifo p', `mkfifo: p: ${E}`, `mkfifo: cannot create fifo 'p': ${E}`, 1, 1],
  ['unlink f', `unlink: can't remove file 'f': ${E}`, `unlink: cannot unlink 'f': ${E}`, 1, 1],
  [
    'install f z',
    `install: can't create 'z': ${E}`,
    `install: cannot create regular file 'z': ${E}`,
    1,
    1,
  ],
]

interface Ran {
  readonly output: string
  readonly code: number | null
}

function onReadOnly(command: string, image: string): Ran {
  const bench = createBench()
  bench.volume('p', { name: 'v' })
  const script = `echo in > /in; cd /w; echo a > f; mkdir d e; echo 1 > d/i; cd /v; ${command}; exit $?`
  const mount = { volumeName: 'v', subPath: '' }
  const mounts = [
    { ...mount, mountPath: '/w', readOnly: false },
    { ...mount, mountPath: '/v', readOnly: true },
  ]
  const id = bench.start(bench.sandbox('p'), { image, command: ['sh', '-c', script], mounts })
  bench.pass(10_000)
  return { output: bench.node.service.logs(id, 20).join('\n'), code: bench.record(id).exitCode }
}

test.for(TABLE)('%s', ([command, busybox, gnu, busyboxCode, gnuCode]) => {
  if (!command.startsWith('install'))
    expect(onReadOnly(command, 'busybox')).toEqual({ output: busybox, code: busyboxCode })
  expect(onReadOnly(command, 'debian')).toEqual({ output: gnu, code: gnuCode })
})

test.each([
  ['busybox', /^sed: can't create temp file 'f\w{6}': Read-only file system$/, 1],
  ['debian', /^sed: couldn't open temporary file \.\/sed\w{6}: Read-only file system$/, 4],
])('sed -i in %s', (image, words, code) => {
  const ran = onReadOnly("sed -i 's/a/b/' f", image)
  expect(ran.output).toMatch(words)
  expect(ran.code).toBe(code)
})

test('what is a mount of its own cannot be moved or removed', () => {
  const bench = createBench()
  bench.volume('p', { name: 'v' })
  const script =
    'rm -rf /v; echo $?; mv /etc/hosts /tmp/h; echo $?; sed -i s/a/b/ /etc/resolv.conf; echo $?'
  const mounts = [{ volumeName: 'v', mountPath: '/v', subPath: '', readOnly: false }]
  const id = bench.start(bench.sandbox('p'), {
    image: 'busybox',
    command: ['sh', '-c', script],
    mounts,
  })
  bench.pass(10_000)
  const [removed, , moved, , replaced] = bench.node.service.logs(id, 20)
  expect(removed).toBe("rm: can't remove '/v': Device or resource busy")
  expect(moved).toBe("mv: can't rename '/etc/hosts': Device or resource busy")
  expect(replaced).toMatch(
    /^sed: can't move '.*' to '\/etc\/resolv\.conf': Device or resource busy$/,
  )
})

test('a read-only root file system leaves volumes, /dev and /etc/hosts writable', () => {
  const bench = createBench()
  bench.volume('p', { name: 'v' })
  const script =
    'for f in /f /tmp/f /v/f /dev/shm-f /etc/hosts /etc/hostname; do echo x 2>&1 >> $f && echo ok; done'
  const mounts = [{ volumeName: 'v', mountPath: '/v', subPath: '', readOnly: false }]
  const config = {
    image: 'busybox',
    command: ['sh', '-c', script],
    mounts,
    readOnlyRootFilesystem: true,
  }
  const id = bench.start(bench.sandbox('p'), config)
  bench.pass(10_000)
  expect(bench.node.service.logs(id, 20)).toEqual([
    "sh: can't create /f: Read-only file system",
    "sh: can't create /tmp/f: Read-only file system",
    'ok',
    'ok',
    'ok',
    "sh: can't create /etc/hostname: Read-only file system",
  ])
})
