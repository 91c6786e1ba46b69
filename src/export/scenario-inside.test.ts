import { describe, expect, test } from 'vitest'
import { decodeLink, encodeLink } from '#scenario/codec.ts'
import {
  MOST_PICTURE_BYTES,
  scenarioInside,
  withScenario,
  withScenarioInGif,
  withScenarioInPng,
} from './scenario-inside.ts'

const files = [
  { path: 'manifests/web.yaml', text: `# ${'a long text that differs '.repeat(40)}\nkind: Pod\n` },
]
const link = encodeLink({ files, timeMs: 4200, selection: null, view: null })
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const PNG = Uint8Array.from({ length: 60 }, (_, index) => index)
const GIF = Uint8Array.of(0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 2, 3, 0x3b)

describe('a scenario comes out of a picture as it was put in', () => {
  test.each([
    ['SVG', bytesOf(withScenario('<svg><style></style></svg>', link))],
    ['PNG', withScenarioInPng(PNG, link)],
    ['GIF', withScenarioInGif(GIF, link)],
  ])('%s', (_, bytes) => {
    const found = scenarioInside(bytes)
    expect(found).toBe(link)
    expect(decodeLink(found ?? '')).toMatchObject({ ok: true, payload: { timeMs: 4200, files } })
  })
})

test('a chunk of a PNG stands behind its header with its length and checksum', () => {
  const png = withScenarioInPng(PNG, 'v1/AA')
  const view = new DataView(png.buffer)
  expect(view.getUint32(33)).toBe('Podscape\0podscape:v1/AA'.length)
  expect(new TextDecoder().decode(png.subarray(37, 41))).toBe('tEXt')
  expect([...png.subarray(0, 33)]).toEqual([...PNG.subarray(0, 33)])
  expect([...png.subarray(-27)]).toEqual([...PNG.subarray(33)])
})

test('what is no scenario is none, and nothing throws', () => {
  expect(scenarioInside(bytesOf('<svg><text>podscape</text></svg>'))).toBeNull()
  expect(scenarioInside(new Uint8Array())).toBeNull()
  expect(scenarioInside(new Uint8Array(MOST_PICTURE_BYTES + 1))).toBeNull()
  const broken = scenarioInside(bytesOf('<metadata>podscape:v1/AAAA</metadata>'))
  expect(broken).toBe('v1/AAAA')
  expect(decodeLink(broken ?? '').ok).toBe(false)
  // A length byte that lies, and letters without an end.
  expect(scenarioInside(Uint8Array.of(0x47, 200, ...bytesOf('podscape:v1/xx')))).toBe('v1/xx')
  const endless = scenarioInside(bytesOf(`podscape:v1/${'A'.repeat(2_000_000)}`)) ?? ''
  expect(decodeLink(endless)).toMatchObject({
    ok: false,
    message: expect.stringContaining('too long'),
  })
})
