// The words of the scenarios about controllers.
import type { Words } from './gallery-entry.ts'

const ROW = 'Controllers hold the desired state'

export const CONTROLLER_WORDS: Readonly<Record<string, Words>> = {
  rollout: {
    title: 'A rolling update',
    summary: 'Six Pods get a new image, as many at a time as surge and unavailable allow.',
    row: ROW,
    question:
      'Six replicas, 25 % surge, 25 % unavailable. How many Pods are there at most, and how many are available at least?',
    answer:
      'At most 8: a quarter of six is 1.5, and surge rounds up. At least 5, because unavailable rounds down. Choose the Deployment: the tab Why counts both, and says what is next.',
    explanations: [
      {
        kind: 'ScalingReplicaSet',
        mentions: 'surge',
        text: 'There is room for more Pods than are wanted, up to the surge. The new ReplicaSet takes it.',
      },
      {
        kind: 'ScalingReplicaSet',
        mentions: 'maxUnavailable',
        text: 'More Pods are available than have to be, so that an old one may go. It makes room for the next new one.',
      },
    ],
  },
  'rollout-stuck': {
    title: 'A rollout that stalls, and is undone',
    summary: 'The new image does not exist. The old Pods go on serving.',
    row: ROW,
    question:
      'The new image cannot be pulled. How many Pods still serve, and does Kubernetes go back to the old image by itself?',
    answer:
      'Three of four: no old Pod may go while the new ones are not available. After the deadline the Deployment says that it got stuck, and nothing else; you undo it.',
    explanations: [
      {
        kind: 'PullFailed',
        text: 'The new Pods never become ready, so the rollout stops inside its band: the old Pods stay.',
      },
    ],
  },
  'stateful-set': {
    title: 'Pods with names and claims',
    summary: 'A StatefulSet makes its Pods in their order, each with a claim that stays its own.',
    row: ROW,
    question: 'db-1 is deleted. Under which name does it come back, and with which data?',
    answer:
      'Under the same name, with the same claim. And when the set is scaled down, db-2 goes and its claim data-db-2 stays.',
    explanations: [
      {
        kind: 'SuccessfulCreate',
        mentions: 'all before it are ready',
        text: 'In its order: the next Pod is made when the one before it is ready.',
      },
      {
        kind: 'SuccessfulDelete',
        text: 'The highest ordinal goes first. Its claim stays, for the day it comes back.',
      },
    ],
  },
  'stateful-stuck': {
    title: 'A StatefulSet that undo cannot mend',
    summary: 'An update breaks the highest Pod, and going back is not enough.',
    row: ROW,
    question:
      'The update to a wrong image is undone after a minute. Does the set heal by itself? If not, what helps?',
    answer:
      'It does not. The set waits until the broken Pod is ready before it replaces it, which it never is. Deleting that Pod helps: the new one is of the old revision again.',
    explanations: [
      {
        kind: 'Rollout',
        text: 'The template is the old one again. But db-2 is still of the broken revision, and the set waits for it to become ready.',
      },
      {
        kind: 'Deleted',
        mentions: 'db-2',
        text: 'The hand that was needed. Now there is nothing to wait for.',
      },
    ],
  },
  'daemon-set': {
    title: 'One Pod on each node',
    summary:
      'A DaemonSet asks the nodes. A taint takes its Pod away, and the end of it brings it back.',
    row: ROW,
    question: 'There is no number of replicas. How many Pods are there, and why not three?',
    answer:
      'Two: the control plane has a taint that this DaemonSet does not tolerate. The taint on worker-2 takes its Pod away for as long as it is there.',
    explanations: [
      {
        kind: 'SuccessfulCreate',
        text: 'A node that it is for has no Pod of it, so one is made for exactly this node.',
      },
      {
        kind: 'TaintEviction',
        text: 'NoExecute also concerns Pods that run already.',
      },
    ],
  },
  'job-restarts': {
    title: 'A failing Job, in two ways',
    summary: 'restartPolicy Never makes new Pods, OnFailure restarts the container in one.',
    row: ROW,
    question:
      'Both may fail three times. How many Pods does each of the two leave behind to read the logs of?',
    answer:
      'Never leaves four failed Pods, one for each try. OnFailure restarts the container in one Pod, and that one is deleted when the limit is reached.',
    explanations: [
      {
        kind: 'SuccessfulCreate',
        mentions: 'never',
        text: 'Each try is a Pod of its own. Between them the controller waits: 10, 20, 40 seconds.',
      },
      {
        kind: 'BackOff',
        text: 'Here the kubelet waits and restarts the container; the Pod stays the same.',
      },
    ],
  },
  'cron-forbid': {
    title: 'A run that takes longer than its minute',
    summary: 'A CronJob with Forbid and a deadline: what becomes of the runs that could not start?',
    row: ROW,
    question:
      'Each run takes 80 seconds, and one is due every minute. How many start in six minutes?',
    answer:
      'Three: at minutes 1, 3 and 5. At 2 and 4 the last one still runs, and when it ends the deadline of 15 seconds is over.',
    explanations: [
      {
        kind: 'SuccessfulCreate',
        mentions: 'its schedule',
        text: 'The name ends with the minute that it was due in, so that no run is made twice.',
      },
    ],
  },
  autoscaler: {
    title: 'As many Pods as there is work',
    summary: 'An autoscaler measures CPU and changes the number of replicas.',
    row: ROW,
    question:
      'Each Pod uses 200m, asks for 100m, and the target is 50 %. How far does it scale: does more Pods make each less busy?',
    answer:
      'To its maximum of five. This work does not get less with more Pods: each new one is as busy as the first, 200 % of what it asks for.',
    explanations: [
      {
        kind: 'SuccessfulRescale',
        text: 'Wanted = now × measured / target, at most four more or twice as many at a time.',
      },
    ],
  },
  'drain-budget': {
    title: 'A drain that has to wait',
    summary: 'A budget lets only as many Pods go as may be missing.',
    row: ROW,
    question:
      'Three of four must be available, and two are on the node. How many leave at once, and what does drain do about the other?',
    answer:
      'One. The next eviction is refused until the new Pod is available; drain asks again every five seconds.',
    explanations: [
      {
        kind: 'Evicted',
        text: 'The budget had room for this one. For the next one drain asks every five seconds, until the new Pod is available.',
      },
    ],
  },
  'node-dies': {
    title: 'A node dies',
    summary: 'A machine loses its power. Who notices when, and which Pods come back?',
    row: ROW,
    question:
      'Four kinds of Pods were on the node. When is the first new Pod made elsewhere: at once, after 50 seconds, or after six minutes?',
    answer:
      'After about six minutes. 50 seconds until the silence is noticed, then each Pod tolerates that for 300 seconds. The bare Pod never comes back, and the DaemonSet’s stays where it is.',
    explanations: [
      {
        kind: 'MachineOff',
        text: 'Nobody is told. The API server still shows all its Pods as Running.',
      },
      {
        kind: 'TaintEviction',
        text: 'The deletion is only asked for: the kubelet that should confirm it is dead, so that the Pods stay Terminating.',
      },
    ],
  },
  'two-workloads': {
    title: 'One Pod for two, or two workloads',
    summary: 'Web and database in one Pod against one workload for each. Both are scaled to three.',
    row: 'When one Pod is the wrong shape',
    question: 'Both shops are scaled to three. How many databases are there then, in each?',
    answer:
      'Three where they share a Pod, each with data of its own; one where the database is a workload of its own. What scales differently belongs into different Pods.',
    explanations: [
      {
        kind: 'Scaled',
        mentions: 'together',
        text: 'Three Pods, and in each a database that knows nothing of the others.',
      },
      {
        kind: 'Scaled',
        mentions: '`web`',
        text: 'Three web servers, and still one database.',
      },
    ],
  },
}
