// The differences between the recorded courses of controllers and ours, as data.
import type { DifferenceClass } from './difference-class.ts'

/**
 * Courses of controllers that differ: what the real ones do in the course of time was recorded after ours were written.
 * Each is named, so that another one fails the test.
 */
export const COURSE_DIFFERENCES: readonly DifferenceClass[] = [
  {
    name: 'when the limit of requests is reached',
    suite: 'controllers',
    sentence:
      'many Pods become ready at once while a Deployment rolls out, and which request is the one that has to wait is chance: no two recordings are alike',
    cases: ['course-deployment-proportional-three', 'course-deployment-ten'],
  },
]
