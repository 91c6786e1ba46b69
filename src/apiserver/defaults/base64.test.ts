import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { decodeBase64, decodedLength, encodeBase64 } from './base64.ts'

test('texts are encoded and decoded as Node does it', () => {
  const prng = createPrng('base64')
  for (let length = 0; length < 60; length += 1) {
    const text = Array.from({ length }, () => String.fromCodePoint(prng.next(0x2ff) + 1)).join('')
    const bytes = Buffer.from(text)
    expect(encodeBase64(text)).toBe(bytes.toString('base64'))
    expect(Buffer.from(decodeBase64(bytes.toString('base64')) ?? 'none')).toEqual(bytes)
    expect(decodedLength(bytes.toString('base64'))).toBe(bytes.length)
  }
})

test('every byte is decoded, whatever it stands beside', () => {
  const bytes = Uint8Array.from({ length: 768 }, (_, index) => (index * 7) % 256)
  for (const end of [766, 767, 768]) {
    const part = bytes.slice(0, end)
    expect(decodeBase64(Buffer.from(part).toString('base64'))).toEqual(part)
  }
})

// Go's base64.StdEncoding: lines may be broken anywhere, the padding has to be complete, and nothing else is read.
test.for([
  ['YQ==', 1],
  ['Y\r\nQ=\n=', 1],
  ['', 0],
  ['YQ=', undefined],
  ['YQ', undefined],
  ['Y', undefined],
  ['YWJj=', undefined],
  ['YW J', undefined],
  ['YQ-_', undefined],
  ['====', undefined],
] as const)('%j has %s bytes', ([text, bytes]) => {
  expect(decodeBase64(text)?.length).toBe(bytes)
  expect(decodedLength(text)).toBe(bytes ?? text.length)
})
