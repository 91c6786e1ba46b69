// Tools about the machine: memory, disks, kernel settings.
import { simplified } from '#lib/simplified.ts'
import { CACHE_KIB, FREE_KIB, MEMORY_KIB, USED_KIB } from '../images/machine-files.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import { shortBytes } from './amounts.ts'
import { parseOptions } from './options.ts'
import { refuse, wordsOf } from './words.ts'
import { walk } from './walk.ts'

simplified(
  'machine-figures',
  'what tools and /proc say of the machine are the figures of one that has 2 processors, 8 GiB of memory and a disk of 100 GB, whatever the Node says.',
  { programs: ['free', 'df', 'top', 'uptime', 'nproc'] },
)

const DISK_KIB = 97_656_250
const DISK_USED_KIB = 19_531_250

export const free: Command = (invocation) => {
  const { flags } = parseOptions(invocation.args, { flags: 'bkmght', valued: 's' })
  const shown = (kib: number): string => {
    if (flags.has('h')) return `${shortBytes(kib * 1024)}i`
    const unit = flags.has('b') ? 1 / 1024 : flags.has('m') ? 1024 : flags.has('g') ? 1024 ** 2 : 1
    return String(Math.floor(kib / unit))
  }
  const row = (title: string, values: readonly number[]): string =>
    `${title.padEnd(8)}${values.map((value) => shown(value).padStart(12)).join('')}\n`
  const heads = ['total', 'used', 'free', 'shared', 'buff/cache', 'available']
  const memory = [MEMORY_KIB, USED_KIB, FREE_KIB, 4096, CACHE_KIB, MEMORY_KIB - USED_KIB]
  const title = `${' '.repeat(8)}${heads.map((head) => head.padStart(12)).join('')}\n`
  return print(invocation, title + row('Mem:', memory) + row('Swap:', [0, 0, 0])) ? 0 : 1
}

export const df: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'hkmaPTi', valued: 't' })
  const places = operands.length === 0 ? ['/', '/dev', '/dev/shm', '/etc/hosts'] : operands
  const human = flags.has('h')
  const amount = (kib: number): string =>
    human ? shortBytes(kib * 1024) : String(flags.has('m') ? Math.round(kib / 1024) : kib)
  const size = human ? 'Size' : flags.has('m') ? '1M-blocks' : '1K-blocks'
  const lines = [`Filesystem           ${size.padStart(9)}      Used Available Use% Mounted on\n`]
  let status = 0
  for (const place of places) {
    const entry = invocation.system.files.stat(pathOf(invocation, place))
    if (!entry.ok) {
      status = refuse(invocation, entry.error, {
        busybox: `${place}: can't find mount point`,
        gnu: place,
      })
      continue
    }
    const isMemory = place.startsWith('/dev')
    const [total, used] = isMemory ? [65_536, 0] : [DISK_KIB, DISK_USED_KIB]
    const name = isMemory ? (place === '/dev/shm' ? 'shm' : 'tmpfs') : 'overlay'
    const percent = `${Math.round((used / total) * 100)}%`
    lines.push(
      `${name.padEnd(20)} ${amount(total).padStart(9)} ${amount(used).padStart(9)} ${amount(total - used).padStart(9)} ${percent.padStart(4)} ${place}\n`,
    )
  }
  return print(invocation, lines.join('')) ? status : 1
}

export const du: Command = (invocation) => {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'shkmabcx',
    valued: 'd',
    long: ['max-depth=', 'summarize', 'human-readable', 'apparent-size'],
  })
  const human = flags.has('h') || flags.has('human-readable')
  const deepest =
    flags.has('s') || flags.has('summarize')
      ? 0
      : Number(values.get('d') ?? values.get('max-depth') ?? Infinity)
  const { files } = invocation.system
  let status = 0
  for (const root of operands.length === 0 ? ['.'] : operands) {
    const top = pathOf(invocation, root)
    const entry = files.linkStat(top)
    if (!entry.ok) {
      status = refuse(invocation, entry.error, { busybox: root, gnu: `cannot access '${root}'` })
      continue
    }
    const sizes = new Map<string, number>()
    const paths = walk(invocation, top)
    for (const path of paths) {
      const here = files.linkStat(path)
      if (!here.ok) continue
      const bytes =
        here.value.type === 'folder'
          ? 4096
          : here.value.type === 'link'
            ? 0
            : Math.ceil(here.value.bytes / 4096) * 4096
      for (let above = path; ; above = above.slice(0, above.lastIndexOf('/'))) {
        sizes.set(above, (sizes.get(above) ?? 0) + bytes)
        if (above === top || above === '') break
      }
    }
    for (const path of [...paths].reverse()) {
      const depth = path.slice(top.length).split('/').length - 1
      const here = files.linkStat(path)
      const isShown = path === top || flags.has('a') || (here.ok && here.value.type === 'folder')
      if (!isShown || depth > deepest) continue
      const bytes = sizes.get(path) ?? 0
      const amount = human
        ? shortBytes(bytes)
        : String(
            flags.has('b') ? bytes : flags.has('m') ? Math.ceil(bytes / 1024 ** 2) : bytes / 1024,
          )
      print(invocation, `${amount}\t${root.replace(/\/$/, '') + path.slice(top.length) || '/'}\n`)
    }
  }
  return status
}

