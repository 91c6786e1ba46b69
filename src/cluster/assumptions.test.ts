import { expect, test } from 'vitest'
import type { PodSecurityContext, SecurityContext } from '#api/generated/types.ts'
import { makePod } from '#testing/make-objects.ts'
import { assumptionsOf } from './assumptions.ts'

test.each<[string, PodSecurityContext, SecurityContext, boolean]>([
  ['a Pod that may run as root', {}, {}, false],
  ['a Pod that must not', { runAsNonRoot: true }, {}, true],
  ['a container that must not', {}, { runAsNonRoot: true }, true],
  [
    'a container that may in a Pod that must not',
    { runAsNonRoot: true },
    { runAsNonRoot: false },
    false,
  ],
  ['a Pod that says who', { runAsNonRoot: true, runAsUser: 1000 }, {}, false],
  ['a container that says who', { runAsNonRoot: true }, { runAsUser: 1000 }, false],
])('of %s the user of its image is assumed or not', (_, shared, own, expected) => {
  const container = { name: 'c', image: 'ghcr.io/acme/shop:1', securityContext: own }
  const pod = { ...makePod('web', {}), spec: { containers: [container], securityContext: shared } }
  const about = assumptionsOf(pod).filter(({ message }) => message.includes('taken to run as root'))
  expect(about.map(({ path }) => path.join('.'))).toEqual(
    expected ? ['spec.containers.0.image'] : [],
  )
})
