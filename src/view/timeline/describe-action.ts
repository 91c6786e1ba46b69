// Actions of the scenario in words.
import type { Action } from '#scenario/types.ts'

/** 'delete Pod web', 'scale ReplicaSet cache to 3': what a flag of the timeline says. */
export function describeAction(action: Action): string {
  switch (action.verb) {
    case 'apply':
      return `apply ${action.file}`
    case 'delete':
      return action.selector === undefined
        ? `delete ${action.kind} ${action.name}${action.gracePeriodSeconds === 0 ? ' without grace' : ''}`
        : `delete ${action.kind}s with the labels ${action.selector}`
    case 'scale':
      return `scale ${action.kind} ${action.name} to ${action.replicas}`
    case 'cordon':
    case 'uncordon':
      return `${action.verb} ${action.node}`
    case 'taint':
      return action.taint.endsWith('-')
        ? `remove the taint ${action.taint.slice(0, -1)} from ${action.node}`
        : `taint ${action.node} with ${action.taint}`
    case 'kill':
      return action.oom
        ? `container ${action.container} of ${action.pod} runs out of memory`
        : `kill container ${action.container} of ${action.pod} (exit code ${action.exitCode})`
    case 'writeFile':
      return `write ${action.path} on ${action.node}`
    case 'removeFile':
      return `remove ${action.path} on ${action.node}`
  }
}
