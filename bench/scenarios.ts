// The scenarios that are measured. They use nothing of the engine, so an older one can be given the same.

interface File {
  readonly path: string
  readonly text: string
}

function nodes(count: number): File {
  const text = Array.from(
    { length: count },
    (_, i) => `apiVersion: v1
kind: Node
metadata: { name: node-${i}, labels: { topology.kubernetes.io/zone: z${i % 3} } }
status: { capacity: { cpu: "8", memory: 32Gi, pods: "110" } }
`,
  ).join('---\n')
  return { path: 'cluster.yaml', text }
}

function pods(count: number, spec: (i: number) => string): File {
  const text = Array.from(
    { length: count },
    (_, i) => `apiVersion: v1
kind: Pod
metadata: { name: pod-${i}, labels: { app: a${i % 10} } }
spec:
${spec(i)}`,
  ).join('---\n')
  return { path: 'manifests/pods.yaml', text }
}

/** Pods that are applied at time zero, start and serve. */
export function largeScenario(nodeCount: number, podCount: number): readonly File[] {
  const spec = (
    i: number,
  ): string => `  initContainers: [{ name: setup, image: busybox:1.36, command: [sh, -c, "sleep ${1 + (i % 4)}"] }]
  containers: [{ name: web, image: nginx:1.27, ports: [{ containerPort: 80 }], resources: { requests: { cpu: ${50 + (i % 5) * 20}m, memory: 64Mi } } }]
`
  return [nodes(nodeCount), pods(podCount, spec)]
}

/** Pods whose container fails again and again, so that the journal grows for as long as one lets it run. */
export function busyScenario(nodeCount: number, podCount: number): readonly File[] {
  const spec = (
    i: number,
  ): string => `  containers: [{ name: app, image: busybox:1.36, command: [sh, -c, "sleep ${5 + (i % 20)}; exit 1"], resources: { requests: { cpu: 50m, memory: 64Mi } } }]
`
  return [nodes(nodeCount), pods(podCount, spec)]
}

/** One Deployment of many Pods. */
export function crowdScenario(nodeCount: number, podCount: number): readonly File[] {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: crowd }
spec:
  replicas: ${podCount}
  selector: { matchLabels: { app: crowd } }
  template:
    metadata: { labels: { app: crowd } }
    spec: { containers: [{ name: web, image: nginx:1.27, resources: { requests: { cpu: 50m, memory: 64Mi } } }] }
`
  return [nodes(nodeCount), { path: 'manifests/crowd.yaml', text }]
}
