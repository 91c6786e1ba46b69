// Whatever is pasted or linked: a clear sentence with its place, the page stays alive, nothing is lost.
import { deflateRawSync } from 'node:zlib'
import { expect, test } from './test.ts'

const GOOD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: good }\nspec: { containers: [{ name: a, image: nginx }] }\n'

const TEXTS: readonly (readonly [name: string, text: string, says: RegExp | null])[] = [
  ['an empty text', '', null],
  ['only comments', '# nothing\n# at all\n', null],
  ['a tab', 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n', /tab/i],
  ['a binary file', '\u0000\u0001\u0002PNG\u0000\u0003', /./],
  ['5 MB of text', `# ${'x'.repeat(5_000_000)}\n`, null],
  ['34 MB of text', `# ${'x'.repeat(34_000_000)}\n`, /MiB|too (large|long)/],
  [
    'an alias bomb',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`).join('\n')}\n`,
    /alias/i,
  ],
  ['a depth of 10,000', `${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, /deep|depth|nest/i],
  ['duplicate keys', `${GOOD}metadata: { name: again }\n`, /duplicate key/],
  ['__proto__ keys', `${GOOD}__proto__: { polluted: true }\n`, /unknown field "__proto__"/],
  [
    'an unknown kind',
    'apiVersion: v1\nkind: Pud\nmetadata: { name: web }\n',
    /no matches for kind "Pud"/,
  ],
  [
    'a kind that is not simulated yet',
    'apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nmetadata: { name: web }\n',
    /not simulated/,
  ],
  [
    'HTML everywhere',
    `apiVersion: v1\nkind: Pod\nmetadata: { name: "<b>x</b>" }\nspec: { containers: [{ name: "<i>", image: "<script>alert(1)</script>" }] }\n`,
    /Invalid value/,
  ],
]

for (const [name, text, says] of TEXTS) {
  test(name, async ({ playground }) => {
    const { page } = playground
    await playground.open()
    await playground.paste(text)
    if (says !== null)
      await expect(page.getByRole('region', { name: 'Problems' })).toContainText(says)
    // The page is alive: a good text runs again.
    await playground.paste(GOOD)
    await expect(playground.pod('good')).toBeVisible()
    expect(await page.evaluate(() => Reflect.get({}, 'polluted'))).toBeUndefined()
  })
}

const base64url = (bytes: Buffer): string => bytes.toString('base64url')

const LINKS: readonly (readonly [name: string, fragment: () => string, says: RegExp])[] = [
  ['a link of nonsense', () => '#v1/%%%%', /link/i],
  ['a link of another version', () => '#v9/abc', /another version/],
  [
    'a link that inflates to a gigabyte',
    () => `#v1/${base64url(deflateRawSync(Buffer.alloc(300_000_000), { level: 9 }))}`,
    /link/i,
  ],
  ['an example that does not exist', () => '#example/no-such-example', /no example/i],
  ['an address that names nothing', () => '#something', /names no scenario/],
]

for (const [name, fragment, says] of LINKS) {
  test(name, async ({ playground }) => {
    await playground.open(fragment())
    await expect(playground.page.getByText(says).first()).toBeVisible()
    await expect(playground.pod('web')).toBeVisible()
  })
}

test('a link cut in the middle gives back what can be read of it', async ({ playground }) => {
  const { page } = playground
  await playground.open('#example/init-fails')
  await playground.button('Copy link').click()
  await expect(page.getByRole('status', { name: 'Notice' })).toContainText('opied')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto('about:blank')
  await playground.open(
    link.slice(
      link.indexOf('#'),
      link.indexOf('#') + Math.floor((link.length - link.indexOf('#')) * 0.7),
    ),
  )
  await expect(page.getByText(/This link is (cut off|damaged)/)).toBeVisible()
})
