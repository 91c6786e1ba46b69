// Package managers and `git clone`: they take a while, and what they bring is there.
import { simplified } from '#lib/simplified.ts'
import { wait, type Task } from '#sim/task.ts'
import { baseOf, joinPath } from '../filesystem/path.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { parseImageReference } from '../images/reference.ts'
import { versionOf } from '../images/tags.ts'
import { refuse } from './words.ts'

simplified(
  'packages',
  'apk, apt-get, yum, pip and npm find every package that they are asked for, and a package brings the program of its name; a repository that git clones holds a README and nothing else.',
  { programs: 'apk apt apt-get yum dnf microdnf pip pip3 npm yarn git'.split(' ') },
)

const INDEX_MS = 1200
const PACKAGE_MS = 700

/** Packages whose programs are called otherwise. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'bind-tools': ['dig', 'nslookup', 'host'],
  dnsutils: ['dig', 'nslookup', 'host'],
  'bind-utils': ['dig', 'nslookup', 'host'],
  'bind9-dnsutils': ['dig', 'nslookup', 'host'],
  'netcat-openbsd': ['nc'],
  netcat: ['nc'],
  'netcat-traditional': ['nc'],
  'iputils-ping': ['ping'],
  iputils: ['ping'],
  procps: ['ps', 'top', 'free', 'pgrep', 'pkill', 'kill', 'sysctl', 'uptime', 'watch'],
  'procps-ng': ['ps', 'top', 'free', 'pgrep', 'pkill', 'sysctl'],
  'postgresql-client': ['psql', 'pg_isready', 'pg_dump'],
  'mysql-client': ['mysql', 'mysqladmin', 'mysqldump'],
  'default-mysql-client': ['mysql', 'mysqladmin', 'mysqldump'],
  'mariadb-client': ['mariadb', 'mysql', 'mysqladmin', 'mariadb-admin'],
  'redis-tools': ['redis-cli'],
  redis: ['redis-cli', 'redis-server'],
  'gettext-base': ['envsubst'],
  gettext: ['envsubst'],
  iproute2: ['ip', 'ss'],
  'net-tools': ['ifconfig', 'netstat', 'route'],
  coreutils: [],
  'ca-certificates': [],
  util: [],
  python3: ['python3'],
  nodejs: ['node'],
}

/** The packages of a command line, options and versions left out. */
function packagesIn(args: readonly string[]): readonly string[] {
  return args.filter((arg) => !arg.startsWith('-')).map((arg) => arg.replace(/[=<>~@].*$/, ''))
}

function* bring(invocation: Invocation, packages: readonly string[]): Task<number> {
  const { files } = invocation.system
  for (const name of packages) {
    yield* wait(invocation.system.sleep(PACKAGE_MS + invocation.system.random.next(400)))
    for (const program of PROGRAMS[name] ?? [name]) {
      const path = joinPath('/usr/bin', program)
      const real = files.stat(path)
      if (real.ok) continue
      const written = files.write(path, '')
      if (!written.ok) return refuse(invocation, written.error, { busybox: path, gnu: path })
      files.setMode(path, 0o755)
    }
  }
  return 0
}

/** `apk add`. */
export function* apk(invocation: Invocation): Task<number> {
  const words = invocation.args.filter((arg) => !arg.startsWith('-'))
  const [verb = ''] = words
  if (verb === 'update' || verb === 'upgrade') {
    yield* fetchIndex(invocation)
    return print(invocation, 'OK: 24175 distinct packages available\n') ? 0 : 1
  }
  if (verb === 'del' || verb === 'info' || verb === 'fix') return 0
  if (verb !== 'add')
    return complain(invocation, `'${verb}' is not an apk command. See 'apk --help'.`)
  yield* fetchIndex(invocation)
  const packages = packagesIn(words.slice(1))
  const status = yield* bring(invocation, packages)
  if (status !== 0) {
    invocation.stderr.write(
      'ERROR: Unable to lock database: Read-only file system\nERROR: Failed to open apk database: Read-only file system\n',
    )
    return 99
  }
  for (const [index, name] of packages.entries())
    print(invocation, `(${index + 1}/${packages.length}) Installing ${name} (1.0-r0)\n`)
  print(
    invocation,
    `Executing busybox-1.36.1-r29.trigger\nOK: ${8 + packages.length * 2} MiB in ${15 + packages.length} packages\n`,
  )
  return 0
}

