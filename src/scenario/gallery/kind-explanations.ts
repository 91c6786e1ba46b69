// What is generally true of each kind of step, in a sentence or two for learners.

/** By the kind of a journal entry. A test holds that every step of the gallery has one. */
export const KIND_EXPLANATIONS: Readonly<Record<string, string>> = {
  TaintEviction:
    'A taint with the effect NoExecute also concerns Pods that run already: those that do not tolerate it, or no longer, are deleted. Only the kubelet of their node can confirm that they are gone.',
  SuccessfulRescale:
    'Wanted is what there is × measured ÷ target, rounded up, and at most four more or twice as many at a time.',
  MachineOff: 'Nobody is told. The API server goes on showing what it was told last.',
  KubeletStopped: 'Nobody looks after the containers any more. They do not notice.',
  ContainerdStopped:
    'Each container has a shim of its own, which runs on without containerd. What is lost is the way to start, stop, look at or enter one.',
  RuntimeDown:
    'A kubelet that hears nothing of its runtime for 30 s syncs no Pod: nothing is started, stopped or restarted until it answers, and its node is reported as not ready.',
  RuntimeUp: 'It takes up what came meanwhile, and finds out which containers have ended.',
  OrphanedPod:
    'A container belongs to a Pod that the API server or a file names. What neither names any more, the kubelet ends.',
  // What a person does.
  Applied:
    'The API server decodes the object, fills in defaults, lets admission change and check it, validates it and stores it. Whoever watches this kind is told.',
  Refused: 'What the API server refuses is not stored at all: nobody else ever hears of it.',
  Deleted:
    'Deleting a Pod first marks it with a deletionTimestamp. It is gone when its kubelet has stopped everything and says so.',
  ImageSet:
    'A new image is a new template, and nothing else. The controller sees the difference and rolls.',
  Rollout:
    'To undo is to copy an old revision’s template back. From there it is a rollout like any other.',
  Scaled: 'Only the wish changed. The controller that watches the object does the rest.',
  Cordoned: 'No new Pod is placed on a cordoned node. What runs there runs on.',
  Uncordoned: 'The node takes Pods again, and Pods that wait for room are tried once more.',
  Tainted: 'A taint keeps Pods away that do not tolerate it.',
  NodeTainted:
    'The node controller keeps the taints of a node in line with its conditions and with whether it is cordoned.',
  Killed:
    'The process is gone from one moment to the next, as if it had crashed. The kubelet will notice.',
  FileWritten: 'The kubelet watches its folder of static Pods and reads the file at once.',
  DiskRefused:
    'The file is not on the node, so nobody there can read it. The disks of this simulation are small.',
  FileRemoved: 'The kubelet watches its folder of static Pods and notices at once.',
  // The scheduler.
  Scheduled:
    'The scheduler filters the nodes, scores those that are left and writes the best one into the Pod. It starts nothing itself.',
  FailedScheduling:
    'No node passed all filters. The Pod waits, and is tried again when something changes that could help.',
  VolumeAttached:
    'A disk over the network is attached to the node before the kubelet can mount it.',
  VolumeDetached: 'Nobody on the node uses the disk any more, so that another node may have it.',
  NodeSelected:
    'The class waits for the first consumer, so that the volume is made where the Pod will run. A volume of one node pins its Pods to that node from now on.',
  // The components of a control plane that is made of Pods.
  ComponentStarted:
    'It reads everything that is stored, remembers nothing of the time before, and does at once what has waited for it.',
  ComponentStopped:
    'The other components go on: each of them only reads and writes objects, and nobody takes over the work of one that is away.',
  ComponentWaits:
    'Only one of its kind may act, the one that holds the lease. A lease that was not given back must first run out: 15 seconds without a renewal, counted from when the new one sees it.',
  ComponentUnanswered:
    'It asks again every few seconds. When the API server is back, it has to see for 15 seconds that nobody renews the lease of the one before.',
  ApiServerGone:
    'Nobody can read or write an object now. Kubelets keep containers running, restart them and probe them, and report later; who holds a lease and cannot renew it for 10 seconds ends itself.',
  ApiServerWithoutStore:
    'The API server keeps nothing itself: without etcd it can neither read nor write, fails its probes and is restarted until etcd is back.',
  ApiServerReturned:
    'All clients list everything once and watch from there. Kubelets send what they could not report, and leases are renewed.',
  // The kubelet.
  SandboxCreated:
    'The sandbox is the Pod’s network namespace with its IP. It comes before all containers and stays when they restart.',
  SandboxChanged: 'A new sandbox means a new IP, and the init containers run again.',
  FailedCreatePodSandBox: 'Without a sandbox no container can start; the kubelet tries again.',
  Pulling:
    'The image is not on this node yet, or the pull policy is Always. A node pulls one image at a time.',
  Pulled:
    'Images stay on the node: the next container with the same image starts without this wait.',
  PullFailed:
    'The registry has no such image, or does not give it. The kubelet waits and tries again, each time later.',
  Started:
    'The container’s process runs now. Init containers run one after the other; app containers start in the order of the spec without waiting for one another to be ready.',
  StartFailed:
    'The container could not be started at all, so there is no exit code of a program of yours.',
  Failed:
    'The container cannot be made as the Pod describes it. The kubelet tries again every 10 to 15 seconds; it heals by itself once the reason is gone.',
  ContainerExited:
    'What follows depends on the exit code, the container’s kind and the restartPolicy.',
  OOMKilled:
    'The container used more memory than its limit allows, so the kernel ended it. The Pod itself stays where it is.',
  BackOff:
    'A container that keeps ending is restarted after a growing delay: 10, 20, 40 … at most 300 seconds.',
  Killing: 'First SIGTERM, so that the process can finish; SIGKILL when its grace period is over.',
  SidecarTurn:
    'Sidecars stop after the app containers, in the reverse order of their start, so that they serve to the end.',
  MirrorPodRefused: 'The container runs all the same: the API server is only not able to show it.',
  Unhealthy:
    'A probe has failed. Readiness takes the Pod out of its Services; liveness and startup restart the container after enough failures.',
  Status:
    'The kubelet writes the Pod’s status about a second after the fact; this is all that kubectl and the controllers can see.',
  FailedMount: 'Containers start only when all volumes are there. The kubelet keeps trying.',
  FailedPostStartHook:
    'The hook failed, so the kubelet kills the container and treats it as one that ended.',
  FailedPreStopHook: 'The hook failed; SIGTERM follows all the same.',
  DeadlineExceeded: 'activeDeadlineSeconds limits how long a Pod may be active, restarts included.',
  PodRejected:
    'The kubelet checks again what the scheduler has decided, and refuses what it cannot run. It will not be tried again.',
  PodDeleted: 'All containers have stopped, so the kubelet lets the API server remove the object.',
  PodFinished: 'All containers have ended and none is to be restarted.',
  MirrorPodCreated:
    'The mirror only shows the static Pod in the API server. The kubelet runs it from the file.',
  MirrorPodDeleted: 'The mirror goes when the static Pod it shows is gone.',
  KubeletRestarted:
    'The process of the kubelet is another one; the containers are not its children and run on.',
  KubeletStarted:
    'It reads its configuration and its folder, and looks at what runs on the machine, before it knows anything of the API server.',
  MachineBooted:
    'The disk is as it was, and nothing runs. What starts a machine’s services starts the container runtime and the kubelet.',
  NodeStatus:
    'The kubelet tells what it found: its Node is ready, or which condition is not as it should be.',
  MarkedFailed:
    'Nobody is left who could report how the Pod ended, so it is written down as failed before it is removed.',
  PodCollected:
    'The garbage collector of Pods removes it by force. Whether its containers really ended is not known to the API server.',
  StaticPodAdded:
    'A file in the kubelet’s folder is a Pod. No scheduler and no API server are needed.',
  StaticPodChanged: 'An edited file is a new Pod: the old one is stopped first.',
  StaticPodRemoved: 'Without its file the static Pod ends.',
  StaticPodRefused:
    'A static Pod must not refer to objects of the API, because the kubelet may run it without an API server.',
  // Processes.
  VolumeWrite:
    'What is written to a volume is seen by every container that mounts it, and stays when the container restarts.',
  VolumeRead: 'The container reads what another one, or the kubelet, has put on the volume.',
  Call: 'Containers of one Pod reach each other over localhost; others by the Pod’s IP or a Service.',
  Activity:
    'This is what the process does inside the container; Kubernetes itself does not see it.',
  PortInUse:
    'All containers of a Pod share one network namespace, so a port can be listened on only once.',
  Serving:
    'The program is ready inside its container. Without a readiness probe Kubernetes counts the Pod as ready a little earlier, as soon as its containers run.',
  // Controllers.
  NewReplicaSetCreated:
    'The Deployment makes no Pods itself. Each version of its template has a ReplicaSet, and that makes them.',
  ScalingReplicaSet:
    'A Deployment rolls by changing the sizes of its ReplicaSets, within the bounds of surge and unavailable.',
  RolloutComplete:
    'As many Pods as are wanted are of the new template and available, and no old one is left.',
  RolloutStuck:
    'progressDeadlineSeconds are over. It is only said, for people and tools: nobody rolls back by itself.',
  JobComplete: 'As many Pods have succeeded as were wanted. The Job and its Pods stay, to be read.',
  JobFailed: 'More Pods have failed than backoffLimit allows. The Job is not tried again.',
  NodeUnknown:
    'The kubelet renews a Lease every ten seconds. When nothing was heard for 50 seconds, the node counts as unreachable.',
  SuccessfulCreate:
    'A controller compares what is wished with what is there, and makes what is missing.',
  SuccessfulDelete:
    'There are more Pods than wished; the controller deletes those that are missed least.',
  FailedCreate: 'The API server refused the controller’s Pod; it tries again with a growing delay.',
  Adopted: 'A Pod without owner that matches the selector is taken over.',
  Released: 'A Pod whose labels no longer match is let go, and a new one is made.',
  GarbageCollected: 'Objects whose owner is gone are deleted.',
  ClaimBound: 'A claim is bound to one volume, and Pods that use the claim can start.',
  ProvisioningSucceeded: 'The storage class made a volume for the claim.',
  ExternalProvisioning: 'The claim waits for its storage class to make a volume.',
  Evicted:
    'An eviction asks the API server, which may refuse for a disruption budget. Granted, it is a deletion like any other.',
  Drained:
    'All Pods that could leave are gone from the node; it stays cordoned until somebody uncordons it.',
}

