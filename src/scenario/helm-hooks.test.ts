import { expect, test } from 'vitest'
import { parseScenario } from './parse-scenario.ts'

const OUTPUT = `---
# Source: shop/templates/migrate.yaml
apiVersion: batch/v1
kind: Job
metadata:
  name: shop-migrate
  annotations:
    "helm.sh/hook": pre-install,pre-upgrade
    "helm.sh/hook-weight": "-5"
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: migrate, image: busybox, command: [sh, -c, exit 0]}]
---
# Source: shop/templates/tests/test-connection.yaml
apiVersion: v1
kind: Pod
metadata:
  name: shop-test
  annotations: {"helm.sh/hook": test}
spec: {containers: [{name: wget, image: busybox}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
`

test('an installation runs its own hooks, and no test', () => {
  const { objects, diagnostics } = parseScenario([{ path: 'manifests/shop.yaml', text: OUTPUT }])
  expect(objects.map(({ object }) => object.metadata.name)).toEqual(['shop-migrate', 'shop'])
  const hooks = diagnostics.filter(({ message }) => message.includes('hook of Helm'))
  expect(
    hooks.map(({ severity, message, range }) => [severity, range.start.line, message]),
  ).toEqual([
    ['info', 8, expect.stringContaining('Helm waits for its end')],
    ['info', 21, expect.stringContaining('does not run it, so it is left out')],
  ])
})
