// How a Node says that it is of the control plane.
// Follows cmd/kubeadm/app/constants/constants.go (v1.36), LabelNodeRoleControlPlane.
import type { Node } from '../generated/types.ts'

export const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane'

/** Whether a Node carries the role of the control plane, whatever the label's value is. */
export function isControlPlaneNode({ metadata }: Pick<Node, 'metadata'>): boolean {
  return Object.hasOwn(metadata.labels ?? {}, CONTROL_PLANE_LABEL)
}
