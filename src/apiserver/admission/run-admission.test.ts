import { expect, test } from 'vitest'
import type { Namespace, Pod, PriorityClass } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { fixedContext } from '../testing/fixed-context.ts'
import type { AdmissionRequest } from './admission-types.ts'
import { pluginFor } from './admission-types.ts'
import { mutate, validateAdmission } from './run-admission.ts'

const pod = (spec: Pod['spec'] = { containers: [] }): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' },
  spec,
})

const GOING: Namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'default' },
  status: { phase: 'Terminating' },
}

const request = <T extends ApiObject>(
  part: Partial<AdmissionRequest<T>> & { readonly object: T },
): AdmissionRequest<T> => ({
  operation: 'CREATE',
  old: null,
  subresource: '',
  context: fixedContext(),
  ...part,
})

test('a plugin is asked about the kinds, operations and subresources that it names', () => {
  const plugin = pluginFor({
    name: 'Test',
    kinds: ['Pod'],
    operations: ['UPDATE'],
    subresources: ['status'],
  })
  const asked = { object: pod(), operation: 'UPDATE', subresource: 'status' } as const
  expect(plugin.handles(request(asked))).toBe(true)
  expect(plugin.handles(request({ ...asked, subresource: '' }))).toBe(false)
  expect(plugin.handles(request({ ...asked, operation: 'DELETE' }))).toBe(false)
  expect(plugin.handles(request({ ...asked, object: GOING }))).toBe(false)
})

test.for([
  ['CREATE', 'pods "web" is forbidden: unable to create new content in namespace default'],
  ['UPDATE', undefined],
  ['DELETE', undefined],
] as const)('%s in a namespace that is going', ([operation, message]) => {
  const context = fixedContext([GOING])
  const { refusal } = mutate(request({ object: pod(), operation, context }))
  if (message === undefined) expect(refusal).toBeNull()
  else expect(refusal?.message).toContain(message)
})

test('the namespaces of the cluster are not deleted', () => {
  const { refusal } = mutate(request({ object: GOING, old: GOING, operation: 'DELETE' }))
  expect(refusal?.message).toBe(
    'namespaces "default" is forbidden: this namespace may not be deleted',
  )
})

test('the PriorityClasses of the system are not deleted', () => {
  const object: PriorityClass = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-node-critical' },
  }
  const { refusal } = mutate(request({ object, old: object, operation: 'DELETE' }))
  expect(refusal?.message).toBe(
    'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
  )
})

test('an update keeps the priority and the tolerations that a Pod was given', () => {
  const old = mutate(request({ object: pod() })).object
  const { object, refusal } = mutate(request({ object: pod(), old, operation: 'UPDATE' }))
  expect(refusal).toBeNull()
  expect(object.spec?.priority).toBe(0)
  expect(object.spec?.preemptionPolicy).toBe('PreemptLowerPriority')
  expect(object.spec?.tolerations).toEqual(old.spec?.tolerations)
  // The account and its token belong to the creation alone.
  expect(object.spec?.serviceAccountName).toBeUndefined()
})

test('a status is not admitted as its object would be', () => {
  const asked = request({ object: pod(), old: pod(), operation: 'UPDATE', subresource: 'status' })
  expect(mutate(asked).object).toBe(asked.object)
})

test('some refuse only what is valid', () => {
  const object = pod({ containers: [], overhead: { cpu: '1' } })
  expect(mutate(request({ object })).refusal).toBeNull()
  expect(validateAdmission(request({ object }))?.message).toContain('Pod Overhead set without')
})
