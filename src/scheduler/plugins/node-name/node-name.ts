// Rejects nodes other than the one a Pod names.
// Follows pkg/scheduler/framework/plugins/nodename/node_name.go (v1.36).
import type { FilterPlugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'

const NAME = 'NodeName'
const REJECTED = unresolvable(NAME, "node(s) didn't match the requested node name")

export const nodeName = {
  name: NAME,
  eventsToRegister: [{ resource: 'Node', actions: ['Add'] }],
  filter(_state, pod, node) {
    const wanted = pod.spec?.nodeName ?? ''
    return wanted === '' || wanted === node.name ? null : REJECTED
  },
} satisfies FilterPlugin
