// Nodes. Follows pkg/registry/core/node/strategy.go (v1.36).
import { nodeInfo } from '#api/core/node-info.ts'
import type { Node, NodeDaemonEndpoints, NodeSystemInfo } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { equal } from '#lib/equal.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import { setDefaultsResourceList } from '../../../defaults/resource-list-defaults.ts'
import { duplicate, eachItem, forbidden } from '../../../validation/errors.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { validateTaints } from '../../../validation/pod/validate-tolerations.ts'
import { atOnce, nothingToAllocate, type Strategy } from '../../strategy.ts'
import { validateNode, validateNodeResources } from './validate-node.ts'

/** What a node says of itself before its kubelet wrote anything. */
const UNKNOWN_NODE_INFO: NodeSystemInfo = {
  architecture: '',
  bootID: '',
  containerRuntimeVersion: '',
  kernelVersion: '',
  kubeProxyVersion: '',
  kubeletVersion: '',
  machineID: '',
  operatingSystem: '',
  osImage: '',
  systemUUID: '',
}
const NO_ENDPOINT: NodeDaemonEndpoints = { kubeletEndpoint: { Port: 0 } }

function validateNodeUpdate(next: Node, old: Node): readonly FieldError[] {
  const errors: FieldError[] = []
  const rule = (field: string): string =>
    `node updates may not change ${field} except from "" to valid`
  const oldRanges = old.spec?.podCIDRs ?? []
  if (oldRanges.length > 0 && !equal(oldRanges, next.spec?.podCIDRs ?? [])) {
    errors.push(forbidden(rootPath('spec', 'podCIDRs'), rule('podCIDR')))
  }
  const oldId = old.spec?.providerID ?? ''
  if (oldId !== '' && oldId !== next.spec?.providerID) {
    errors.push(forbidden(rootPath('spec', 'providerID'), rule('providerID')))
  }
  return [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateNodeResources(next),
    ...validateNodeAddresses(next),
    ...errors,
    ...validateTaints(next.spec?.taints, rootPath('metadata', 'taints')),
    ...((next.spec?.externalID ?? '') === (old.spec?.externalID ?? '')
      ? []
      : [forbidden(rootPath('spec', 'externalID'), 'may not be updated')]),
  ]
}

/** No address may be there twice. */
function validateNodeAddresses({ status }: Node): readonly FieldError[] {
  const known = new Set<string>()
  return eachItem(status?.addresses, rootPath('status', 'addresses'), ({ type, address }, path) => {
    const key = `${type} ${address}`
    const isTaken = known.has(key)
    known.add(key)
    return isTaken ? [duplicate(path, { Type: type, Address: address })] : []
  })
}

/** A Node can no longer name the configuration of its kubelet. */
function withoutConfig(node: Node): Node {
  const { configSource: source, ...spec } = node.spec ?? {}
  const { config, ...status } = node.status ?? {}
  return {
    ...node,
    ...(source === undefined ? {} : { spec }),
    ...(config === undefined ? {} : { status }),
  }
}

/** The range of its Pods is said twice: the first of several, and all of them. Follows pkg/apis/core/v1/conversion.go. */
function withPodCidrs(node: Node): Node {
  const { podCIDR = '', podCIDRs = [] } = node.spec ?? {}
  const first = podCIDRs[0] ?? ''
  // Whoever names another first one than the list has meant the single field.
  if (podCIDR === '' ? first === '' : first === podCIDR) return node
  const ranges = podCIDR === '' ? podCIDRs : [podCIDR]
  return {
    ...node,
    spec: { ...node.spec, podCIDR: podCIDR === '' ? first : podCIDR, podCIDRs: ranges },
  }
}

function nodeWarnings({ spec }: Node): readonly AdmissionWarning[] {
  if ((spec?.externalID ?? '') === '') return []
  const path = rootPath('spec', 'externalID')
  return [warnAt(path, 'this field is deprecated, and is unused by Kubernetes')]
}

/** A node that does not say what it offers offers all that it has. */
function setDefaultsStatus(node: Node): Node {
  if (node.status === undefined) return node
  const { capacity, allocatable = capacity } = node.status
  return {
    ...node,
    status: {
      ...node.status,
      ...(capacity === undefined ? {} : { capacity: setDefaultsResourceList(capacity) }),
      ...(allocatable === undefined ? {} : { allocatable: setDefaultsResourceList(allocatable) }),
    },
  }
}

export const nodeStrategy = {
  info: nodeInfo,
  isChecked: () => true,
  setDefaults: (node) => setDefaultsStatus(withPodCidrs(node)),
  prepareForCreate(given) {
    const node = withoutConfig(given)
    return {
      ...node,
      status: { daemonEndpoints: NO_ENDPOINT, nodeInfo: UNKNOWN_NODE_INFO, ...node.status },
    }
  },
  beginCreate: nothingToAllocate,
  validate: validateNode,
  warningsOnCreate: nodeWarnings,
  prepareForUpdate: withoutConfig,
  validateUpdate: (next, old) => [...validateNode(next), ...validateNodeUpdate(next, old)],
  warningsOnUpdate: nodeWarnings,
  prepareForStatusUpdate: (next) => setDefaultsStatus(withoutConfig(next)),
  validateStatusUpdate: validateNodeUpdate,
  ...atOnce,
  scale: null,
} satisfies Strategy<Node>
