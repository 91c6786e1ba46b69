import { expect, test } from 'vitest'
import type { ComponentRecord, Unanswered } from '#api/runtime/records.ts'
import { controlPlaneAt } from './control-plane-state.ts'

const component = (
  name: ComponentRecord['name'],
  state: ComponentRecord['state'],
  how: Unanswered['how'] | null = null,
): ComponentRecord => ({
  kind: 'Component',
  name,
  nodeName: 'control-plane',
  state,
  refusal: how === null ? null : { address: '172.18.0.2:6443', how },
})
const at = (...records: readonly ComponentRecord[]) =>
  controlPlaneAt(new Map(records.map((record) => [`Component/${record.name}`, record])))

test('nothing is said of a control plane that works', () => {
  const well = { deaf: null, schedulerAway: false }
  expect(at()).toEqual(well)
  expect(at(component('kube-apiserver', 'works'), component('kube-scheduler', 'works'))).toEqual(
    well,
  )
})

test.for([
  ['refused', 'nobody answers', /^Nobody answers .* 172\.18\.0\.2:6443: connection refused\./],
  ['no route', 'out of reach', /its machine does not run\./],
  ['no store', 'without etcd', /etcd does not answer it\./],
] as const)('an API server that is deaf (%s) is said to be', ([how, word, why]) => {
  const { deaf } = at(component('kube-apiserver', 'stopped', how))
  expect(deaf?.word).toBe(word)
  expect(deaf?.brief).toBe(`API server: ${word}. What is shown may be out of date.`)
  expect(deaf?.sentence).toMatch(why)
  expect(deaf?.sentence).toMatch(/may be out of date\.$/)
})

test.for(['waits', 'stopped'] as const)('a scheduler that %s does nothing for anybody', (state) => {
  expect(at(component('kube-scheduler', state)).schedulerAway).toBe(true)
})
