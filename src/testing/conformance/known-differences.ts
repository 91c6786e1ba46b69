// The differences between the recordings and us that have an explanation, as data. A difference that
// none of these explains fails the test.
import type { ConformanceCase } from './case.ts'
import type { DifferenceClass } from './difference-class.ts'
import { COURSE_DIFFERENCES } from './known-course-differences.ts'

export const KNOWN_DIFFERENCES: readonly DifferenceClass[] = [
  ...COURSE_DIFFERENCES,
  {
    name: 'answered by the URL',
    suite: 'api',
    sentence: 'there are no URLs here, so that an object cannot contradict the one it is sent to',
    cases: ['metadata-namespace-mismatch'],
  },
  {
    name: 'states of containers',
    suite: 'api',
    sentence:
      'who writes the status of a Pod writes all of it, and may take a container out of a final state',
    cases: ['status-restart-never'],
  },
  {
    name: 'what a text says',
    suite: 'api',
    sentence:
      'a text is read before it is decoded: of a key that is there twice the last counts, and 1.0 is 1',
    cases: ['decode-duplicate-key', 'decode-integer-as-fraction'],
  },
  {
    name: 'sent to another URL',
    suite: 'api',
    sentence: 'there are no URLs here, so that an object goes where its kind belongs',
    cases: ['decode-other-kind'],
  },
  {
    name: 'one after the other',
    suite: 'kubelet',
    sentence:
      'the statuses of all Pods of a node are written one after the other there, so that the second of two Pods that end in the same 10 ms is written once less',
    cases: ['preempt-both'],
  },
  {
    name: 'a range without an end',
    suite: 'kubectl',
    sentence:
      'what follows a range that is left open is printed once more there, after the last element',
    cases: ["jsonpath-3: get pods -o 'jsonpath={range .items[*]}x'"],
  },
  {
    name: 'the order of fields in Go',
    suite: 'kubectl',
    sentence:
      'what a command made is printed in JSON with its keys in order, and not in the order of Go',
    cases: ['dry-run-client: create deployment d --image=nginx --dry-run=client -o json'],
  },
  {
    name: 'generation of what is only stored',
    suite: 'kubectl',
    sentence: 'a CSIDriver has a generation here from the start',
    cases: ['describe-storageclass-states: describe csidriver drv'],
  },
  {
    name: 'fields that nobody asked about',
    suite: 'kubectl',
    sentence:
      'who manages the fields of an object is known from its first apply on, and not from its creation',
    cases: ['jsonpath-one: get pod a -o jsonpath={.nothing} --allow-missing-template-keys=false'],
  },
  {
    name: 'at the same moment',
    suite: 'kubelet',
    sentence:
      'two things fall on the same millisecond, such as the ticks of two probes, a probe and the stop or the end of its container, or a probe and a sync that decides; which one is first is up to the Go scheduler there, and to the order of timers here',
    cases: ['random-730040'],
  },
]

/** A differing case with the class that explains it; any other case as it is. */
export function classified(tested: ConformanceCase): ConformanceCase {
  if (tested.verdict !== 'differed') return tested
  const found = KNOWN_DIFFERENCES.find(
    ({ suite, cases }) => suite === tested.suite && cases.some((one) => isNamed(one, tested.name)),
  )
  return found === undefined ? tested : { ...tested, classOf: found.name }
}

function isNamed(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
