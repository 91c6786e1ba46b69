import { deflateSync } from 'fflate'
import { expect, test } from 'vitest'
import { base64urlOf } from './base64url.ts'
import { decodeLink, encodeLink, type LinkPayload, MAX_LINK_CHARACTERS } from './codec.ts'
import { crc32 } from './crc32.ts'
import { DICTIONARY_V1 } from './dictionary-v1.ts'
import { linkFromUrl } from './link-from-url.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n'
const payload: LinkPayload = {
  files: [
    { path: 'manifests/web.yaml', text: POD },
    { path: 'scenario.yaml', text: 'title: "Grüße 😀 <script>alert(1)</script>"\n' },
  ],
  timeMs: 12_500,
  selection: 'Pod/default/web',
  view: { tab: 'why' },
}

/** A link around any text, with a good checksum of the part that is given. */
function linkAround(json: string): string {
  const sum = crc32(utf8(json)).toString(16).padStart(8, '0')
  return `v1/${base64urlOf(deflateSync(utf8(`["${sum}",${json}]`), { dictionary: utf8(DICTIONARY_V1) }))}`
}

const bodyWith = (part: object): string =>
  JSON.stringify({ files: [['a.yaml', 'x']], timeMs: null, selection: null, view: null, ...part })

test('carries everything there and back, in letters that any address takes', () => {
  const link = encodeLink(payload)
  expect(link).toMatch(/^v1\/[A-Za-z0-9_-]+$/)
  expect(decodeLink(link)).toStrictEqual({ ok: true, payload })
  expect(decodeLink(`#${link}`)).toStrictEqual({ ok: true, payload })
  expect(encodeLink(payload)).toBe(link)
})

// Links that were sent once. They must open for ever: never change a line of this list.
const OLD_LINKS: readonly (readonly [string, LinkPayload])[] = [
  [
    'v1/i1YyTEpLM0xNArZRaZEH4IkYR2qAl75YUgOJXokFAA',
    {
      files: [
        {
          path: 'manifests/web.yaml',
          text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n',
        },
      ],
      timeMs: null,
      selection: null,
      view: null,
    },
  ],
  [
    'v1/i1YyNLawtDQzsFTSQc4DONpl7kWH9xyen6rwYf6MBrwtMiNIiwy5pZWYA2zWQut1pJo7I78AZomyAnBcEdwCA2quRs1xOtCWGbQeBc0-QHOdQjUkRGKUEm2S7NRiYmKUgCmhFj0szAyBUYS7zAC7DqnUAM5E4CwsYgE',
    {
      files: [
        {
          path: 'scenario.yaml',
          text: 'title: Grüße 😀\nuntil: 2m\nactions:\n- at: 20s\n  delete: pod/alone\n',
        },
        {
          path: 'manifests/shop.yaml',
          text: '# two kinds\n{apiVersion: v1, kind: Service, metadata: {name: "a<b>&\\"c"}}\n',
        },
      ],
      timeMs: 61500,
      selection: 'Pod/default/alone',
      view: { tab: 'why', pane: 'canvas' },
    },
  ],
  ['v1/i1ZKNTFNSjQxTVPSQeQBJCMMcOqvrq2NBQA', { files: [], timeMs: 0, selection: null, view: {} }],
]

test.for(OLD_LINKS)('opens the old link %s', ([link, old]) => {
  expect(decodeLink(link)).toStrictEqual({ ok: true, payload: old })
})

test('has a frozen dictionary', () => {
  expect(crc32(utf8(DICTIONARY_V1)).toString(16)).toBe('2f60f0e1')
})

test('says of a cut link that it is cut, and saves what was before the cut', () => {
  const link = encodeLink(payload)
  const cut = decodeLink(link.slice(0, Math.floor(link.length * 0.7)))
  expect(cut).toMatchObject({ ok: false, message: 'This link is cut off: its end is missing.' })
  expect(cut.ok ? '' : cut.saved).toContain('# manifests/web.yaml\napiVersion: v1\nkind: Pod\n')
  for (let length = 3; length < link.length; length += 1) {
    const decoded = decodeLink(link.slice(0, length))
    // The end of the stream alone may be missed: everything was read, and the checksum holds.
    if (decoded.ok)
      expect([length >= link.length - 2, decoded.payload]).toStrictEqual([true, payload])
  }
  expect(decodeLink('v1/')).toMatchObject({ ok: false, saved: null })
})

