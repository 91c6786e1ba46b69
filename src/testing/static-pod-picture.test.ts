// What the page says of a static Pod while the API server says something else of its mirror, or has none.
import { expect, test } from 'vitest'
import { createGraphFold } from '#picture/canvas/graph-of.ts'
import { createOverviewFold } from '#picture/inspector/overview-of.ts'
import { lanesOf } from '#picture/timeline/lanes-of.ts'
import { shownPodAt } from '#picture/words/shown-pod.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const MIRROR = 'Pod/default/agent-worker-1'

test('a static Pod runs while its mirror is deleted and made again', () => {
  const files = GALLERY.find(({ id }) => id === 'static-pod')?.files ?? []
  const { cluster } = runScenario(files, { untilMs: 40_000 })
  const { journal, world } = cluster
  const graphOf = createGraphFold()
  const overviewOf = createOverviewFold()
  const said = new Set<string>()
  for (const { id, timeMs } of journal) {
    const state = world.stateAt(id)
    const pod = graphOf(state).pods.find(({ key }) => key === MIRROR)
    const row = overviewOf(state).pods.find(({ key }) => key === MIRROR)
    if (timeMs < 2000 || timeMs > 40_000) continue
    const mirror = state.get(MIRROR)
    said.add(`canvas ${pod?.state.word}`)
    if (row !== undefined) said.add(`overview ${row.word}`)
    if (mirror?.kind === 'Pod') said.add(`inspector ${shownPodAt(state, mirror).state.word}`)
  }
  expect([...said].toSorted()).toEqual(['canvas Running', 'inspector Running', 'overview Running'])
  const lane = lanesOf(journal, 40_000).find(
    ({ role, podKey }) => role === 'pod' && podKey === MIRROR,
  )
  expect(lane?.segments.at(-1)).toMatchObject({ label: 'Running', fromMs: 1363, toMs: 40_000 })
})
