// `kubectl create configmap` and `kubectl create secret`.
// Follows k8s.io/kubectl/pkg/cmd/create/create_configmap.go and create_secret*.go (v1.36).
import { isConfigMapKey, isEnvVarName } from '#api/meta/formats.ts'
import { digestOf } from '#lib/digests.ts'
import { sortedJson } from '#api/meta/last-applied.ts'
import { pairProblem } from './pem.ts'
import { type Generated, generator, object, type Surroundings } from './generator.ts'

const SOURCES = {
  'append-hash': { kind: 'bool', value: false },
  'from-env-file': { kind: 'list', value: [] },
  'from-file': { kind: 'list', value: [] },
  'from-literal': { kind: 'texts', value: [] },
} as const

interface Sources {
  readonly 'from-env-file': readonly string[]
  readonly 'from-file': readonly string[]
  readonly 'from-literal': readonly string[]
}

/** What is said of keys: that one is there twice, and that one is none. */
interface KeyWords {
  taken(key: string): string
  odd(key: string, problems: readonly string[]): string
}

/** What the sources say, or what is wrong with one. */
function dataOf(
  flags: Sources,
  around: Surroundings,
  { taken, odd }: KeyWords,
): ReadonlyMap<string, string> | string {
  const literals = flags['from-literal']
  const files = flags['from-file']
  const environments = flags['from-env-file']
  if (environments.length > 0 && files.length + literals.length > 0)
    return 'from-env-file cannot be combined with from-file or from-literal'
  const pairs: (readonly [string, string])[] = []
  for (const literal of literals) {
    const [key = '', value] = literal.split(/=(.*)/s)
    if (value === undefined || key === '')
      return `invalid literal source ${literal}, expected key=value`
    pairs.push([key, unquoted(value)])
  }
  for (const source of files) {
    const read = readSource(source, around)
    if (typeof read === 'string') return read
    pairs.push(...read)
  }
  for (const path of environments) {
    const text = around.text(path)
    if (text === undefined) return `error reading ${path}: no such file or directory`
    const read = environmentOf(text)
    if (typeof read === 'string') return read
    pairs.push(...read)
  }
  const data = new Map<string, string>()
  for (const [key, value] of pairs) {
    const problems = isConfigMapKey(key)
    if (problems.length > 0) return odd(key, problems)
    if (data.has(key)) return taken(key)
    data.set(key, value)
  }
  return data
}

/** What one source of `--from-file` holds: a file by its name or by a key, or the files of a folder. Follows ParseFileSource. */
function readSource(
  source: string,
  { text, folder }: Surroundings,
): readonly (readonly [string, string])[] | string {
  const [first = '', second] = source.split(/=(.*)/s)
  const path = second ?? first
  if (second?.includes('=') === true) return "key names or file paths cannot contain '='"
  if (second === '') return `file path for key name ${first} missing`
  if (second !== undefined && first === '') return `key name for file path ${second} missing`
  const names = folder(path)
  if (names !== undefined) {
    if (second !== undefined) return 'cannot give a key name for a directory path'
    return names.map((name) => [name, text(`${path.replace(/\/$/, '')}/${name}`) ?? ''] as const)
  }
  const held = text(path)
  if (held === undefined) return `error reading ${path}: no such file or directory`
  return [[second === undefined ? (path.split('/').at(-1) ?? '') : first, held]]
}

/** Follows ParseLiteralSource: one pair of quotes around a value is left out. */
function unquoted(value: string): string {
  const [first = ''] = value
  const isQuoted = value.length >= 2 && (first === '"' || first === "'") && value.endsWith(first)
  return isQuoted ? value.slice(1, -1) : value
}

/** Follows AddFromEnvFile of pkg/cmd/util/env_file.go: the pairs of a file, or what is wrong with its first odd line. */
function environmentOf(text: string): readonly (readonly [string, string])[] | string {
  const pairs: (readonly [string, string])[] = []
  const lines = text.split('\n').map((line) => line.trimStart())
  for (const line of lines.filter((one) => one !== '' && !one.startsWith('#'))) {
    const [key = '', value = ''] = line.split(/=(.*)/s)
    const problems = isEnvVarName(key)
    if (problems.length > 0) return `"${key}" is not a valid key name: ${problems.join(';')}`
    pairs.push([key, value])
  }
  return pairs
}