test('never opens a link with a changed letter', () => {
  const link = encodeLink(payload)
  for (let at = 3; at < link.length; at += 1) {
    for (const letter of ['A', 'z', '!', ' ', '%']) {
      if (link.charAt(at) === letter) continue
      const decoded = decodeLink(link.slice(0, at) + letter + link.slice(at + 1))
      // The last letters hold the end of the stream and bits that belong to no byte.
      if (decoded.ok)
        expect([at >= link.length - 2, decoded.payload]).toStrictEqual([true, payload])
    }
  }
})

test('refuses at once a link that unpacks to a gigabyte', () => {
  // Zeros pack about 1000 to 1: a gigabyte is longer than a link may be, and what fits is stopped half-way.
  const zeros = deflateSync(new Uint8Array(2 ** 24), { level: 9 })
  const bomb = base64urlOf(zeros).slice(0, 20_000)
  expect(decodeLink(`v1/${bomb}`)).toStrictEqual({
    ok: false,
    message: 'This link is refused: it unpacks to more than 2 MiB, which no link of Podscape does.',
    saved: null,
  })
  const gigabyte = `v1/${'A'.repeat(1_400_000)}`
  expect(gigabyte.length).toBeGreaterThan(MAX_LINK_CHARACTERS)
  expect(decodeLink(gigabyte)).toMatchObject({ ok: false, saved: null })
})

test.for([
  ['', 'This is not a link to a scenario: it does not begin with v1/.'],
  ['hello', 'This is not a link to a scenario: it does not begin with v1/.'],
  [
    'v2/abc',
    'This link was made by another version of Podscape (v2), which this page cannot read.',
  ],
  [linkAround('null'), 'This link cannot be opened: it holds no scenario.'],
  [linkAround('{}'), 'This link cannot be opened: it holds no files.'],
  [
    linkAround(bodyWith({ files: [['a.yaml']] })),
    'This link cannot be opened: one of its files has no text.',
  ],
  [
    linkAround(bodyWith({ files: [null] })),
    'This link cannot be opened: one of its files has no text.',
  ],
  [
    linkAround(bodyWith({ files: [['../a', 'x']] })),
    'This link cannot be opened: one of its files has a path that leads outside the scenario.',
  ],
  [
    linkAround(bodyWith({ files: [['/etc/passwd', 'x']] })),
    'This link cannot be opened: one of its files has a path that leads outside the scenario.',
  ],
  [
    linkAround(
      bodyWith({
        files: [
          ['a', 'x'],
          ['a', 'y'],
        ],
      }),
    ),
    'This link cannot be opened: two of its files have the same path.',
  ],
  [
    linkAround(bodyWith({ files: Array.from({ length: 101 }, (_, i) => [`${i}`, '']) })),
    'This link cannot be opened: it holds more than 100 files.',
  ],
  [
    linkAround(bodyWith({ files: [['a', 'x'.repeat(1_100_000)]] })),
    'This link cannot be opened: its files have more than 1 MiB of text.',
  ],
] as const)('refuses a hostile link: %#', ([link, message]) => {
  expect(decodeLink(link)).toMatchObject({ ok: false, message })
})

test('opens a link whose selection was written before keys had the group', () => {
  const old = '{"files":[],"timeMs":0,"selection":"ReplicaSet/default/web","view":{}}'
  expect(decodeLink(linkAround(old))).toMatchObject({
    ok: true,
    payload: { selection: 'ReplicaSet.apps/default/web' },
  })
})

