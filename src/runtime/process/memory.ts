// Memory that processes take: how long that takes, and what happens when it is more than the container may have.
import { simplified } from '#lib/simplified.ts'
import { createFuture, wait, type Task } from '#sim/task.ts'
import type { Invocation } from './command.ts'

simplified(
  'memory-use',
  'what a program needs of memory is a number for each program and what it is asked to take; it is compared with the limit of its container, each program for itself, and nothing else is measured.',
)

const MEBIBYTE = 1024 * 1024
/** About a GiB each second. */
const BYTES_PER_MS = 1024 * 1024
const MOST_MS = 20_000
/** Where there is no limit, the node has an end. */
const NODE_BYTES = 8 * 1024 * MEBIBYTE

/** What programs need to come up, in MiB: the least with which their images start, roughly. */
const NEEDS: Readonly<Record<string, number>> = {
  mysqld: 350,
  mariadbd: 90,
  postgres: 20,
  mongod: 90,
  'redis-server': 4,
  'rabbitmq-server': 100,
  elasticsearch: 750,
  cassandra: 1100,
  java: 40,
  kafka: 450,
  zookeeper: 60,
  etcd: 16,
  prometheus: 40,
  grafana: 60,
  influxd: 40,
  nginx: 3,
  httpd: 5,
  'httpd-foreground': 5,
  'apache2-foreground': 16,
  memcached: 2,
  envoy: 16,
  traefik: 16,
  caddy: 12,
  node: 24,
  npm: 40,
  python: 7,
  python3: 7,
  ruby: 12,
  php: 10,
}

/** Takes the memory that a program needs to come up; does not come back when the container may not have so much. */
export function* takeNeeded(invocation: Invocation, program: string): Task<void> {
  const needed = (NEEDS[program] ?? 0) * MEBIBYTE
  const limit = invocation.system.memoryLimitBytes
  if (limit !== null && needed > limit) yield* takeMemory(invocation, needed)
}

/** Takes so much; comes back only when the container may have it. Infinity is more than any has. */
export function* takeMemory({ system }: Invocation, bytes: number): Task<void> {
  const limit = system.memoryLimitBytes ?? NODE_BYTES
  const taken = Math.min(bytes, limit)
  if (taken > MEBIBYTE) {
    system.setActivity(`using ${Math.round(taken / MEBIBYTE)} MiB of memory`)
    yield* wait(system.sleep(Math.min(MOST_MS, 20 + Math.round(taken / BYTES_PER_MS))))
  }
  if (bytes <= limit) return
  // The kernel kills the whole container (memory.oom.group is 1 since Kubernetes 1.28).
  system.outOfMemory(Number.isFinite(bytes) ? bytes : limit + MEBIBYTE)
  yield* wait(createFuture<void>())
}
