import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { JsonFields } from './json-value.ts'
import { mergeLookup } from './merge-schema.ts'
import { applyStrategicMergePatch } from './strategic-merge-patch.ts'
import { createThreeWayMergePatch, type ThreeVersions } from './three-way-merge-patch.ts'

interface Recorded extends ThreeVersions {
  readonly kind: string
  readonly patch: JsonFields
  readonly result: JsonFields
}

// What the real packages made of random manifests; reference/cmd/record-patches asked them.
const file = new URL('../../../conformance/patches/recorded.json', import.meta.url)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[]

test.each(recorded.map((one, index) => ({ ...one, index })))(
  'recorded triple $index of a $kind',
  ({ kind, patch, result, ...versions }) => {
    expect(createThreeWayMergePatch(kind, versions, mergeLookup)).toEqual(patch)
    const outcome = applyStrategicMergePatch(kind, versions.current, patch, mergeLookup)
    expect(outcome.ok ? outcome.object : outcome.message).toEqual(result)
  },
)

const container = (fields: object): JsonFields => ({
  spec: { containers: [{ name: 'app', ...fields }] },
})
const NOTHING: JsonFields = { spec: { containers: [] } }

describe('what apply makes of a Pod', () => {
  const token = { name: 'kube-api-access-x', mountPath: '/token', readOnly: true }
  const data = { name: 'data', mountPath: '/data' }
  const udp = { containerPort: 2345, protocol: 'UDP' }
  const tcp = { containerPort: 2345, protocol: 'TCP' }
  test.each([
    {
      title: 'a new image keeps what defaults gave',
      original: container({ image: 'nginx:1' }),
      modified: container({ image: 'nginx:2' }),
      current: container({ image: 'nginx:1', imagePullPolicy: 'IfNotPresent' }),
      result: container({ image: 'nginx:2', imagePullPolicy: 'IfNotPresent' }),
    },
    {
      title: 'a mount stands beside the one of the token',
      original: container({}),
      modified: container({ volumeMounts: [data] }),
      current: container({ volumeMounts: [token] }),
      result: container({ volumeMounts: [data, token] }),
    },
    {
      title: 'an env that is no longer in the file goes, one of somebody else stays',
      original: container({ env: [{ name: 'A' }, { name: 'B' }] }),
      modified: container({ env: [{ name: 'B' }] }),
      current: container({ env: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] }),
      result: container({ env: [{ name: 'B' }, { name: 'C' }] }),
    },
    {
      title: 'two ports of one number become one',
      original: container({ ports: [udp] }),
      modified: container({ ports: [udp, tcp] }),
      current: container({ ports: [udp] }),
      result: container({ ports: [udp] }),
    },
    {
      title: 'a field that is no longer in the file goes, also when it was changed meanwhile',
      original: { spec: { ...(NOTHING['spec'] as object), nodeSelector: { disk: 'a' } } },
      modified: NOTHING,
      current: { spec: { containers: [], nodeSelector: { disk: 'b' }, nodeName: 'n' } },
      result: { spec: { containers: [], nodeName: 'n' } },
    },
    {
      title: 'a list without a key is replaced',
      original: container({ args: ['a', 'b'] }),
      modified: container({ args: ['c'] }),
      current: container({ args: ['a', 'b'] }),
      result: container({ args: ['c'] }),
    },
  ])('$title', ({ original, modified, current, result }) => {
    const patch = createThreeWayMergePatch('Pod', { original, modified, current }, mergeLookup)
    const outcome = applyStrategicMergePatch('Pod', current, patch, mergeLookup)
    expect(outcome.ok ? outcome.object : outcome.message).toEqual(result)
  })
})
