import { expect, test } from 'vitest'
import { nextBest } from './next-best.ts'

test.each([
  [
    'Name:             web\nNamespace:        shop\nPriority:         0\nNode:  worker/1\n',
    'kubectl get pod web -n shop -o yaml',
  ],
  [
    'NAME   READY   STATUS    RESTARTS   AGE\nweb    1/1     Running   0          3s\n',
    'kubectl get nodes,pods -A -o yaml',
  ],
  ['LAST SEEN   TYPE     REASON\n3s  Normal  Pulled\n', 'kubectl get pods,events -o yaml'],
  [
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n',
    'helm template my-release ./chart',
  ],
  ['services:\n  db:\n    image: postgres\n', 'kompose convert --stdout'],
  [
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
    'kubectl kustomize .',
  ],
  ['FROM node:22\nRUN npm ci\n', 'kubectl run web --image=my-image --dry-run=client -o yaml'],
])('%j', (text, command) => {
  expect(nextBest(text)?.command).toBe(command)
})

test('a manifest with an error is not taken for anything else', () => {
  expect(nextBest('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {}\n')).toBeNull()
})