function* fetchIndex(invocation: Invocation): Task<void> {
  yield* wait(invocation.system.sleep(INDEX_MS))
  const [major, minor] = versionOf(invocation.system.image, 'alpine')?.split('.') ?? ['3', '20']
  const folder = `https://dl-cdn.alpinelinux.org/alpine/v${major}.${minor}`
  for (const part of ['main', 'community'])
    print(invocation, `fetch ${folder}/${part}/x86_64/APKINDEX.tar.gz\n`)
}

/** Releases by their numbers, of which tags have the one or the other. */
const RELEASES: Readonly<Record<string, readonly (readonly [version: string, name: string])[]>> = {
  debian: [
    ['12', 'bookworm'],
    ['11', 'bullseye'],
    ['13', 'trixie'],
  ],
  ubuntu: [
    ['24.04', 'noble'],
    ['22.04', 'jammy'],
    ['20.04', 'focal'],
  ],
}

/** 'http://archive.ubuntu.com/ubuntu noble': where the packages of an image come from; the first release where its tag has none. */
function archiveOf({ files, image }: Invocation['system']): string {
  const release = files.read('/etc/os-release')
  const id = release.ok && release.value.includes('ID=ubuntu') ? 'ubuntu' : 'debian'
  const tag = parseImageReference(image)?.tag ?? ''
  const known = RELEASES[id] ?? []
  const isOwn = parseImageReference(image)?.repository.endsWith(`/${id}`) === true
  const named = known.find(
    ([version, name]) => tag.includes(name) || (isOwn && tag.startsWith(version)),
  )
  const [, name = ''] = named ?? known[0] ?? []
  return `http://${id === 'ubuntu' ? 'archive.ubuntu.com' : 'deb.debian.org'}/${id} ${name}`
}

const LISTS = '/var/lib/apt/lists'

/** `apt-get update`, `apt-get install`; without an update before it an image of today knows no package. */
export function* aptGet(invocation: Invocation): Task<number> {
  const words = invocation.args.filter((arg) => !arg.startsWith('-'))
  const [verb = ''] = words
  const { files } = invocation.system
  if (verb === 'update') {
    yield* wait(invocation.system.sleep(INDEX_MS * 2))
    if (!files.stat(LISTS).ok) files.makeFolder('/var/lib/apt')
    files.makeFolder(LISTS)
    const written = files.write(`${LISTS}/packages`, '')
    if (!written.ok) {
      invocation.stderr.write(
        `E: List directory ${LISTS}/partial is missing. - Acquire (30: Read-only file system)\n`,
      )
      return 100
    }
    print(
      invocation,
      `Get:1 ${archiveOf(invocation.system)} InRelease [151 kB]\nFetched 9.1 MB in 2s (4,550 kB/s)\nReading package lists...\n`,
    )
    return 0
  }
  if (verb !== 'install') {
    yield* wait(invocation.system.sleep(200))
    if (verb === 'clean' || verb === 'autoremove') return 0
    return print(invocation, 'Reading package lists...\nBuilding dependency tree...\n') ? 0 : 1
  }
  const packages = packagesIn(words.slice(1))
  print(
    invocation,
    'Reading package lists...\nBuilding dependency tree...\nReading state information...\n',
  )
  if (!files.stat(`${LISTS}/packages`).ok) {
    for (const name of packages) invocation.stderr.write(`E: Unable to locate package ${name}\n`)
    return packages.length === 0 ? 0 : 100
  }
  if (
    !invocation.args.some((arg) => /^-\w*y|^--(yes|assume-yes)$/.test(arg)) &&
    packages.length > 0
  ) {
    print(invocation, 'Do you want to continue? [Y/n] Abort.\n')
    return 1
  }
  const status = yield* bring(invocation, packages)
  for (const name of packages) print(invocation, `Setting up ${name} ...\n`)
  return status === 0 ? 0 : 100
}

