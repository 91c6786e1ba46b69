import { expect, test } from 'vitest'
import { makePod } from '#testing/make-objects.ts'
import type { PodSpec } from '#api/generated/types.ts'
import { mergeOnto } from './merge-apply.ts'

const token = { name: 'kube-api-access-x', mountPath: '/token', readOnly: true }

/** The spec after `wanted` was applied onto `existing`. */
function merged(existing: PodSpec, wanted: PodSpec): unknown {
  const pod = (spec: PodSpec) => ({ ...makePod('web', {}), spec })
  const result = mergeOnto(pod(existing), pod(wanted))
  return result.kind === 'Pod' ? result.spec : undefined
}

test('a new image keeps what admission and defaults gave the container', () => {
  const before = {
    name: 'app',
    image: 'nginx:1',
    imagePullPolicy: 'IfNotPresent',
    volumeMounts: [token],
  }
  expect(
    merged({ containers: [before] }, { containers: [{ name: 'app', image: 'nginx:2' }] }),
  ).toEqual({
    containers: [{ ...before, image: 'nginx:2' }],
  })
})

test('a mount is added beside the one of the token', () => {
  const data = { name: 'data', mountPath: '/data' }
  const before = { containers: [{ name: 'app', volumeMounts: [token] }] }
  const after = { containers: [{ name: 'app', volumeMounts: [data] }] }
  expect(merged(before, after)).toEqual({
    containers: [{ name: 'app', volumeMounts: [data, token] }],
  })
})

test('a volume takes the source of the manifest', () => {
  const before = {
    containers: [],
    volumes: [
      { name: 'v', emptyDir: {} },
      { name: 'token', projected: {} },
    ],
  }
  const after = { containers: [], volumes: [{ name: 'v', configMap: { name: 'c' } }] }
  expect(merged(before, after)).toEqual({
    containers: [],
    volumes: [
      { name: 'v', configMap: { name: 'c' } },
      { name: 'token', projected: {} },
    ],
  })
})

test('a list without a key is replaced', () => {
  const before = { containers: [{ name: 'app', args: ['a', 'b'] }] }
  expect(merged(before, { containers: [{ name: 'app', args: ['c'] }] })).toEqual({
    containers: [{ name: 'app', args: ['c'] }],
  })
})
