import { expect, test } from 'vitest'
import { createEventCorrelator, type PopAny } from './event-correlator.ts'

/** What is written when ten different messages are told and then one of them again. */
function toldAgain(message: string, popAny?: PopAny): string {
  const correlator = createEventCorrelator(popAny)
  const tell = (text: string): string => {
    const facts = {
      involvedObject: { kind: 'Deployment', name: 'web', uid: 'u' },
      source: { component: 'deployment-controller' },
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: text,
    }
    const correlated = correlator.correlate(facts, 0)
    return `${correlated?.message} (${correlated?.count})`
  }
  for (let index = 0; index < 10; index += 1) tell(`message ${index}`)
  return tell(message)
}

test('of ten different messages one is forgotten: the same again is counted up when it is still known', () => {
  expect(toldAgain('message 0')).toBe('(combined from similar events): message 0 (2)')
  expect(toldAgain('message 9')).toBe('message 9 (1)')
  const popLast: PopAny = (count) => count - 1
  expect(toldAgain('message 0', popLast)).toBe('message 0 (2)')
  expect(toldAgain('message 9', popLast)).toBe('(combined from similar events): message 9 (2)')
})