test('drops moments, selections and views that cannot be', () => {
  const wild =
    '{"files":[["a","x"]],"timeMs":1e99,"selection":{"a":1},"view":{"__proto__":{"x":1},"tab":"why","n":1,"a b":"c"},"more":1}'
  expect(decodeLink(linkAround(wild))).toStrictEqual({
    ok: true,
    payload: {
      files: [{ path: 'a', text: 'x' }],
      timeMs: null,
      selection: null,
      view: { tab: 'why' },
    },
  })
})

test.for([
  ['#v1/abc', '', { kind: 'link', fragment: 'v1/abc', embed: false }],
  ['#v9/abc', '?embed=1', { kind: 'link', fragment: 'v9/abc', embed: true }],
  ['#example/one-pod', '?embed', { kind: 'example', id: 'one-pod', embed: true }],
  [
    '#example/../x',
    '',
    { kind: 'unknown', message: 'This address names no example of the gallery.', embed: false },
  ],
  ['', '?yaml=kind%3A%20Pod%0A', { kind: 'yaml', text: 'kind: Pod\n', embed: false }],
  ['#v1/abc', '?yaml=x', { kind: 'link', fragment: 'v1/abc', embed: false }],
  ['', '?yaml=%', { kind: 'yaml', text: '%', embed: false }],
  ['#yaml=kind%3A%20Pod+%C3%BC', '', { kind: 'yaml', text: 'kind: Pod ü', embed: false }],
  [
    '#yaml=%C3',
    '',
    {
      kind: 'unknown',
      message: 'The text in this address is not encoded as an address is.',
      embed: false,
    },
  ],
  ['', '?yaml=&embed=0', { kind: 'nothing', embed: false }],
  ['#', '', { kind: 'nothing', embed: false }],
  [
    '#top',
    '',
    {
      kind: 'unknown',
      message: 'This address names no scenario: it begins neither with v1/ nor with example/.',
      embed: false,
    },
  ],
  [
    '',
    `?yaml=${'a'.repeat(600_000)}`,
    {
      kind: 'unknown',
      message: 'The text in this address is too long: at most 512 KiB are read.',
      embed: false,
    },
  ],
] as const)('reads the address %#', ([hash, search, request]) => {
  expect(linkFromUrl(hash, search)).toStrictEqual(request)
})

test.for([
  ['%2F for the slash', (link: string) => link.replace('/', '%2F')],
  [
    'every letter',
    (link: string) => [...link].map((c) => `%${c.charCodeAt(0).toString(16)}`).join(''),
  ],
  [
    'small and large hexadecimals',
    (link: string) => link.replace('/', '%2f').replaceAll('_', '%5F'),
  ],
  ['the dashes', (link: string) => link.replaceAll('-', '%2D')],
] as const)('opens a link that was percent-encoded: %s', ([, encoded]) => {
  const request = linkFromUrl(`#${encoded(encodeLink(payload))}`, '')
  expect(request.kind === 'link' ? decodeLink(request.fragment) : request).toStrictEqual({
    ok: true,
    payload,
  })
})

test('opens an example whose address was percent-encoded', () => {
  expect(linkFromUrl('#example%2Finit-containers', '')).toMatchObject({
    kind: 'example',
    id: 'init-containers',
  })
})

test('calls a changed character changed, and not a cut', () => {
  const link = encodeLink(payload)
  let cuts = 0
  let changes = 0
  for (let at = 3; at < link.length; at += 1) {
    for (const letter of ['A', 'z', '7', '_']) {
      if (link.charAt(at) === letter) continue
      const decoded = decodeLink(link.slice(0, at) + letter + link.slice(at + 1))
      changes += 1
      if (!decoded.ok && decoded.message.includes('cut off')) cuts += 1
    }
  }
  // A change in the last bits can look exactly like a cut.
  expect(cuts / changes).toBeLessThan(0.02)
})

test('says of a text of a megabyte in the address that it is too long', () => {
  const request = linkFromUrl('', `?yaml=${'a'.repeat(1_048_576)}`)
  expect(request).toMatchObject({
    kind: 'unknown',
    message: 'The text in this address is too long: at most 512 KiB are read.',
  })
})
