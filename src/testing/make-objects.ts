// Short ways to write Pods and Nodes in tests.
import type { Container, Node, NodeSpec, Pod, PodSpec, Quantity } from '#api/generated/types.ts'

type Amounts = Readonly<Record<string, Quantity>>
type Labels = Readonly<Record<string, string>>

/** A container that requests something. */
export function makeContainer(
  name: string,
  requests?: Amounts,
  more?: Partial<Container>,
): Container {
  return {
    name,
    image: 'nginx',
    ...(requests === undefined ? {} : { resources: { requests } }),
    ...more,
  }
}

export interface PodOptions {
  readonly requests?: Amounts
  readonly labels?: Labels
  readonly spec?: Partial<PodSpec>
  readonly status?: Pod['status']
  readonly metadata?: Partial<Pod['metadata']>
}

/** A Pod with one container `main`, in the default namespace. */
export function makePod(name: string, options: PodOptions = {}): Pod {
  const { requests, labels, spec, status, metadata } = options
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-of-${name}`,
      ...(labels === undefined ? {} : { labels }),
      ...metadata,
    },
    spec: { containers: [makeContainer('main', requests)], ...spec },
    status: status ?? { phase: 'Pending' },
  }
}

export interface NodeOptions {
  readonly allocatable?: Amounts
  readonly labels?: Labels
  readonly spec?: NodeSpec
  readonly images?: NonNullable<Node['status']>['images']
}

/** A Node with 4 CPUs, 8 GiB and room for 110 Pods. */
export function makeNode(name: string, options: NodeOptions = {}): Node {
  const { allocatable, labels, spec, images } = options
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: spec ?? {},
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: 110, ...allocatable },
      ...(images === undefined ? {} : { images }),
    },
  }
}
