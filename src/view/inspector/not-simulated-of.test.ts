import { expect, test } from 'vitest'
import { type WorldObject, worldStateOf } from '#client/world.ts'
import type { FileDiagnostic } from '#playground/types.ts'
import { notSimulatedOf } from './not-simulated-of.ts'

const at = (line: number) => ({ offset: 0, line, column: 1 })

function note(line: number, source: FileDiagnostic['source'] = 'scope'): FileDiagnostic {
  const range = { start: at(line), end: at(line) }
  return { path: 'a.yaml', severity: 'info', source, message: `line ${line}`, range }
}

const PLACES = [
  { key: 'Pod/default/a', path: 'a.yaml', startLine: 1, endLine: 9, containers: [] },
  { key: 'ReplicaSet.apps/default/b', path: 'a.yaml', startLine: 11, endLine: 19, containers: [] },
]

test('the notes at the lines of an object are its own, those of its owner count too', () => {
  const child: WorldObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'b-1',
      namespace: 'default',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'b', uid: '1' }],
    },
  }
  const world = worldStateOf([['Pod/default/b-1', child]])
  const state = { diagnostics: [note(3), note(4, 'lint'), note(12), note(30)], places: PLACES }
  expect(notSimulatedOf(state, world, 'Pod/default/a')).toEqual(['line 3'])
  expect(notSimulatedOf(state, world, 'Pod/default/b-1')).toEqual(['line 12'])
  expect(notSimulatedOf(state, world, 'Node//worker-1')).toEqual([])
})
