// A scenario for a real cluster on one's own machine: kind, whose nodes are containers, or KWOK, whose nodes and Pods
// are only kept by an API server. Both are files and one command.
import { CONTROL_PLANE_LABEL } from '#api/core/control-plane.ts'
import { defaultNodes, registeredNode } from '#cluster/default-nodes.ts'
import type { Node } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { joinWords } from '#kubectl/flags.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { tarOf } from './tar.ts'

export interface ClusterParts {
  readonly files: readonly ScenarioFile[]
  /** Those of cluster.yaml; none stands for the nodes that a scenario has by itself. */
  readonly nodes: readonly ApiObject[]
}

const NAME = 'podscape'

/** The files as a tar archive, with `run.sh` that makes the cluster and applies the manifests. */
export function clusterTar(tool: 'kind' | 'kwok', parts: ClusterParts): Uint8Array<ArrayBuffer> {
  return tarOf(`${NAME}-${tool}`, tool === 'kind' ? kindFiles(parts) : kwokFiles(parts))
}

/** kind's configuration, the manifests, and `run.sh`. */
export function kindFiles({ files, nodes }: ClusterParts): readonly ScenarioFile[] {
  const named = namedForKind(nodesOf(nodes))
  const config = {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: NAME,
    nodes: named.map(({ node, isControlPlane }) => ({
      role: isControlPlane ? 'control-plane' : 'worker',
      ...labelsOf(node),
    })),
  }
  const taints = named.flatMap(({ node, name, isControlPlane }) =>
    (node.spec?.taints ?? [])
      .filter(({ key }) => !isControlPlane || key !== CONTROL_PLANE_LABEL)
      .map(
        ({ key, value, effect }) =>
          `kubectl taint node ${name} ${joinWords([`${key}${value ? `=${value}` : ''}:${effect}`])}`,
      ),
  )
  const copies = named.flatMap(({ node, name }) =>
    staticFiles(files, node.metadata.name ?? '').map(
      (path) => `docker cp ${joinWords([path])} ${name}:/etc/kubernetes/manifests/`,
    ),
  )
  const names = named.map(({ node, name }) => `#   ${plainName(node)} is ${name}`)
  return [
    { path: 'kind.yaml', text: printYaml(config) },
    ...manifestsOf(files),
    ...files.filter(({ path }) =>
      named.some(
        ({ node }) => staticFiles([{ path, text: '' }], node.metadata.name ?? '').length > 0,
      ),
    ),
    {
      path: 'run.sh',
      text: script([
        '# kind gives its nodes names of its own, and all of them have what your machine has:',
        ...names,
        ...actionNote(files),
        'kind create cluster --config kind.yaml',
        ...taints,
        ...copies,
        ...applyLine(files),
      ]),
    },
  ]
}

/** The Nodes as KWOK keeps them, the manifests, and `run.sh`. */
export function kwokFiles({ files, nodes }: ClusterParts): readonly ScenarioFile[] {
  const documents = nodesOf(nodes).map((node, index) =>
    printYaml(kwokNode(registeredNode(node, index))),
  )
  return [
    { path: 'nodes.yaml', text: documents.join('---\n') },
    ...manifestsOf(files),
    {
      path: 'run.sh',
      text: script([
        '# Nothing runs in KWOK: Pods are scheduled, and said to run.',
        ...actionNote(files),
        `kwokctl create cluster --name ${NAME}`,
        `kubectl config use-context kwok-${NAME}`,
        'kubectl apply -f nodes.yaml',
        ...applyLine(files),
      ]),
    },
  ]
}

const nodesOf = (nodes: readonly ApiObject[]): readonly Node[] =>
  nodes.length === 0
    ? defaultNodes()
    : nodes.flatMap((node) => (node.kind === 'Node' ? [node] : []))

interface Named {
  readonly node: Node
  /** As kind will call it: podscape-control-plane, podscape-worker, podscape-worker2 … */
  readonly name: string
  readonly isControlPlane: boolean
}

function namedForKind(nodes: readonly Node[]): readonly Named[] {
  const isControlPlane = ({ metadata }: Node): boolean =>
    metadata.labels?.[CONTROL_PLANE_LABEL] !== undefined
  // A cluster without a control plane cannot be made: the first node of kind is one.
  const whole = nodes.some(isControlPlane) ? nodes : [...defaultNodes().slice(0, 1), ...nodes]
  const counts = { 'control-plane': 0, worker: 0 }
  return whole.map((node) => {
    const role = isControlPlane(node) ? 'control-plane' : 'worker'
    counts[role] += 1
    const number = counts[role] === 1 ? '' : counts[role]
    return { node, name: `${NAME}-${role}${number}`, isControlPlane: role === 'control-plane' }
  })
}

function labelsOf({ metadata }: Node): { readonly labels?: Readonly<Record<string, string>> } {
  const { [CONTROL_PLANE_LABEL]: _role, ...labels } = metadata.labels ?? {}
  return Object.keys(labels).length === 0 ? {} : { labels }
}

function kwokNode({ apiVersion, kind, metadata, spec, status }: Node): object {
  const { name, labels, annotations } = metadata
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      labels: { ...labels, type: 'kwok' },
      annotations: { ...annotations, 'kwok.x-k8s.io/node': 'fake' },
    },
    ...(spec?.taints === undefined ? {} : { spec: { taints: spec.taints } }),
    status: { capacity: status?.capacity, allocatable: status?.allocatable, phase: 'Running' },
  }
}

const manifestsOf = (files: readonly ScenarioFile[]): readonly ScenarioFile[] =>
  files.filter(({ path }) => path.startsWith('manifests/'))

function staticFiles(files: readonly ScenarioFile[], node: string): readonly string[] {
  const folder = `nodes/${node}/etc/kubernetes/manifests/`
  return files.map(({ path }) => path).filter((path) => path.startsWith(folder))
}

const applyLine = (files: readonly ScenarioFile[]): readonly string[] =>
  manifestsOf(files).length === 0 ? [] : ['kubectl apply -R -f manifests']

const actionNote = (files: readonly ScenarioFile[]): readonly string[] =>
  files.some(({ path, text }) => path === 'scenario.yaml' && /^actions:/m.test(text))
    ? ['# What scenario.yaml does later is yours to do: its actions are not carried out here.']
    : []

const plainName = ({ metadata }: Node): string => (metadata.name ?? '').replaceAll(/[^\w.-]/g, '?')

const script = (lines: readonly string[]): string =>
  ['#!/bin/sh', 'set -e', 'cd "$(dirname "$0")"', ...lines, ''].join('\n')
