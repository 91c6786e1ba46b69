// A session as one has it in the exam: Pods, workloads, configuration, scheduling, troubleshooting, static Pods. Most lines were
// asked of the real kubectl in this order (conformance/kubectl/session-cka.yaml). What needs controllers, a kubelet or a node
// cannot be asked there: beside such a line stands what it prints, and the rule from which that follows.
import { readFileSync } from 'node:fs'

interface Output {
  readonly command: string
  readonly stdout?: readonly string[]
  readonly stderr?: readonly string[]
}

export interface SessionLine {
  readonly line: string
  /** What it prints, standard output first: the text that was recorded, or what fits the rule. */
  readonly prints: string | RegExp
  readonly isRecorded: boolean
}

const url = new URL('../../../../conformance/kubectl/session-cka.answer.json', import.meta.url)
const { commands } = JSON.parse(readFileSync(url, 'utf8')) as {
  readonly commands: readonly Output[]
}

type Ruled = readonly [line: string, prints: string | RegExp]

/** Follows StatusViewer (kubectl/pkg/polymorphichelpers/rollout_status.go): the last line. */
const ROLLED_OUT: Ruled = [
  'kubectl rollout status deployment/shop | tail -1',
  'deployment "shop" successfully rolled out',
]

/** Lines that stand behind a recorded one, by its command. */
const BETWEEN: Readonly<Record<string, readonly Ruled[]>> = {
  'run web --image=nginx:1.27 --labels=app=web': [
    // ConditionalWait.IsConditionMet of kubectl/pkg/cmd/wait.
    ['kubectl wait --for=condition=Ready pod/web --timeout=60s', 'pod/web condition met'],
    // The name of a Pod is its host name.
    ['kubectl exec web -- hostname', 'web'],
  ],
  'create deployment shop --image=nginx:1.27 --replicas=2': [
    ROLLED_OUT,
    ['kubectl get pods -l app=shop -o name | wc -l', '2'],
  ],
  'set image deployment/shop nginx=nginx:1.28': [
    ROLLED_OUT,
    // Each template that was rolled out is a revision.
    [
      'kubectl rollout history deployment/shop',
      'deployment.apps/shop \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n',
    ],
    ['kubectl rollout undo deployment/shop', 'deployment.apps/shop rolled back'],
    ROLLED_OUT,
    ['kubectl set image deployment/shop nginx=nginx:1.28', 'deployment.apps/shop image updated'],
  ],
  'create job once --image=busybox -- date': [
    [
      'kubectl wait --for=condition=complete job/once --timeout=60s',
      'job.batch/once condition met',
    ],
  ],
  'taint node worker-2 team=a:NoSchedule': [
    ['kubectl describe node worker-2 | grep Taints', 'Taints:             team=a:NoSchedule'],
  ],
  'cordon worker-1': [['kubectl get nodes --no-headers | grep -c SchedulingDisabled', '1']],
  'run bad --image=nginx:nope': [
    // The kubelet pulls again with a back-off from ten seconds on.
    [
      'sleep 10; kubectl get pod bad --no-headers | cut -c1-30',
      /^bad {3}0\/1 {3}(?:ErrImagePull|ImagePullBackOff)/,
    ],
    [
      'kubectl get events --field-selector involvedObject.name=bad -o custom-columns=R:.reason | sort -u',
      'BackOff\nFailed\nPulling\nR\nScheduled',
    ],
  ],
  'delete deployment nope': [
    // Nobody prints anything of a file that is written; the kubelet looks at the folder every twenty seconds.
    [
      String.raw`ssh worker-1 "printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: proxy}\nspec: {containers: [{name: proxy, image: haproxy}]}\n' > /etc/kubernetes/manifests/proxy.yaml"`,
      '',
    ],
    ['sleep 25; kubectl get pod proxy-worker-1 -o jsonpath={.status.phase}', 'Running'],
    // The deletion of a mirror changes nothing: the kubelet makes it anew.
    [
      'kubectl delete pod proxy-worker-1 --now',
      'pod "proxy-worker-1" deleted from default namespace',
    ],
    ['sleep 5; kubectl get pods -o name | grep proxy', 'pod/proxy-worker-1'],
    ['ssh worker-1 rm /etc/kubernetes/manifests/proxy.yaml', ''],
    ['sleep 25; kubectl get pods -o name | grep -c proxy', '0'],
  ],
}

/** The lines in the order in which they are typed. */
export const CKA_LINES: readonly SessionLine[] = commands.flatMap((recorded) => [
  {
    line: `kubectl ${withQuotes(recorded.command)}`,
    prints: [...(recorded.stdout ?? []), ...(recorded.stderr ?? [])].join('\n'),
    isRecorded: true,
  },
  ...(BETWEEN[recorded.command] ?? []).map(([line, prints]) => ({
    line,
    prints,
    isRecorded: false,
  })),
])

/** As one types it: brackets, stars and questions are quoted. */
function withQuotes(command: string): string {
  return command
    .split(/ (?=(?:[^']*'[^']*')*[^']*$)/)
    .map((word) => (/[[\]*?()$"]/.test(word) && !word.includes("'") ? `'${word}'` : word))
    .join(' ')
}

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: clock}\nspec: {containers: [{name: a, image: busybox, command: [sh, -c, "sleep 3000"]}]}\n'

/** Where it is typed. */
export const CKA_FILES = { 'scenario.yaml': 'until: 5m\n', 'manifests/clock.yaml': POD }

/** What the lines before a later task have left behind for it, as far as it is looked at. */
const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, labels: {app: shop}}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: nginx, image: "nginx:1.28"}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80}]}
`

export interface Task {
  readonly name: string
  /** What is there before it. */
  readonly manifests: string
  readonly lines: readonly SessionLine[]
}

/** The same lines as tasks of their own, for where a long history would have to be waited for. */
export const CKA_TASKS: readonly Task[] = [
  { name: 'Pods and workloads', manifests: POD, lines: between(null, 'create configmap settings') },
  {
    name: 'configuration and scheduling',
    manifests: SHOP,
    lines: between('create configmap settings', 'run bad'),
  },
  { name: 'troubleshooting and static Pods', manifests: SHOP, lines: between('run bad', null) },
]

/** The lines from the one that begins with these words until another one. */
function between(first: string | null, last: string | null): readonly SessionLine[] {
  const at = (words: string): number =>
    CKA_LINES.findIndex(({ line }) => line.startsWith(`kubectl ${words}`))
  return CKA_LINES.slice(first === null ? 0 : at(first), last === null ? undefined : at(last))
}
