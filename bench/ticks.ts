// How fast a cluster passes in which nothing happens but probes that succeed.
import { startScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** A scenario of `nodes` Nodes and `pods` Pods that are probed over HTTP every ten seconds. */
function probingPods(nodes: number, pods: number): readonly ScenarioFile[] {
  const nodeText = Array.from(
    { length: nodes },
    (_, i) => `apiVersion: v1
kind: Node
metadata: { name: node-${i} }
status: { capacity: { cpu: "8", memory: 32Gi, pods: "110" } }
`,
  ).join('---\n')
  const podText = Array.from(
    { length: pods },
    (_, i) => `apiVersion: v1
kind: Pod
metadata: { name: pod-${i} }
spec:
  volumes: [{ name: html, configMap: { name: html } }]
  containers:
    - name: web
      image: nginx:1.27
      volumeMounts: [{ name: html, mountPath: /usr/share/nginx/html }]
      readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 10 }
`,
  )
  const html = `apiVersion: v1
kind: ConfigMap
metadata: { name: html }
data: { index.html: hello }
`
  return [
    { path: 'cluster.yaml', text: nodeText },
    { path: 'manifests/pods.yaml', text: [html, ...podText].join('---\n') },
  ]
}

export interface TickFigures {
  readonly virtualMs: number
  readonly runMs: number
  readonly entries: number
  readonly timers: number
  readonly reason: string
}

/** Runs `virtualMs` of it, by default a day; `eager` runs each probe. */
export function measureTicks(
  nodes: number,
  pods: number,
  options: { readonly eager?: boolean; readonly virtualMs?: number } = {},
): TickFigures {
  const { eager = false, virtualMs = DAY_MS } = options
  const files = probingPods(nodes, pods)
  const run = startScenario(files, { untilMs: virtualMs, exact: true, eager })
  const started = performance.now()
  const end = run.cluster.advance(virtualMs, { maxEntries: 20_000_000, maxTimers: 1e9 })
  return {
    virtualMs,
    runMs: performance.now() - started,
    entries: run.cluster.journal.length,
    timers: run.cluster.world.clock.fired,
    reason: end.reason,
  }
}
