// Lines that the real kubectl refuses, and what it says of them. The texts were printed by kubectl 1.36.2 or follow its source.
import { expect, test } from 'vitest'
import type { ApiObject } from '#api/meta/object.ts'
import { kubectlStage } from '#testing/conformance/kubectl-stage.ts'

const template = {
  metadata: { labels: { app: 'shop' } },
  spec: { containers: [{ name: 'a', image: 'nginx' }] },
}
const selector = { matchLabels: { app: 'shop' } }
const REPLICA_SET = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'shop-1',
    namespace: 'default',
    labels: { app: 'shop' },
    annotations: { 'deployment.kubernetes.io/revision': '1' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'shop',
        uid: 'uid-of-Deployment/shop',
        controller: true,
      },
    ],
  },
  spec: { selector, template },
}
const DAEMON = { labels: { app: 'agent' } }
const daemonTemplate = (image: string) => ({
  metadata: DAEMON,
  spec: { containers: [{ name: 'a', image }] },
})
/** What keeps a revision of the DaemonSet. */
const controllerRevision = (revision: number, image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: {
    name: `agent-${revision}`,
    namespace: 'default',
    ...DAEMON,
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        name: 'agent',
        uid: 'uid-of-DaemonSet/agent',
        controller: true,
      },
    ],
  },
  revision,
  data: { spec: { template: { ...daemonTemplate(image), $patch: 'replace' } } },
})
const GIVEN = [
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: { selector: { matchLabels: DAEMON.labels }, template: daemonTemplate('x:2') },
  },
  controllerRevision(2, 'x:2'),
  controllerRevision(1, 'x:1'),
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop', namespace: 'default', labels: { app: 'shop' } },
    spec: { selector, template },
  },
  REPLICA_SET,
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once', namespace: 'default' },
    spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'x' } },
    spec: template.spec,
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } },
] as unknown as readonly ApiObject[]

const FILES = { 'odd.env': '# what is set\n1A=b\n', 'admin.conf': 'kind: Config\n' }

const BAD = 'Error from server (BadRequest): '
const ENV_NAME =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"

function printed(line: string) {
  return kubectlStage(GIVEN, FILES).run(line)
}

test.each([
  'rollout status',
  'rollout history',
  'rollout undo',
  'rollout pause',
  'rollout resume',
  'rollout restart',
  'set image',
  'set env',
  'set resources',
  'set selector',
  'set serviceaccount',
  'set subject',
  'create deployment',
  'create secret generic',
  'create service clusterip',
  'create token',
  'config view',
  'config get-contexts',
  'config set-context',
  'config use-context',
  'config set-cluster',
  'auth can-i',
  'auth whoami',
  'auth reconcile',
  'apply view-last-applied',
  'apply set-last-applied',
  'apply edit-last-applied',
  'top pod',
  'top node',
  'cluster-info dump',
])('names the whole command where a flag of `%s` is wrong', (command) => {
  expect(printed(`${command} --odd=1`)).toEqual({
    stdout: [],
    stderr: ['error: unknown flag: --odd', `See 'kubectl ${command} --help' for usage.`],
    exitCode: 1,
  })
})

