import { describe, expect, test } from 'vitest'
import { framesBetween, pictureAt } from './pictures.ts'
import { entryAtTime } from './recorded.ts'
import { recorded } from './testing/record.ts'

const SHARED = `
apiVersion: v1
kind: Pod
metadata: { name: news }
spec:
  volumes: [{ name: site, emptyDir: {} }]
  initContainers:
    - { name: setup, image: "busybox:1.36", command: [sh, -c, "echo hi > /site/index.html; sleep 3"], volumeMounts: [{ name: site, mountPath: /site }] }
  containers:
    - { name: web, image: "nginx:1.27", ports: [{ containerPort: 80 }], volumeMounts: [{ name: site, mountPath: /usr/share/nginx/html, readOnly: true }] }
`
const CRASH = `
apiVersion: v1
kind: Pod
metadata: { name: crash }
spec: { containers: [{ name: main, image: "busybox:1.36", command: [sh, -c, "sleep 2; exit 1"] }] }
`
const PENDING = `
apiVersion: v1
kind: Pod
metadata: { name: big }
spec: { containers: [{ name: main, image: "nginx:1.27", resources: { requests: { cpu: "16" } } }] }
`
const deployment = (replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: web, image: "nginx:1.27" }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
`

describe('six fixed moments look as they did', () => {
  test.each([
    ['init-container', SHARED, 3000, 'light'],
    ['two-containers-ready', SHARED, 20_000, 'dark'],
    ['crash-loop', CRASH, 12_000, 'light'],
    ['pending', PENDING, 5000, 'light'],
    ['deployment', deployment(3), 10_000, 'dark'],
    ['chips', deployment(24), 10_000, 'light'],
  ] as const)('%s', async (name, manifest, timeMs, theme) => {
    const run = recorded(manifest, `title: ${name}\nseed: 1\nuntil: 30s\n`)
    const svg = pictureAt(run, entryAtTime(run, timeMs), { theme, form: 'wide', link: null })
    await expect(svg).toMatchFileSnapshot(`testing/pictures/${name}.svg`)
  })
})

test('names of others are text in the picture, whatever they are', () => {
  const title = '</title><script>alert(1)</script> & \u0000 \uD800'
  const run = { ...recorded(CRASH), title }
  const svg = pictureAt(run, 0, { theme: 'light', form: 'wide', link: null })
  expect(svg).toContain(
    '<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; \uFFFD \uFFFD</title>',
  )
  expect(svg).not.toContain('<script')
})

test('frames have one size, and stand as long as their sentence takes to be read', () => {
  const run = recorded(SHARED, 'title: t\nuntil: 20s\n')
  const frames = framesBetween(
    run,
    { from: 0, to: run.journal.length - 1 },
    { theme: 'light', form: 'wide' },
  )
  expect(frames.length).toBeGreaterThan(6)
  const sizes = new Set(frames.map(({ svg }) => /viewBox="[^"]*"/.exec(svg)?.[0]))
  expect(sizes.size).toBe(1)
  for (const { delayMs } of frames) {
    expect(delayMs).toBeGreaterThanOrEqual(1200)
    expect(delayMs).toBeLessThanOrEqual(4000)
  }
})
