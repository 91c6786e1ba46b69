// The file system that an image starts with.
import { simplified } from '#lib/simplified.ts'
import { MEMINFO } from './machine-files.ts'
import { absolutePath, baseOf, joinPath } from '../filesystem/path.ts'
import { layerOf, type Entry, type EntryType } from '../filesystem/tree.ts'
import type { ImageSpec } from './image-spec.ts'
import { toolsOf } from './tools.ts'

const FOLDERS =
  '/dev /etc /home /mnt /opt /proc /root /run /srv /sys /tmp /usr/local/bin /var/lib /var/log /var/cache'

const OS_NAMES = {
  busybox: 'BusyBox',
  alpine: 'Alpine Linux',
  debian: 'Debian GNU/Linux',
  ubuntu: 'Ubuntu',
  full: 'Linux',
  none: '',
}

const layers = new Map<ImageSpec, ReadonlyMap<string, Entry>>()

simplified(
  'tools-in-one-folder',
  'all tools of an image lie in one folder, /bin or /usr/bin; programs are empty files.',
)

/** The read-only layer of an image; made once per image. */
export function layerOfImage(spec: ImageSpec): ReadonlyMap<string, Entry> {
  const known = layers.get(spec)
  if (known !== undefined) return known
  const layer = layerOf([...folders(), ...tools(spec), ...etc(spec), ...spec.files])
  if (spec.known) layers.set(spec, layer)
  return layer
}

interface LayerFile {
  readonly path: string
  readonly content?: string
  readonly mode?: number
  readonly type?: EntryType
}

function folders(): readonly LayerFile[] {
  return [
    ...FOLDERS.split(' ').map(
      (path) => ({ path, type: 'folder', mode: path === '/tmp' ? 0o1777 : 0o755 }) as const,
    ),
    { path: '/var/run', type: 'link', content: '/run' },
  ]
}

function tools(spec: ImageSpec): readonly LayerFile[] {
  const program = (path: string): LayerFile => ({ path, mode: 0o755 })
  const merged = spec.system !== 'busybox' && spec.system !== 'alpine'
  const home = merged ? '/usr/bin' : '/bin'
  const link = (path: string, content: string): LayerFile => ({ path, type: 'link', content })
  const entry = spec.entrypoint[0] ?? spec.command[0] ?? ''
  const isNamed = entry.includes('/') && spec.programs.includes(baseOf(entry))
  const rooted = isNamed ? [program(absolutePath(spec.workingDir, entry))] : []
  return [
    { path: home, type: 'folder' },
    ...(merged
      ? [link('/bin', '/usr/bin'), link('/sbin', '/usr/bin')]
      : [program('/usr/bin/env'), { path: '/sbin', type: 'folder' } as const]),
    ...toolsOf(spec.system).map((name) => program(joinPath(home, name))),
    ...spec.programs.map((name) => program(joinPath('/usr/local/bin', name))),
    ...rooted,
  ]
}

function etc(spec: ImageSpec): readonly LayerFile[] {
  const name = OS_NAMES[spec.system]
  return [
    {
      path: '/etc/passwd',
      content:
        'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n',
    },
    { path: '/etc/group', content: 'root:x:0:\n' },
    ...(name === ''
      ? []
      : [{ path: '/etc/os-release', content: `NAME="${name}"\nID=${spec.system}\n` }]),
    { path: '/proc/meminfo', content: MEMINFO },
    { path: '/proc/cpuinfo', content: 'processor\t: 0\n\nprocessor\t: 1\n\n' },
    { path: '/proc/version', content: 'Linux version 6.8.0 (gcc) #1 SMP\n' },
    { path: '/dev/null', type: 'character device', mode: 0o666 },
    { path: '/dev/zero', type: 'character device', mode: 0o666 },
    { path: '/dev/urandom', type: 'character device', mode: 0o666 },
    { path: '/dev/full', type: 'character device', mode: 0o666 },
    { path: '/dev/fd', type: 'link', content: '/proc/self/fd' },
    ...['stdin', 'stdout', 'stderr'].flatMap((name, number): readonly LayerFile[] => [
      { path: `/dev/${name}`, type: 'link', content: `/proc/self/fd/${number}` },
      { path: `/proc/self/fd/${number}`, type: 'character device', mode: 0o666 },
    ]),
  ]
}
