import { expect, test } from 'vitest'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { createWatchers } from './watchers.ts'

test('who watches a kind hears what comes, changes and goes of it, with what it was before', () => {
  const watchers = createWatchers()
  const heard: unknown[] = []
  const stop = watchers.watch('Pod', (event) => heard.push(event))
  const [before, after] = [makePod('a'), makePod('a', { labels: { x: 'y' } })]
  watchers.tell(undefined, before)
  watchers.tell(before, after)
  watchers.tell(after, undefined)
  watchers.tell(undefined, undefined)
  watchers.tell(undefined, makeNode('n'))
  expect(heard).toEqual([
    { type: 'ADDED', object: before, old: undefined },
    { type: 'MODIFIED', object: after, old: before },
    { type: 'DELETED', object: after, old: after },
  ])
  stop()
  watchers.tell(undefined, before)
  expect(heard).toHaveLength(3)
})

test('who watches a node hears of its Pods alone, and before all others', () => {
  const watchers = createWatchers()
  const heard: string[] = []
  const hear = (who: string) => (event: { readonly object: ReturnType<typeof makePod> }) =>
    void heard.push(`${who} ${event.object.metadata.name}`)
  watchers.watch('Pod', hear('everybody'))
  const stop = watchers.watchPodsOnNode('n', hear('n'))
  watchers.watchPodsOnNode('n', hear('n too'))
  watchers.watchPodsOnNode('', hear('nowhere'))
  const on = (name: string, nodeName: string) => {
    const pod = makePod(name)
    return { ...pod, spec: { containers: [], ...pod.spec, nodeName } }
  }
  watchers.tell(undefined, on('a', 'n'))
  watchers.tell(undefined, on('b', 'other'))
  watchers.tell(undefined, makePod('c'))
  stop()
  watchers.tell(undefined, on('d', 'n'))
  expect(heard).toEqual([
    'n a',
    'n too a',
    'everybody a',
    'everybody b',
    'nowhere c',
    'everybody c',
    'n too d',
    'everybody d',
  ])
})
