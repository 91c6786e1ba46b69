// The container runtime of a machine, as `systemctl stop|start|restart containerd` treats it.
import { type Service, serviceFace, serviceVerb } from './service-verb.ts'

const CONTAINERD: Service<'containerd'> = {
  verb: 'containerd',
  inSentence: 'containerd',
  first: 'containerd',
  isRunning: (machine) => machine.containerd !== 'stopped',
  hints: {
    stopped: 'Containers run on, but the kubelet can start and stop none',
    started: 'The kubelet finds what runs on its machine, and looks after it again',
    restarted: 'Containers do not notice it',
  },
  entries: {
    stopped: 'ContainerdStopped',
    started: 'ContainerdStarted',
    restarted: 'ContainerdRestarted',
  },
  act(machine, state, narration) {
    if (state === 'restarted') return machine.restartContainerd(narration)
    return state === 'started'
      ? machine.startContainerd(narration)
      : machine.stopContainerd(narration)
  },
}

export const containerdFace = serviceFace(CONTAINERD)
export const containerd = serviceVerb(CONTAINERD, containerdFace)
