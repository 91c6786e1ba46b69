import { expect, test } from 'vitest'
import { runScenario } from './run-scenario.ts'
import { decodeStaticPod } from './decode-static-pod.ts'

const head = 'apiVersion: v1\nkind: Pod\n'
const containers = 'containers: [{ name: app, image: nginx }]'

test('a static Pod gets the defaults of the API server', () => {
  const text = `${head}metadata: { name: web }\nspec: { ${containers} }`
  const decoded = decodeStaticPod(text, '/etc/kubernetes/manifests/web.yaml')
  expect(decoded).toMatchObject({
    pod: {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        containers: [{ imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log' }],
      },
    },
  })
})

test.for([
  ['a Pod without a name', `spec: { ${containers} }`, 'invalid pod: name is needed for the pod'],
  [
    'a volume that is not there',
    'metadata: { name: web }\nspec: { containers: [{ name: app, image: nginx, volumeMounts: [{ name: data, mountPath: /d }] }] }',
    'invalid pod: [spec.containers[0].volumeMounts[0].name: Not found: "data"]',
  ],
  [
    'two faults',
    'metadata: { name: web }\nspec: { containers: [{ name: App, image: nginx }], restartPolicy: Sometimes }',
    'invalid pod: [spec.containers[0].name: Invalid value: "App": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \'-\', and must start and end with an alphanumeric character (e.g. \'my-name\',  or \'123-abc\', regex used for validation is \'[a-z0-9]([-a-z0-9]*[a-z0-9])?\') spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"]',
  ],
] as const)('a file is refused for %s', ([, rest, error]) => {
  expect(decodeStaticPod(`${head}${rest}`, '/a.yaml')).toEqual({ error })
})

test('an invalid static Pod is named in the journal and never runs; a mirror that is refused is too', () => {
  const folder = 'nodes/worker-1/etc/kubernetes/manifests'
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: 'until: 10s\n' },
    {
      path: `${folder}/bad.yaml`,
      text: `${head}metadata: { name: bad }\nspec: { containers: [{ name: app }] }`,
    },
    {
      path: `${folder}/lost.yaml`,
      text: `${head}metadata: { name: lost, namespace: nowhere }\nspec: { ${containers} }`,
    },
  ])
  const refused = cluster.journal
    .filter(({ kind, level }) => kind.endsWith('Refused') && level === 'step')
    .map(({ message, because }) => `${message} | ${because}`)
  expect(refused).toEqual([
    'ignores the file `/etc/kubernetes/manifests/bad.yaml` | invalid pod: [spec.containers[0].image: Required value]',
    'could not create the mirror of static Pod `nowhere/lost-worker-1` | the API server answered: namespaces "nowhere" not found',
  ])
  const running = cluster.journal.filter(({ kind }) => kind === 'Started')
  expect(running.map(({ message }) => message)).toEqual(['started container `app`'])
})
