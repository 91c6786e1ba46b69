// Every Namespace has the certificate by which its Pods know the API server.
// Follows pkg/controller/certificates/rootcacertpublisher/publisher.go (v1.36).
import type { ConfigMap } from '#api/generated/types.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import { defineController, watching } from '../define-controller.ts'

export const ROOT_CA_NAME = 'kube-root-ca.crt'
const DATA = {
  'ca.crt': '-----BEGIN CERTIFICATE-----\n(simulated)\n-----END CERTIFICATE-----\n',
}
const DESCRIPTION = {
  'kubernetes.io/description':
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
}

export const rootCaPublisher = defineController<null>({
  name: 'root-ca-certificate-publisher-controller',
  state: () => null,
  watches: [
    watching('ConfigMap', ({ type, object }) =>
      type !== 'ADDED' && object.metadata.name === ROOT_CA_NAME
        ? [objectKey('Namespace', undefined, object.metadata.namespace ?? '')]
        : [],
    ),
    watching('Namespace', ({ type, object }) => (type === 'DELETED' ? [] : [keyOf(object)])),
  ],
  sync(run, key) {
    const { name: namespace = '' } = parseKey(key) ?? {}
    const found = run.lister('Namespace').get('', namespace)
    if (found?.status?.phase !== 'Active') return 'done'
    const old = run.lister('ConfigMap').get(namespace, ROOT_CA_NAME)
    if (old !== undefined && equal(old.data, DATA)) return 'done'
    const next: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: ROOT_CA_NAME, namespace, annotations: DESCRIPTION },
      data: DATA,
    }
    const said = run.narration({
      message: `${old === undefined ? 'created' : 'restored'} ${nameInSentence(next)}`,
      because: `${nameInSentence(found)} ${old === undefined ? 'has none' : 'had another one'}`,
      level: 'detail',
      kind: 'NamespaceContent',
    })
    const result =
      old === undefined
        ? run.client.create(next, said)
        : run.client.update({ ...old, data: DATA }, said)
    return result.ok || result.status.reason === 'AlreadyExists' ? 'done' : 'retry'
  },
})
