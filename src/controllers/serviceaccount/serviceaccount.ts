// Every Namespace has the ServiceAccount that its Pods run as when they name none.
// Follows pkg/controller/serviceaccount/serviceaccounts_controller.go (v1.36).
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import { defineController, watching } from '../define-controller.ts'

const DEFAULT = 'default'

export const serviceAccountController = defineController<null>({
  name: 'serviceaccount-controller',
  state: () => null,
  watches: [
    watching('ServiceAccount', ({ type, object }) =>
      type === 'DELETED' && object.metadata.name === DEFAULT
        ? [objectKey('Namespace', undefined, object.metadata.namespace ?? '')]
        : [],
    ),
    watching('Namespace', ({ type, object }) => (type === 'DELETED' ? [] : [keyOf(object)])),
  ],
  sync(run, key) {
    const { name: namespace = '' } = parseKey(key) ?? {}
    const found = run.lister('Namespace').get('', namespace)
    if (found?.status?.phase !== 'Active') return 'done'
    if (run.lister('ServiceAccount').get(namespace, DEFAULT) !== undefined) return 'done'
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: DEFAULT, namespace },
    } as const
    const said = run.narration({
      message: `created ${nameInSentence(account)}`,
      because: `${nameInSentence(found)} has none`,
      level: 'detail',
      kind: 'NamespaceContent',
    })
    const result = run.client.create(account, said)
    return result.ok || result.status.reason === 'AlreadyExists' ? 'done' : 'retry'
  },
})