export interface FinerExplanation {
  readonly kind: string
  /** What the sentence says, from its message to its reason. */
  readonly says: RegExp
  readonly text: string
}

/** What is true of some steps of a kind only; the first that fits counts. */
export const FINER_EXPLANATIONS: readonly FinerExplanation[] = [
  {
    kind: 'Call',
    says: /no such name/,
    text: 'The cluster’s DNS knows the names of Services. There is no Service of that name yet, so the look-up fails, and whoever waits for it asks again.',
  },
  {
    kind: 'Call',
    says: /resolved to 203\.0\.113\./,
    text: 'The cluster’s DNS passes on a name that is not of the cluster, and a server outside answers it.',
  },
  {
    kind: 'Call',
    says: /resolved to/,
    text: 'A Service has a name in DNS from the moment it is stored; the name stands for its cluster IP.',
  },
  {
    kind: 'Call',
    says: /called (?:localhost|127\.0\.0\.1|\[?::1)/,
    text: 'localhost is the Pod’s own loopback: its containers reach each other there, and nobody else does.',
  },
  {
    kind: 'Call',
    says: /./,
    text: 'Pods reach each other by their IPs, or by a Service, which chooses one of the Pods behind it.',
  },
  {
    kind: 'Started',
    says: /^started sidecar/,
    text: 'A sidecar is an init container with restartPolicy Always: the next one starts when it has started, and it runs on until the Pod ends.',
  },
  {
    kind: 'Started',
    says: /^started init container/,
    text: 'Init containers run one after the other, each to its end with exit code 0, before the app containers start.',
  },
  {
    kind: 'Started',
    says: /again \(restart/,
    text: 'A restarted container is a new one: its own files are as the image has them, the Pod’s volumes and IP stay.',
  },
  {
    kind: 'ContainerExited',
    says: /^exited with 0/,
    text: 'Exit code 0 means that it has done its work. An init container makes way for the next one; an app container is started again when restartPolicy is Always.',
  },
  {
    kind: 'Status',
    says: /probe of .* succeeded/,
    text: 'The kubelet has asked the probe and writes its answer into the Pod’s status. Services send to ready Pods only.',
  },
  {
    kind: 'Status',
    says: /CrashLoopBackOff/,
    text: 'CrashLoopBackOff is no state of the container: it says that the kubelet waits before it starts it again.',
  },
  {
    kind: 'Status',
    says: /has taken up the Pod/,
    text: 'The kubelet of the node has seen the Pod. From now on it alone writes the Pod’s status.',
  },
]
