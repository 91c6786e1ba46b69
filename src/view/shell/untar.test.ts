import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { tarOf } from '#export/tar.ts'
import { isTarName, untar } from './untar.ts'

const LONG = `${'a-long-folder/'.repeat(9)}pod.yaml`
const FILES = [
  { path: 'manifests/web.yaml', text: 'kind: Pod\n' },
  { path: 'notes.bin', text: 'x'.repeat(700) },
  { path: LONG, text: 'ü: 1\n' },
]
const archive = tarOf('shop', FILES)
const isYaml = (path: string): boolean => path.endsWith('.yaml')

test('what is packed can be unpacked, plain and gzipped', async () => {
  const wanted = [
    { path: 'shop/manifests/web.yaml', text: 'kind: Pod\n' },
    { path: `shop/${LONG}`, text: 'ü: 1\n' },
  ]
  expect(await untar(archive, 1e6, isYaml)).toEqual(wanted)
  const packed = new Uint8Array(gzipSync(archive))
  expect(await untar(packed, 1e6, isYaml)).toEqual(wanted)
})

test('the names of GNU tar and of pax are read', async () => {
  const header = (name: string, type: string, content: string): Uint8Array => {
    const [block] = [tarOf('', [{ path: name, text: content }])]
    const made = block.slice(0, 512 + Math.ceil(content.length / 512) * 512)
    made[156] = type.charCodeAt(0)
    return made
  }
  const parts = [
    header('././@LongLink', 'L', 'deep/one.yaml\0'),
    header('short.yaml', '0', 'a: 1'),
    header('PaxHeader', 'x', '30 mtime=1.5\n22 path=my two.yaml\n'),
    header('short.yaml', '0', 'a: 2'),
    new Uint8Array(1024),
  ]
  const bytes = new Uint8Array(parts.flatMap((part) => [...part]))
  expect(await untar(bytes, 1e6, isYaml)).toEqual([
    { path: 'deep/one.yaml', text: 'a: 1' },
    { path: 'my two.yaml', text: 'a: 2' },
  ])
})

test('what is no archive, cut off, or too large is nothing', async () => {
  expect(await untar(new Uint8Array(2000), 1e6, isYaml)).toBeNull()
  expect(await untar(new TextEncoder().encode('kind: Pod'), 1e6, isYaml)).toBeNull()
  const bomb = new Uint8Array(gzipSync(new Uint8Array(3e6)))
  expect(await untar(bomb, 1e6, isYaml)).toBeNull()
  const cut = new Uint8Array(gzipSync(archive)).slice(0, 60)
  expect(await untar(cut, 1e6, isYaml)).toBeNull()
})

test.each([
  ['a.tar', true],
  ['a.tgz', true],
  ['a.TAR.GZ', true],
  ['tar.yaml', false],
])('%s: %s', (name, is) => expect(isTarName(name)).toBe(is))
