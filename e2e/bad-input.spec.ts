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

const workload = (head: string, app: string, more = ''): string =>
  `${head}\nspec:\n  ${more}\n  selector: { matchLabels: { app: ${app} } }\n  template:\n    metadata: { labels: { app: ${app} } }\n    spec: { containers: [{ name: c, image: nginx }] }\n`
const deployment = (name: string, more = ''): string =>
  workload(`apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }`, 'web', more)
const owned = (name: string, owner: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, ownerReferences: [{ apiVersion: v1, kind: ConfigMap, name: ${owner}, uid: 00000000-0000-0000-0000-00000000000${name.length} }] }\n`

/** A CronJob of each minute for a year is in crowds.spec.ts. */
const WORKLOADS: readonly (readonly [text: string, says: RegExp])[] = [
  [
    `apiVersion: v1\nkind: Pod\nmetadata: { name: stranger, labels: { app: web } }\nspec: { containers: [{ name: a, image: nginx }] }\n---\n${workload('apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: { name: rs }', 'web')}`,
    /app=web also selects Pod stranger, which has no owner/,
  ],
  [
    `${deployment('one')}---\n${deployment('two')}`,
    /app=web also selects the Pods of Deployment two/,
  ],
  [`${owned('a', 'bb')}---\n${owned('bb', 'a')}`, /no owner can be there before what it owns/],
  [
    deployment('web', "strategy: { rollingUpdate: { maxUnavailable: '120%' } }"),
    /must not be greater than 100%/,
  ],
  [
    workload(
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: big, annotations: {} }`,
      'web',
      'serviceName: big',
    ).replace(
      'image: nginx',
      `image: nginx, env: [{ name: BIG, value: '${'x'.repeat(1_048_576)}' }]`,
    ),
    /more than the 262144 that are allowed/,
  ],
  [
    'apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata: { name: tab }\nspec: {}\n',
    /no matches for kind "CronTab".*ensure CRDs are installed first/,
  ],
  [
    'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web }\nspec: { minReplicas: 5, maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }\n',
    /must be greater than or equal to minReplicas/,
  ],
]

test('workloads that nobody should write: each is called what it is, and the page stays alive', async ({
  playground,
}) => {
  await playground.open()
  const problems = playground.page.getByRole('region', { name: 'Problems' })
  for (const [text, says] of WORKLOADS) {
    await playground.paste(text)
    await expect(problems).toContainText(says)
  }
  await playground.paste(GOOD)
  await expect(playground.pod('good')).toBeVisible()
})

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