test.each([
  [
    'rollout status deploy/shop --timeout=1',
    [
      'error: invalid argument "1" for "--timeout" flag: time: missing unit in duration "1"',
      "See 'kubectl rollout status --help' for usage.",
    ],
  ],
  [
    'rollout pause deploy/shop --timeout=1s',
    ['error: unknown flag: --timeout', "See 'kubectl rollout pause --help' for usage."],
  ],
  [
    'rollout status deploy/shop -o yaml',
    ["error: unknown shorthand flag: 'o' in -o", "See 'kubectl rollout status --help' for usage."],
  ],
  [
    'rollout odd x',
    ['error: unknown command "odd x"', "See 'kubectl rollout -h' for help and examples"],
  ],
  ['set odd x', ['error: unknown command "odd x"', "See 'kubectl set -h' for help and examples"]],
  ['auth odd x', ['error: unknown command "odd x"', "See 'kubectl auth -h' for help and examples"]],
  [
    'create secret odd x',
    ['error: unknown command "odd x"', "See 'kubectl create secret -h' for help and examples"],
  ],
  ['rollout status job/once', ['error: no status viewer has been implemented for Job.batch']],
  ['rollout history job/once', ['error: no history viewer has been implemented for "Job.batch"']],
  ['rollout undo job/once', ['error: no rollbacker has been implemented for "Job.batch"']],
  [
    'rollout history cm/c --revision=1',
    ['error: error retrieving history for "ConfigMap", no visitor method exists for { ConfigMap}'],
  ],
  [
    'rollout history deploy/shop --revision=7 -o yaml',
    ['error: unable to find the specified revision'],
  ],
  [
    `run a --image=x --overrides='{"kind":"Odd"}'`,
    ['error: no kind "Odd" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"'],
  ],
  [
    'create configmap a --from-env-file=odd.env',
    [`error: "1A" is not a valid key name: ${ENV_NAME}`],
  ],
  [
    'create secret generic a --from-env-file=odd.env',
    [`error: "1A" is not a valid key name: ${ENV_NAME}`],
  ],
  [
    'create configmap a --from-literal=..=b',
    ['error: ".." is not a valid key name for a ConfigMap: must not be \'..\''],
  ],
  ['set env deploy/shop 1A=2', [`error: "1A" is not a valid key name: ${ENV_NAME}`]],
  [
    'delete pod --all -l app=x',
    ["error: setting 'all' parameter but found a non empty selector. "],
  ],
  [
    'delete pod web --cascade=odd',
    ['error: invalid cascade value (odd). Must be "background", "foreground", or "orphan"'],
  ],
  [
    "patch pod web -p '{bad'",
    [`${BAD}invalid character 'b' looking for beginning of object key string`],
  ],
  ["patch pod web -p '{'", [`${BAD}unexpected end of JSON input`]],
  [
    "patch pod web -p '{bad' --type=merge",
    [
      `${BAD}error decoding patch: invalid character 'b' looking for beginning of object key string`,
    ],
  ],
  [
    "patch pod web -p '{bad' --type=json",
    [
      `${BAD}error decoding patch: invalid character 'b' looking for beginning of object key string`,
    ],
  ],
  ["patch pod web -p '{bad' --dry-run=client", ['error: invalid JSON document']],
  [
    "patch pod web -p '[1 2]'",
    [`${BAD}json: cannot unmarshal array into Go value of type map[string]interface {}`],
  ],
  ['get pods --kubeconfig=/nofile', ['error: stat /nofile: no such file or directory']],
  ['get odd --kubeconfig /nofile', ['error: stat /nofile: no such file or directory']],
  [
    'get pods --kubeconfig=/nofile --context=odd',
    ['error: stat /nofile: no such file or directory'],
  ],
  ['version --kubeconfig=/nofile', ['error: stat /nofile: no such file or directory']],
  [
    'get pods --kubeconfig=/nofile --odd',
    ['error: unknown flag: --odd', "See 'kubectl get --help' for usage."],
  ],
  [
    'get pods --context=odd',
    ['Error in configuration: context was not found for specified context: odd'],
  ],
  ['get pods --context=odd -n shop', ['error: context "odd" does not exist']],
  ['set env deploy/x a=b --context=odd', ['error: context "odd" does not exist']],
  [
    'set image deploy/x a=b --context odd',
    ['Error in configuration: context was not found for specified context: odd'],
  ],
  [
    'create deployment a --image=x --dry-run=client --context=odd',
    ['error: context "odd" does not exist'],
  ],
  [
    'create token a --context=odd',
    ['Error in configuration: context was not found for specified context: odd'],
  ],
  ['api-resources --context=odd', ['error: context "odd" does not exist']],
  ['get pods --cluster=odd', ['error: no server found for cluster "odd"']],
  ['get pods --cluster=odd -n shop', ['error: cluster "odd" does not exist']],
  ['get pods --user=odd', ['error: auth info "odd" does not exist']],
  ['create deployment a --image=x --user=odd', ['error: auth info "odd" does not exist']],
])('refuses `%s`', (line, stderr) => {
  expect(printed(line)).toEqual({ stdout: [], stderr, exitCode: 1 })
})

test.each([
  ['rollout history deploy/shop -o name', ['replicaset.apps/shop-1']],
  ['rollout history deploy/shop --revision=1 -o jsonpath={.kind}', ['ReplicaSet']],
  ['rollout history ds/agent -o name', ['daemonset.apps/agent', 'daemonset.apps/agent']],
  ['rollout history ds/agent -o jsonpath={.kind}:{..image},', ['DaemonSet:x:1,DaemonSet:x:2,']],
  [
    'create deployment a --image=x --image=y --port=80 --dry-run=client -o jsonpath={..ports}',
    ['[{"containerPort":80}]'],
  ],
  ['-n default create deployment a --image=x -o name', ['deployment.apps/a']],
  ['create -n default secret generic a --from-literal=b=c', ['secret/a created']],
  ['create secret --namespace default generic a --from-literal=b=c', ['secret/a created']],
  ['create --dry-run cm a', ['configmap/a created (dry run)']],
  ['-n default set image deploy/shop a=x', ['deployment.apps/shop image updated']],
  ['set -n default env deploy/shop A=b', ['deployment.apps/shop env updated']],
  ['create priorityclass pc', ['priorityclass.scheduling.k8s.io/pc created']],
  ['create priorityclass pc --dry-run=client -o jsonpath={.value}', ['0']],
  ['get pods --context=podscape -o name', ['pod/web']],
  ['get pods --kubeconfig=admin.conf -o name', ['pod/web']],
  ['create rolebinding a --role=b --user=odd', ['rolebinding.rbac.authorization.k8s.io/a created']],
])('prints for `%s`', (line, stdout) => {
  expect(printed(line)).toEqual({ stdout, stderr: [], exitCode: 0 })
})

test.each([
  ['false', 'orphan'],
  ['true', 'background'],
])('deletes with --cascade=%s and a warning', (word, policy) => {
  expect(printed(`delete deploy shop --wait=false --cascade=${word}`)).toEqual({
    stdout: ['deployment.apps "shop" deleted from default namespace'],
    stderr: [
      `warning: --cascade=${word} is deprecated (boolean value) and can be replaced with --cascade=${policy}.`,
    ],
    exitCode: 0,
  })
})
