import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'
import { findImage } from './catalogue.ts'
import { parseImageReference } from './reference.ts'

const NOTHING = { repository: '', tag: '' }
const systemOf = (image: string): string => findImage(parseImageReference(image) ?? NOTHING).system

test.for([
  ['nginx:1.27', 'debian'],
  ['nginx:1.27-alpine', 'alpine'],
  ['nginx:alpine', 'alpine'],
  ['nginx:stable-alpine-slim', 'alpine'],
  ['redis:7-alpine3.20', 'alpine'],
  ['mariadb', 'ubuntu'],
  ['alpine:3.20', 'alpine'],
  ['busybox:1.36', 'busybox'],
  ['haproxytech/haproxy-alpine:3.0', 'debian'],
  ['acme/shop:1-alpine', 'full'],
] as const)('%s is of %s', ([image, system]) => {
  expect(systemOf(image)).toBe(system)
})

test('an image on Alpine is smaller, and the same each time', () => {
  const [large, small] = ['nginx:1.27', 'nginx:1.27-alpine'].map((image) =>
    findImage(parseImageReference(image) ?? NOTHING),
  )
  expect(small?.megabytes).toBeLessThan((large?.megabytes ?? 0) / 2)
  expect(findImage({ repository: 'docker.io/library/nginx', tag: 'alpine' })).toBe(small)
})

test.for([
  ['nginx:alpine', 'sh: nosuch: not found\nno bash\nend'],
  ['nginx', 'sh: 1: nosuch: not found\nend'],
  ['postgres:16-alpine', 'sh: nosuch: not found\nend'],
] as const)('the tools of %s are those of its system', ([image, output]) => {
  const script =
    'nosuch; which bash > /dev/null || echo no bash; nginx -v > /dev/null 2>&1; echo end'
  expect(runScript(`exec 2>&1; ${script}`, { image }).output).toBe(output)
})
