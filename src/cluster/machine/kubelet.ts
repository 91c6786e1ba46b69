// The kubelet process of a machine, as `systemctl stop|start|restart kubelet` treats it.
import { type Service, serviceFace, serviceVerb } from './service-verb.ts'

const KUBELET: Service<'kubelet'> = {
  verb: 'kubelet',
  inSentence: 'the kubelet',
  first: 'The kubelet',
  isRunning: (machine) => machine.kubelet === 'running',
  hints: {
    stopped: 'Containers run on, but nobody looks after them or reports them',
    started: 'It takes up what runs on its machine',
    restarted: 'It reads its configuration anew and takes up what runs on its machine',
  },
  entries: {
    stopped: 'KubeletStopped',
    started: 'KubeletStarted',
    restarted: 'KubeletRestarted',
  },
  act(machine, state, narration) {
    if (state === 'restarted') return machine.restartKubelet(narration)
    return state === 'started' ? machine.startKubelet(narration) : machine.stopKubelet(narration)
  },
}

export const kubeletFace = serviceFace(KUBELET)
export const kubelet = serviceVerb(KUBELET, kubeletFace)