/** `yum`, `dnf`, `pip`, `npm install`: what all of them have in common. */
export function* installer(invocation: Invocation): Task<number> {
  const words = invocation.args.filter((arg) => !arg.startsWith('-'))
  yield* wait(invocation.system.sleep(INDEX_MS))
  const isInstall = /^(install|i|ci|add)$/.test(words[0] ?? '')
  const brings = /^(yum|dnf|microdnf)$/.test(invocation.name)
  if (isInstall) {
    const packages = packagesIn(words.slice(1))
    const status = yield* bring(invocation, brings ? packages : [])
    if (status !== 0) return status
    print(
      invocation,
      brings
        ? 'Complete!\n'
        : invocation.name.startsWith('pip')
          ? `Successfully installed ${packages.join(' ')}\n`
          : `added ${Math.max(1, packages.length)} packages in 2s\n`,
    )
  }
  return 0
}

/** `git clone`: a folder with the repository's name. */
export function* git(invocation: Invocation): Task<number> {
  const words = withoutValues(invocation.args)
  const [verb = '', address, given] = words
  if (verb === '' || verb === '--version' || invocation.args[0] === '--version')
    return print(invocation, 'git version 2.45.2\n') ? 0 : 1
  yield* wait(invocation.system.sleep(100))
  if (verb !== 'clone') return 0
  if (address === undefined) {
    invocation.stderr.write('fatal: You must specify a repository to clone.\n')
    return 129
  }
  const name = given ?? baseOf(address.replace(/\/+$/, '')).replace(/\.git$/, '')
  const path = pathOf(invocation, name)
  const { files } = invocation.system
  const list = files.list(path)
  if (list.ok && list.value.length > 0) {
    invocation.stderr.write(
      `fatal: destination path '${name}' already exists and is not an empty directory.\n`,
    )
    return 128
  }
  invocation.stderr.write(`Cloning into '${name}'...\n`)
  const host = /^(?:\w+:\/\/)?(?:[^@/]*@)?([^/:]+)/.exec(address)?.[1] ?? ''
  const ip = yield* invocation.system.net.resolve(host)
  if (ip === undefined) {
    invocation.stderr.write(
      `fatal: unable to access '${address.replace(/\/?$/, '/')}': Could not resolve host: ${host}\n`,
    )
    return 128
  }
  yield* wait(invocation.system.sleep(1800 + invocation.system.random.next(800)))
  if (!files.stat(path).ok) {
    const made = files.makeFolder(path)
    if (!made.ok) {
      invocation.stderr.write(
        `fatal: could not create work tree dir '${name}': ${made.error === 'EROFS' ? 'Read-only file system' : 'No such file or directory'}\n`,
      )
      return 128
    }
  }
  files.makeFolder(joinPath(path, '.git'))
  files.write(joinPath(path, '.git/HEAD'), 'ref: refs/heads/main\n')
  const title = baseOf(address.replace(/\/+$/, '')).replace(/\.git$/, '')
  const written = files.write(joinPath(path, 'README.md'), `# ${title}\n`)
  return written.ok ? 0 : 128
}

const VALUED = new Set([
  '-b',
  '--branch',
  '--depth',
  '-c',
  '--config',
  '-o',
  '--origin',
  '-C',
  '-j',
  '--reference',
])

function withoutValues(args: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !VALUED.has(args[index - 1] ?? ''))
}
