import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createPlayground } from '#playground/playground.ts'
import { PlaygroundProvider } from '#view/shell/playground-context.tsx'
import { createPainter } from '../painter.ts'
import { momentAt } from '#picture/canvas/testing/fixture.ts'
import { shopFront } from '#picture/canvas/testing/shop-front.ts'
import { podLabel } from './PodCard.tsx'
import { PodInside } from './PodInside.tsx'

const { entries, moments } = shopFront()

function webAt(entryId: number) {
  const { nodes } = createPainter()(momentAt(entries, entryId), 'wide')
  const node = nodes.find(({ id }) => id === 'pod:default/web:0000-web')
  if (node?.type !== 'pod') throw new Error('the picture has no Pod web')
  return node.data
}

const unused = (): never => {
  throw new Error('a card asks nothing of the engine')
}

const store = createPlayground({
  port: { check: unused, edit: unused, run: unused, ask: unused, cancel: unused },
  storage: { read: () => null, write: unused },
  files: [],
  theme: 'light',
})

function markupAt(entryId: number): string {
  const { pod, movement } = webAt(entryId)
  return renderToStaticMarkup(
    <PlaygroundProvider store={store}>
      <PodInside pod={pod} movement={movement} focus={null} selection={null} />
    </PlaygroundProvider>,
  )
}

test('screen readers get the name, the state and the place of a Pod', () => {
  expect(podLabel(webAt(moments.pending).pod)).toBe('Pod web, Pending, not on a node')
  expect(podLabel(webAt(moments.init).pod)).toBe('Pod web, Init:2/3, on worker-1')
})

test('containers and volumes are buttons with names', () => {
  const markup = markupAt(moments.clash)
  expect(markup).toContain('aria-label="Sidecar log-shipper, running, reading /logs"')
  expect(markup).toContain('aria-label="Init container wait-for-db, exited 0"')
  expect(markup).toContain('aria-label="Container metrics, CrashLoopBackOff')
  expect(markup).toContain('aria-label="Volume site, emptyDir, 1 file"')
})

test('a write pulses on the wire and names the file', () => {
  expect(markupAt(moments.write)).toContain('write /site/index.html')
  expect(markupAt(moments.write).match(/cv-pulse/g)).toHaveLength(1)
  expect(markupAt(moments.init)).not.toContain('cv-pulse')
})

test('a call names its address and outcome', () => {
  expect(markupAt(moments.call)).toContain('localhost:80: 200 OK')
})
