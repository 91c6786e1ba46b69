// The words of the scenarios about machines, static Pods and kubeadm's control plane.
import type { Words } from './gallery-entry.ts'

const FILES = 'Static Pods'
const CONTROL_PLANE = 'Control plane'
const MACHINES = 'Machines'

const FOUR_FILES = {
  kind: 'StaticPodAdded',
  mentions: 'control-plane',
  text: 'kubeadm wrote this file. A kubelet runs the control plane, as it runs every other Pod.',
} as const

export const MACHINE_WORDS: Readonly<Record<string, Words>> = {
  'static-own-path': {
    title: 'A folder of one’s own',
    summary: 'Which folder a kubelet reads stands in its configuration, which it reads once.',
    row: FILES,
    question:
      'After 20 seconds the configuration names another folder. When does the Pod of the old folder end?',
    answer:
      'Not before the kubelet is restarted. The new one does not know the old Pod: it starts what lies in the new folder, and two seconds later it ends what it finds running for nobody.',
    explanations: [
      {
        kind: 'FileWritten',
        text: 'Nothing happens. A kubelet reads its configuration when it starts, and not before.',
      },
      {
        kind: 'StaticPodAdded',
        mentions: 'unseen',
        text: 'The file lay here all along, in the folder that everybody knows. Only now somebody looks into it.',
      },
      {
        kind: 'OrphanedPod',
        text: 'Its file is still there, in a folder that nobody reads any more. For this kubelet the container belongs to no Pod.',
      },
    ],
  },
  'static-edit': {
    title: 'Edit a file, change a Pod',
    summary: 'The file of a static Pod is changed. The Pod is not updated, but replaced.',
    row: FILES,
    question:
      'The new file names another image. Is the container replaced inside of the Pod, as after kubectl set image?',
    answer:
      'No. The UID of a static Pod is a hash of its file, so that a changed file is another Pod. The old one ends first, because both have the same name.',
    explanations: [
      {
        kind: 'StaticPodRemoved',
        text: 'The hash of the file changed, and with it the UID: for the kubelet this Pod is gone.',
      },
      {
        kind: 'MirrorPodDeleted',
        text: 'The mirror shows the old Pod. It goes when the name is free, and the new Pod begins.',
      },
      {
        kind: 'FileWritten',
        mentions: '.swp',
        text: 'A name that begins with a dot is passed over, so that what an editor keeps beside the file does no harm.',
      },
    ],
  },
  'static-broken': {
    title: 'A file that is broken',
    summary: 'Half of an edit is saved. First nothing happens, and then the Pod is gone.',
    row: FILES,
    question: 'The new text cannot be read. Does the container run on with the old one?',
    answer:
      'Only until the kubelet lists the folder, which it does every 20 seconds. The change by itself is refused and forgotten; in the listing the Pod is simply not there.',
    explanations: [
      {
        kind: 'StaticPodRefused',
        text: 'The kubelet was told of the change, cannot read the file and leaves all as it was. The reason stands in its log alone.',
      },
      {
        kind: 'StaticPodRemoved',
        text: 'The listing of the folder goes by what can be read. No Pod was found in this file, so there is none.',
      },
      {
        kind: 'StaticPodAdded',
        mentions: 'web',
        text: 'The file describes a Pod, and the kubelet runs it.',
      },
    ],
  },
  'node-silent': {
    title: 'A node falls silent',
    summary: 'A kubelet is stopped. Its containers run, its node is taken for lost.',
    row: MACHINES,
    question: 'Six minutes later the Pod has been replaced elsewhere. Does the old container run?',
    answer:
      'Yes, until the kubelet is back and learns that its Pod is to be deleted. For two minutes there are two where one was wanted.',
    explanations: [
      {
        kind: 'KubeletStopped',
        text: 'Nobody looks after the containers any more. They do not notice.',
      },
      {
        kind: 'NodeUnknown',
        text: 'No lease for 50 seconds. Nothing is known of the node, which is not the same as that it is dead.',
      },
      {
        kind: 'TaintEviction',
        text: 'Every Pod tolerates an unreachable node for five minutes. The deletion is asked for; only the kubelet could carry it out.',
      },
      {
        kind: 'Killing',
        text: 'The kubelet is back, lists its Pods and finds one that is to be deleted.',
      },
    ],
  },
  'dead-node': {
    title: 'Four kinds of Pods on a dead node',
    summary: 'A bare Pod, a ReplicaSet, a StatefulSet and a DaemonSet lose the same machine.',
    row: MACHINES,
    question: 'The machine never comes back. Which Pods run elsewhere after eight minutes?',
    answer:
      'Only that of the ReplicaSet. The StatefulSet may have one Pod of a name and waits for the old one to be gone for certain; the taint out-of-service says so. The DaemonSet’s belongs to its node, and nobody makes the bare one again.',
    explanations: [
      {
        kind: 'MachineOff',
        text: 'Nobody is told. The API server still shows all its Pods as Running.',
      },
      {
        kind: 'TaintEviction',
        text: 'The deletion is only asked for: the kubelet that should confirm it is dead, so that the Pods stay Terminating.',
      },
      {
        kind: 'Tainted',
        mentions: 'out-of-service',
        text: 'A person says that the machine is off for good. Now the Pods may be removed by force.',
      },
    ],
  },
  'control-plane': {
    title: 'Who needs whom',
    summary: 'kubeadm’s control plane: the controller manager goes, then etcd, and both come back.',
    row: CONTROL_PLANE,
    question: 'etcd goes away. Which of the other three goes on working?',
    answer:
      'None. The API server answers nothing without it, and scheduler and controller manager end when they cannot renew their leases. The containers of the workload run on.',
    explanations: [
      FOUR_FILES,
      {
        kind: 'Scaled',
        text: 'The wish is stored. Whoever would make the third Pod is away.',
      },
      {
        kind: 'ComponentWaits',
        text: 'It must hold its lease before it acts, and the old one has not run out yet.',
      },
      {
        kind: 'ApiServerWithoutStore',
        text: 'The process runs and answers, but every answer is an error: all that it knows is in etcd.',
      },
      {
        kind: 'ApiServerReturned',
        text: 'Nothing was lost. Everybody lists what there is and goes on from there.',
      },
    ],
  },
  'scheduler-away': {
    title: 'The scheduler is taken away',
    summary: 'Its file is removed, two Pods are wished for, and the file comes back.',
    row: CONTROL_PLANE,
    question:
      'The ReplicaSet is scaled to three without a scheduler. What becomes of the new Pods?',
    answer:
      'They are made and stay Pending, without a node and without an event that says why. When the file is back both are placed at once.',
    explanations: [
      FOUR_FILES,
      {
        kind: 'ComponentStopped',
        text: 'What runs, runs on: a Pod that has its node needs no scheduler any more.',
      },
      {
        kind: 'SuccessfulCreate',
        mentions: 'web',
        text: 'The controller does its part. The Pod is stored, and for the rest nobody asks.',
      },
      {
        kind: 'ComponentStarted',
        text: 'It lists all Pods without a node, and the queue is worked off in an instant.',
      },
    ],
  },
  'api-server-broken': {
    title: 'The API server is broken',
    summary: 'A flag is misspelt in a file, and the whole cluster is deaf.',
    row: CONTROL_PLANE,
    question: 'kubectl says that the connection was refused. Do the web servers still answer?',
    answer:
      'Yes. Kubelets keep their containers running with what they know; only nothing new is learned or reported. The file is mended on the node, because kubectl cannot.',
    explanations: [
      FOUR_FILES,
      {
        kind: 'ApiServerGone',
        text: 'No watch, no lease, no status. Each component tries again and again, and keeps what it has.',
      },
      {
        kind: 'BackOff',
        mentions: 'kube-apiserver',
        text: 'It is a container that crashes like every other. What it says of the flag stands in its log, which is on the node.',
      },
      {
        kind: 'Refused',
        text: 'Without an API server there is nothing that kubectl could do. Log in to the node instead.',
      },
      {
        kind: 'ApiServerReturned',
        text: 'Everybody lists what there is. The nodes renew their leases before anyone has missed them for long.',
      },
    ],
  },
}
