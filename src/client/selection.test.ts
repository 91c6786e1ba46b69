import { expect, test } from 'vitest'
import { parseFieldSelector } from '#api/meta/field-selector.ts'
import { makePod } from '#testing/make-objects.ts'
import { selectedEvent } from './selection.ts'

const ON_N1 = { fieldSelector: parseFieldSelector('spec.nodeName=n1') ?? [] }
const unbound = makePod('web')
const bound = makePod('web', { spec: { nodeName: 'n1' } })

test('an object that comes to be selected is added, one that is selected no more is deleted', () => {
  const typeOf = (
    type: 'ADDED' | 'MODIFIED' | 'DELETED',
    old: typeof bound,
    object: typeof bound,
  ) => selectedEvent({ type, object, old: type === 'ADDED' ? undefined : old }, ON_N1)?.type
  expect(typeOf('ADDED', unbound, unbound)).toBeUndefined()
  expect(typeOf('MODIFIED', unbound, bound)).toBe('ADDED')
  expect(typeOf('MODIFIED', bound, bound)).toBe('MODIFIED')
  expect(typeOf('MODIFIED', bound, unbound)).toBe('DELETED')
  expect(typeOf('DELETED', bound, bound)).toBe('DELETED')
  expect(typeOf('DELETED', unbound, unbound)).toBeUndefined()
})
