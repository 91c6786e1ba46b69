// The configuration of redis-server: its file and its options, with the first fault in redis' words (7.2).
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { pathOf, type Invocation } from '../process/command.ts'

const NUMBERS = new Set(
  'port databases timeout tcp-backlog tcp-keepalive maxclients hz io-threads tls-port repl-timeout'.split(
    ' ',
  ),
)
const AMOUNTS = new Set('maxmemory proto-max-bulk-len auto-aof-rewrite-min-size'.split(' '))
const SWITCHES = new Set(
  'appendonly protected-mode daemonize stop-writes-on-bgsave-error rdbcompression rdbchecksum activerehashing cluster-enabled replica-read-only no-appendfsync-on-rewrite aof-use-rdb-preamble lazyfree-lazy-eviction'.split(
    ' ',
  ),
)
const OTHERS = new Set(
  'bind unixsocket loglevel logfile save dir dbfilename requirepass masterauth masteruser user aclfile include maxmemory-policy maxmemory-samples appendfsync appendfilename appenddirname replicaof slaveof rename-command slowlog-log-slower-than slowlog-max-len notify-keyspace-events client-output-buffer-limit cluster-config-file cluster-node-timeout cluster-announce-ip replica-announce-ip min-replicas-to-write min-replicas-max-lag loadmodule auto-aof-rewrite-percentage tls-cert-file tls-key-file tls-ca-cert-file pidfile supervised always-show-logo latency-monitor-threshold lua-time-limit hash-max-listpack-entries hash-max-ziplist-entries hash-max-ziplist-value list-max-ziplist-size set-max-intset-entries enable-debug-command replica-priority repl-diskless-sync repl-backlog-size syslog-enabled unixsocketperm oom-score-adj io-threads-do-reads'.split(
    ' ',
  ),
)

export interface RedisConfig {
  readonly port: number
}

/** The settings that matter here, or what redis prints before it ends with 1. */
export function readRedisConfig(invocation: Invocation): RedisConfig | string {
  const { args, process, system } = invocation
  const [first = ''] = args
  const lines: string[] = []
  if (first !== '' && !first.startsWith('-')) {
    const content = system.files.read(pathOf(invocation, first))
    if (!content.ok)
      return `${process.pid}:C ${system.stamp('%d %b %Y %H:%M:%S')}.000 # Fatal error, can't open config file '${first}': ${ERROR_TEXTS[content.error]}\n`
    for (const line of content.value.split('\n')) lines.push(line)
  }
  const options = args
    .filter((arg, index) => index > 0 || arg.startsWith('-'))
    .join(' ')
    .split(/(?:^|\s)--(?=[a-z])/)
  lines.push(...options.filter((option) => option.trim() !== ''))
  let port = 6379
  for (const [index, line] of lines.entries()) {
    const [name = '', ...values] = line.trim().split(/\s+/)
    if (name === '' || name.startsWith('#')) continue
    const fault = faultOf(name.toLowerCase(), values)
    if (fault !== null)
      return `\n*** FATAL CONFIG FILE ERROR (Redis 7.2.5) ***\nReading the configuration file, at line ${index + 1}\n>>> '${line.trim()}'\n${fault}\n`
    if (name.toLowerCase() === 'port') port = Number(values[0])
  }
  return { port }
}

function faultOf(name: string, values: readonly string[]): string | null {
  const [value = ''] = values
  const bare = value.replace(/^["']|["']$/g, '')
  if (NUMBERS.has(name))
    return /^-?\d+$/.test(bare) ? null : "argument couldn't be parsed into an integer"
  if (AMOUNTS.has(name))
    return /^\d+(b|k|kb|m|mb|g|gb)?$/i.test(bare) ? null : 'argument must be a memory value'
  if (SWITCHES.has(name)) return /^(yes|no)$/i.test(bare) ? null : "argument must be 'yes' or 'no'"
  return OTHERS.has(name) ||
    name.startsWith('active-') ||
    /^(tls|repl|replica|cluster|lazyfree|aof|rdb)-/.test(name)
    ? null
    : 'Bad directive or wrong number of arguments'
}
