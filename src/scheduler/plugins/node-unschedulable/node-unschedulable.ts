// Rejects cordoned nodes.
// Follows pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go (v1.36).
import type { Node, Pod } from '#api/generated/types.ts'
import { tolerationsTolerateTaint } from '#api/core/toleration.ts'
import { isOwnEvent } from '../../framework/events.ts'
import type { FilterPlugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'

const NAME = 'NodeUnschedulable'
const REJECTED = unresolvable(NAME, 'node(s) were unschedulable')
/** What `kubectl cordon` amounts to; a Pod that tolerates this taint may still come. */
const CORDON = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

export const nodeUnschedulable = {
  name: NAME,
  eventsToRegister: [
    {
      resource: 'Node',
      actions: ['Add', 'UpdateNodeTaint'],
      hint: (_pod, { before, after }) =>
        isCordoned(after) || (before !== undefined && !isCordoned(before)) ? 'Skip' : 'Queue',
    },
    {
      resource: 'Pod',
      actions: ['UpdatePodTolerations'],
      hint: (pod, event) =>
        isOwnEvent(pod, event) && toleratesCordon(event.after ?? pod) ? 'Queue' : 'Skip',
    },
  ],
  filter: (_state, pod, { node }) => (isCordoned(node) && !toleratesCordon(pod) ? REJECTED : null),
} satisfies FilterPlugin

function isCordoned(node: Node | undefined): boolean {
  return node?.spec?.unschedulable === true
}

function toleratesCordon(pod: Pod): boolean {
  return tolerationsTolerateTaint(pod.spec?.tolerations, CORDON)
}
