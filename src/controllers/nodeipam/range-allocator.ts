// Gives each Node its Pod network.
// Follows pkg/controller/nodeipam/ipam/range_allocator.go (v1.36).
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'

export const nodeIpamController = defineController<null>({
  name: 'node-ipam-controller',
  state: () => null,
  watches: [
    watching('Node', ({ type, object }) =>
      type === 'ADDED' && object.spec?.podCIDR === undefined ? [keyOf(object)] : [],
    ),
  ],
  sync: allocateOrOccupyCidr,
})

/** 10.244.<index>.0/24, going on in 10.245 after 256 nodes. */
export function podCidrOf(index: number): string {
  return `10.${244 + Math.floor(index / 256)}.${index % 256}.0/24`
}

/** Gives a Node the first network that no other has. */
function allocateOrOccupyCidr(run: Run<null>, key: string): SyncResult {
  const { name = '' } = parseKey(key) ?? {}
  const node = run.client.get('Node', '', name)
  if (node === undefined || node.spec?.podCIDR !== undefined) return 'done'
  const used = new Set(run.client.list('Node').map(({ spec }) => spec?.podCIDR))
  let index = 0
  while (used.has(podCidrOf(index))) index += 1
  const podCIDR = podCidrOf(index)
  const result = run.client.update(
    { ...node, spec: { ...node.spec, podCIDR, podCIDRs: [podCIDR] } },
    run.narration({
      message: `gave ${nameInSentence(node)} the Pod network ${podCIDR}`,
      because: 'each Node has a Pod network of its own',
      level: 'detail',
      kind: 'CIDRAssigned',
    }),
  )
  return result.ok ? 'done' : 'retry'
}
