import { expect, test } from 'vitest'
import { tarOf } from './tar.ts'

const textAt = (bytes: Uint8Array, from: number, length: number): string =>
  new TextDecoder().decode(bytes.slice(from, from + length)).replace(/\0.*$/s, '')

test('a file stands behind its header, and two empty blocks end the archive', () => {
  const tar = tarOf('scenario', [{ path: 'manifests/web.yaml', text: 'kind: Pod\n' }])
  expect(tar.length).toBe(512 * 4)
  expect(textAt(tar, 0, 100)).toBe('scenario/manifests/web.yaml')
  expect(Number.parseInt(textAt(tar, 124, 12), 8)).toBe(10)
  expect(textAt(tar, 257, 5)).toBe('ustar')
  expect(textAt(tar, 512, 10)).toBe('kind: Pod\n')
})

test('the checksum is that of a header whose checksum is blank', () => {
  const header = tarOf('s', [{ path: 'ä.yaml', text: '' }]).slice(0, 512)
  const stated = Number.parseInt(textAt(header, 148, 7), 8)
  header.fill(32, 148, 156)
  expect(header.reduce((sum, byte) => sum + byte, 0)).toBe(stated)
})

test('a long path is split', () => {
  const path = `nodes/${'n'.repeat(60)}/etc/kubernetes/manifests/${'f'.repeat(40)}.yaml`
  const header = tarOf('scenario', [{ path, text: '' }])
  expect(`${textAt(header, 345, 155)}/${textAt(header, 0, 100)}`).toBe(`scenario/${path}`)
})
