// The scenarios to start from. Each is a real folder below `scenarios/`, so that it also runs with
// `podscape run`; here stand the question to predict and what is special about its steps.
import type { ScenarioFile } from '../types.ts'
import { CONTROLLER_WORDS } from './controller-words.ts'
import type { GalleryEntry, Words } from './gallery-entry.ts'
import { MACHINE_WORDS } from './machine-words.ts'

const TEXTS: Readonly<Record<string, string>> = import.meta.glob('./scenarios/**/*', {
  query: '?raw',
  import: 'default',
  eager: true,
})

function filesOf(id: string): readonly ScenarioFile[] {
  const prefix = `./scenarios/${id}/`
  return Object.entries(TEXTS)
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, text]) => ({ path: path.slice(prefix.length), text }))
}

const WORDS: Readonly<Record<string, Words>> = {
  'one-pod': {
    title: 'One Pod',
    summary: 'The smallest thing that Kubernetes runs: one container, wrapped in a Pod.',
    row: 'A Pod wraps containers',
    question: 'Between “applied” and “Running”, who does something, and in which order?',
    answer:
      'The API server stores it, the scheduler binds it to a node, and that node’s kubelet makes the sandbox, pulls the image and starts the container.',
    explanations: [
      {
        kind: 'Applied',
        text: 'Nothing runs yet. The API server filled in defaults, checked the Pod and stored it; look at the YAML tab for what it added.',
      },
      {
        kind: 'SandboxCreated',
        text: 'The sandbox is the Pod before any container: one IP address and one loopback that its containers will share.',
      },
    ],
  },
  'shared-volume': {
    title: 'Producer and consumer',
    summary: 'Two containers of one Pod share a volume and a network.',
    row: 'A Pod wraps containers',
    question: 'The writer asks http://localhost. Who answers, and with what?',
    answer:
      'nginx in the other container, over the loopback that both share, with the file that the writer put on the shared volume.',
    explanations: [
      {
        kind: 'VolumeWrite',
        text: 'The volume belongs to the Pod, not to a container: what one writes, the other reads.',
      },
      {
        kind: 'Call',
        text: 'localhost is the Pod’s own loopback. Containers of one Pod reach each other there, without a Service.',
      },
    ],
  },
  'what-a-pod-takes': {
    title: 'What a Pod takes from its node',
    summary:
      'CPU and memory, an IP, and configuration from a ConfigMap, a Secret and the Pod itself.',
    row: 'What a Pod takes',
    question: 'Which of the five environment variables can only be known after scheduling?',
    answer:
      'MY_NODE and MY_IP: the node is chosen by the scheduler, and the IP comes with the sandbox.',
    explanations: [
      {
        kind: 'Scheduled',
        text: 'The request of 500m CPU and 256Mi is now taken from the node’s allocatable, whether the container uses it or not.',
      },
    ],
  },
  'where-does-it-fit': {
    title: 'Where does it fit?',
    summary: 'Four Pods, four answers of the scheduler, and a taint that goes away.',
    row: 'The unit of scheduling',
    question:
      'Which Pods stay Pending at first, and which of them starts when the taint is removed?',
    answer:
      '“large” needs 3 CPUs and does not tolerate the taint of the only node that has them; it starts when the taint goes. “huge” fits nowhere, ever.',
    explanations: [
      {
        kind: 'FailedScheduling',
        mentions: 'huge',
        text: 'Each node is counted once with its reason. Preemption is not helpful, because the request is larger than any whole node.',
      },
      {
        kind: 'FailedScheduling',
        mentions: 'large',
        text: 'worker-1 is too small, worker-2 has a taint that this Pod does not tolerate.',
      },
      {
        kind: 'Tainted',
        text: 'A change of a node wakes the Pods that were rejected for this reason.',
      },
    ],
  },
  'wait-for-services': {
    title: 'Init containers wait for Services',
    summary: 'Two init containers ask DNS for a Service each. The app starts when both exist.',
    row: 'Init containers',
    question:
      'The cache exists 15 seconds after the database. Can the second init container start before the first has ended?',
    answer:
      'No. Init containers run one after the other, each to completion, and only then the app containers.',
    explanations: [
      {
        kind: 'Started',
        mentions: 'wait-for-db',
        text: 'It asks DNS every two seconds and ends with 0 as soon as the Service exists.',
      },
      {
        kind: 'Started',
        mentions: 'wait-for-cache',
        text: 'It may start only now, because the init container before it exited with 0.',
      },
      {
        kind: 'Applied',
        mentions: 'Service',
        text: 'A Service has a name in DNS at once, even without a single Pod behind it.',
      },
    ],
  },
  'init-fails': {
    title: 'When an init container fails',
    summary: 'The same failure under each restartPolicy.',
    row: 'Init containers',
    question: 'Which of the three Pods ends as Failed?',
    answer:
      'Only “never”. Under Always and OnFailure the init container is restarted with a growing back-off, and the Pod stays Pending.',
    explanations: [
      {
        kind: 'Status',
        mentions: 'never',
        text: 'restartPolicy Never: a failed init container fails the whole Pod, and its app container never starts.',
      },
      {
        kind: 'BackOff',
        text: 'Always and OnFailure treat a failed init container alike: restart it, each time later, up to five minutes.',
      },
    ],
  },
  sidecar: {
    title: 'A sidecar starts first',
    summary: 'An init container with restartPolicy Always keeps running beside the app.',
    row: 'Init containers',
    question:
      'The sidecar asks for 100m, the init container for 200m, the app for 100m. What does the scheduler count?',
    answer:
      '300m: while “migrate” runs, the sidecar runs beside it. Sidecar and app together would be only 200m.',
    explanations: [
      {
        kind: 'Started',
        mentions: 'log-shipper',
        text: 'A sidecar. It never ends by itself; the next init container waits until its startup probe succeeds.',
      },
      {
        kind: 'Started',
        mentions: 'migrate',
        text: 'The sidecar’s startup probe has succeeded: the gate is open.',
      },
    ],
  },
  'port-clash': {
    title: 'Two containers, one port',
    summary: 'Accepted by the API server, refused by the kernel.',
    row: 'Networking in a Pod',
    question: 'Will the API server refuse this Pod? If not, what happens?',
    answer:
      'It accepts it. The second container to listen on port 80 finds the address in use, exits with 1 and is restarted with a growing back-off, for ever.',
    explanations: [
      {
        kind: 'Applied',
        text: 'containerPort is only documentation; the API server does not compare the ports of two containers.',
      },
      {
        kind: 'BackOff',
        text: 'The delay doubles with every restart: 10, 20, 40, 80, 160, then 300 seconds.',
      },
    ],
  },
  'host-port': {
    title: 'Two Pods, one host port',
    summary: 'A host port belongs to the node, so the scheduler keeps count of it.',
    row: 'Networking in a Pod',
    question: 'There is one node. What becomes of the second Pod, and when does it run?',
    answer:
      'It stays Pending, because no node has the port free. When the first Pod is gone, the scheduler tries again.',
    explanations: [
      {
        kind: 'FailedScheduling',
        text: 'Unlike two containers of one Pod, two Pods with one hostPort are told apart before they run.',
      },
      {
        kind: 'Deleted',
        text: 'The port is free when the Pod object is gone, not when somebody asks to delete it.',
      },
    ],
  },
  'what-survives': {
    title: 'What survives a restart?',
    summary: 'One file on the container’s own file system, one on a volume, and a crash.',
    row: 'Storage in a Pod',
    question: 'After the restart, how many lines does each of the two files have?',
    answer:
      'Its own file has 1 line, because the new container starts from the image again. The file on the volume has 2.',
    explanations: [
      { kind: 'Killed', text: 'The container ends; the Pod, its IP and its volumes stay.' },
      {
        kind: 'Status',
        mentions: 'Running',
        text: 'Look at the logs: “own: 1, volume: 1” before the crash, “own: 1, volume: 2” after it.',
      },
    ],
  },
  'many-volumes': {
    title: 'Volumes of every kind',
    summary: 'A ConfigMap, a Secret, facts about the Pod and a claim, all as files.',
    row: 'Storage in a Pod',
    question: 'Which of the four volumes keeps its content when the Pod is deleted?',
    answer: 'Only the claim. The others are made anew for each Pod.',
    explanations: [
      {
        kind: 'VolumeWrite',
        text: 'This file outlives the Pod: it lies on the PersistentVolume that was made for the claim.',
      },
    ],
  },
  'bare-and-owned': {
    title: 'Who comes back?',
    summary: 'A bare Pod beside one that a ReplicaSet owns. Both are deleted, after 20 seconds.',
    row: 'Controllers',
    question: 'Both Pods are deleted. Which one comes back, and under which name?',
    answer:
      'The ReplicaSet makes a new Pod with a new name. Nobody wants the bare one, so it stays gone.',
    explanations: [
      {
        kind: 'Deleted',
        mentions: 'alone',
        text: 'A bare Pod has no owner. Nobody will make it again.',
      },
      {
        kind: 'Deleted',
        mentions: 'shop',
        text: 'This one has an owner. A Pod that is being deleted no longer counts, so the ReplicaSet makes another at once, with a new name.',
      },
      {
        kind: 'Scaled',
        text: 'The wish changed; the controller works until the number of Pods is what is wished.',
      },
    ],
  },
  'static-pod': {
    title: 'A Pod that belongs to a node',
    summary: 'A file in a kubelet’s folder, and its mirror in the API server.',
    row: 'Static Pods',
    question: 'The mirror Pod is deleted with kubectl. What happens to the container?',
    answer:
      'Nothing. The kubelet makes the mirror again. Only removing the file ends the container.',
    explanations: [
      {
        kind: 'MirrorPodDeleted',
        mentions: 'asked to be deleted',
        text: 'The kubelet clears the deleted mirror away, to make a new one right after. The container does not notice.',
      },
      {
        kind: 'Deleted',
        text: 'Only the mirror is deleted. The Pod itself belongs to the kubelet, which reads it from a file.',
      },
      {
        kind: 'FileRemoved',
        text: 'The file is the Pod. Without it the kubelet stops the container and takes the mirror away.',
      },
    ],
  },
  'crash-loop': {
    title: 'CrashLoopBackOff',
    summary: 'A container that always fails, and a kubelet that waits longer every time.',
    row: 'Restarts',
    question:
      'The container runs for one second. How many restarts do you count after three minutes?',
    answer:
      'Five: the first comes at once, the others when 10, 20, 40 and 80 seconds are over and the kubelet looks again.',
    explanations: [
      {
        kind: 'BackOff',
        text: 'The delay counts from the moment the container ended, and doubles up to five minutes; the kubelet looks again when it is over, or up to half as long later. Ten quiet minutes reset it.',
      },
    ],
  },
  'image-typo': {
    title: 'An image that does not exist',
    summary: 'A slip in the name, and what ErrImagePull and ImagePullBackOff mean.',
    row: 'Images',
    question: 'Is the Pod placed on a node although its image does not exist?',
    answer:
      'Yes. The scheduler does not know whether an image exists; the kubelet finds out when it pulls.',
    explanations: [
      {
        kind: 'Status',
        mentions: 'ImagePullBackOff',
        text: 'The kubelet waits before it pulls again: 10 seconds, then 20, 40 … up to five minutes.',
      },
    ],
  },
  drain: {
    title: 'A node is drained',
    summary: 'Cordon, evict, and who makes the Pods again somewhere else.',
    row: 'Controllers hold the desired state',
    question:
      'Two of four Pods run on the node that is drained. Who notices, and do they come back when the node does?',
    answer:
      'Their ReplicaSet notices at once and makes two new Pods, which the scheduler puts elsewhere. When the node may be used again nothing moves back: a Pod is placed once.',
    explanations: [
      {
        kind: 'Uncordoned',
        text: 'The node may take new Pods again. Those that run elsewhere stay where they are.',
      },
    ],
  },
}

const ALL: Readonly<Record<string, Words>> = { ...WORDS, ...CONTROLLER_WORDS, ...MACHINE_WORDS }

/** All scenarios, in the order in which they are best met. */
export const GALLERY: readonly GalleryEntry[] = Object.entries(ALL).map(([id, words]) => ({
  id,
  ...words,
  files: filesOf(id),
}))