export const createConfigMap = generator({
  name: 'configmap',
  use: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  flags: SOURCES,
  refused: 'failed to create configmap: ',
  generate(name, { flags }, around): Generated {
    const data = dataOf(flags, around, {
      taken: (key) =>
        `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`,
      odd: (key, problems) =>
        `"${key}" is not a valid key name for a ConfigMap: ${problems.join(',')}`,
    })
    if (typeof data === 'string') return data
    const held = Object.fromEntries(data)
    const hash = flags['append-hash']
      ? `-${hashOf({ kind: 'ConfigMap', name, data: data.size === 0 ? null : held })}`
      : ''
    return object({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${name}${hash}` },
      ...(data.size === 0 ? {} : { data: held }),
    })
  },
})

/** Text as base64, byte by byte. */
function base64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
}

/** The digest that names are told apart by. Follows pkg/util/hash/hash.go. */
function hashOf(of: object): string {
  const text = new TextEncoder().encode(sortedJson(of))
  const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' }
  const first = digestOf('sha256', text).slice(0, 10)
  return Array.from(first, (digit) => letters[digit] ?? digit).join('')
}

function secret(
  name: string,
  type: string,
  data: Iterable<readonly [string, string]>,
  isHashed: boolean,
): Generated {
  const entries = [...data].map(([key, value]) => [key, base64(value)] as const)
  const held = entries.length === 0 ? null : Object.fromEntries(entries)
  const hash = isHashed ? `-${hashOf({ kind: 'Secret', type, name, data: held })}` : ''
  return object({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${name}${hash}` },
    ...(entries.length === 0 ? {} : { data: Object.fromEntries(entries) }),
    ...(type === '' ? {} : { type }),
  })
}

export const createSecretGeneric = generator({
  name: 'secret generic',
  use: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  flags: { ...SOURCES, type: { kind: 'text', value: '' } },
  refused: 'failed to create secret ',
  generate(name, { flags }, around): Generated {
    const data = dataOf(flags, around, {
      taken: (key) => `cannot add key ${key}, another key by that name already exists`,
      odd: (key, problems) => `"${key}" is not valid key name for a Secret ${problems.join(';')}`,
    })
    if (typeof data === 'string') return data
    return secret(name, flags.type, data, flags['append-hash'])
  },
})

export const createSecretTls = generator({
  name: 'secret tls',
  use: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  flags: {
    'append-hash': { kind: 'bool', value: false },
    cert: { kind: 'text', value: '' },
    key: { kind: 'text', value: '' },
  },
  refused: 'failed to create secret ',
  generate(name, { flags }, { text }): Generated {
    const { cert, key, 'append-hash': isHashed } = flags
    if (cert === '' || key === '') return 'key and cert must be specified'
    const texts = [cert, key].map((path) => text(path))
    const [certificate, privateKey] = texts
    if (certificate === undefined || privateKey === undefined) {
      const path = certificate === undefined ? cert : key
      return `Cannot read file ${path}, open ${path}: no such file or directory`
    }
    const problem = pairProblem(certificate, privateKey)
    if (problem !== null) return problem
    const pair = [
      ['tls.crt', certificate],
      ['tls.key', privateKey],
    ] as const
    return secret(name, 'kubernetes.io/tls', pair, isHashed)
  },
})

export const createSecretDocker = generator({
  name: 'secret docker-registry',
  use: 'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  flags: {
    'append-hash': { kind: 'bool', value: false },
    'docker-email': { kind: 'text', value: '' },
    'docker-password': { kind: 'text', value: '' },
    'docker-server': { kind: 'text', value: 'https://index.docker.io/v1/' },
    'docker-username': { kind: 'text', value: '' },
    'from-file': { kind: 'list', value: [] },
  },
  refused: 'failed to create secret ',
  generate(name, { flags }, { text }): Generated {
    const server = flags['docker-server']
    const username = flags['docker-username']
    const password = flags['docker-password']
    const email = flags['docker-email']
    const [file] = flags['from-file']
    const type = 'kubernetes.io/dockerconfigjson'
    if (file === undefined && (username === '' || password === '' || server === ''))
      return 'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required'
    if (file !== undefined) {
      const path = file.split(/=(.*)/s)[1] ?? file
      const held = text(path)
      if (held === undefined) return `error reading ${path}: no such file or directory`
      return secret(name, type, [['.dockerconfigjson', held]], flags['append-hash'])
    }
    const auth = {
      username,
      password,
      ...(email === '' ? {} : { email }),
      auth: base64(`${username}:${password}`),
    }
    const json = JSON.stringify({ auths: { [server]: auth } })
    return secret(name, type, [['.dockerconfigjson', json]], flags['append-hash'])
  },
})
