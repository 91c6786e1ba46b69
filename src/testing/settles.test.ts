import { expect, test } from 'vitest'
import { settlesByItself, whatGoesOn } from '#picture/words/what-goes-on.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const IDS = ['one-pod', 'rollout', 'slow-start', 'wait-for-services', 'crash-loop', 'stateful-set']

test.each(GALLERY.filter(({ id }) => IDS.includes(id)))(
  'whether $id settles by itself is what all that goes on says, at every step',
  ({ files }) => {
    const { cluster } = runScenario(files)
    const { journal, world } = cluster
    const answers = journal
      .filter(({ level }) => level === 'step')
      .map(({ id }) => {
        const state = world.stateAt(id)
        expect(settlesByItself(state), `entry ${id}`).toBe(whatGoesOn(state).settles)
        return settlesByItself(state)
      })
    expect(new Set(answers)).toEqual(new Set([true, false]))
  },
)