export const uptime: Command = (invocation) => {
  const now = invocation.system.date('%H:%M:%S')
  return print(invocation, ` ${now} up 3 days,  4:12,  0 users,  load average: 0.10, 0.08, 0.05\n`)
    ? 0
    : 1
}

simplified(
  'kernel-settings',
  'what sysctl sets is printed and not kept: who reads it afterwards finds the usual value, and /proc/sys is empty.',
  { programs: ['sysctl'] },
)

/** Settings that processes of a Pod without privileges may not change. */
const SETTINGS: Readonly<Record<string, string>> = {
  'vm.max_map_count': '65530',
  'vm.overcommit_memory': '1',
  'vm.swappiness': '60',
  'fs.file-max': '9223372036854775807',
  'fs.inotify.max_user_watches': '249600',
  'fs.inotify.max_user_instances': '8192',
  'kernel.shmmax': '18446744073692774399',
  'kernel.pid_max': '4194304',
  'net.core.somaxconn': '4096',
  'net.ipv4.ip_forward': '1',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.tcp_syncookies': '1',
  'net.ipv4.ip_unprivileged_port_start': '0',
  'net.ipv4.tcp_keepalive_time': '7200',
}

/** `sysctl`: shows settings, and with -w, or name=value, changes them when the container is privileged. */
export const sysctl: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'wnqeapN' })
  if (flags.has('a')) {
    const all = Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value}\n`)
    return print(invocation, all.join('')) ? 0 : 1
  }
  let status = 0
  for (const operand of operands) {
    const [given = '', value] = operand.split(/=(.*)/s)
    const name = given.trim().replaceAll('/', '.')
    if (
      !/^(vm|fs|kernel|net|user|dev)\.[\w.-]+$/.test(name) ||
      (value === undefined && SETTINGS[name] === undefined)
    ) {
      if (flags.has('e')) continue
      status = unknownSetting(invocation, name)
    } else if (value !== undefined && !invocation.system.privileged) {
      status = complain(
        invocation,
        wordsOf(invocation, {
          busybox: `error setting key '${name}': Read-only file system`,
          gnu: `setting key "${name}", ignoring: Read-only file system`,
        }),
      )
    } else if (!flags.has('q')) {
      const text = (value ?? SETTINGS[name] ?? '').trim()
      print(invocation, flags.has('n') ? `${text}\n` : `${name} = ${text}\n`)
    }
  }
  return status
}

function unknownSetting(invocation: Invocation, name: string): number {
  const path = `/proc/sys/${name.replaceAll('.', '/')}`
  return complain(
    invocation,
    wordsOf(invocation, {
      busybox: `error: '${name}' is an unknown key`,
      gnu: `cannot stat ${path}: No such file or directory`,
    }),
  )
}

export const mount: Command = (invocation) => {
  const { operands } = parseOptions(invocation.args, { flags: 'aorvnwfl', valued: 'tOo' })
  if (operands.length === 0) {
    const { mounts } = invocation.system.files
    const rows = [...mounts]
      .reverse()
      .map(({ path, readOnly, volumeKey }) =>
        path === '/' && volumeKey === null
          ? `overlay on / type overlay (${readOnly ? 'ro' : 'rw'},relatime)\n`
          : `/dev/sda1 on ${path} type ext4 (${readOnly ? 'ro' : 'rw'},relatime)\n`,
      )
    return print(invocation, rows.join('')) ? 0 : 1
  }
  if (invocation.system.privileged) return 0
  const [device = '', place = ''] = operands
  const words = {
    busybox: `mounting ${device} on ${place} failed: Permission denied`,
    gnu: `${place}: permission denied.`,
  }
  complain(invocation, wordsOf(invocation, words))
  return invocation.system.flavour === 'busybox' ? 1 : 32
}
