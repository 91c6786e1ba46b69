import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { answerOf } from './catalogue.ts'
import { parseImageReference } from './reference.ts'
import { nearest, versionOf } from './tags.ts'

/** Image and what a registry says of it. */
const TABLE = `
  exists         nginx nginx:latest nginx:1.27 nginx:1.27.5 nginx:1.7.9 nginx:1.14.2 nginx:1.23.4-alpine nginx:alpine nginx:stable-alpine
  exists         busybox busybox:1.28 busybox:1.36.1 busybox:1.27.2 busybox:musl alpine:3.20 alpine:3.19.1 debian:12 debian:bookworm-slim debian:jessie
  exists         ubuntu:24.04 ubuntu:jammy redis:7 redis:7.2-alpine redis:5 redis:alpine postgres:16 postgres:15-alpine postgres:9.6.24 mysql:5.7 mysql:8.4 mysql:5.7.15
  exists         mongo:7 mongo mongo:4.4.6 python:3.12 python:3.12-slim python:3 node:22 node:0.10.40 node:20-alpine perl:5.34 perl:5.34.0 httpd:2.4 httpd:2.4.57-alpine
  exists         haproxy:2.8 memcached:1.6.8 rabbitmq:3-management bash:5 golang:1.22-alpine
  exists         mariadb:10.6 hello-world memcached:1.4.36-alpine
  newer          nginx:1.31 nginx:1.29.9 redis:8.8.0 busybox:1.38.0 postgres:19 python:3.15 alpine:3.24
  newer          debian:bookworm-20250224-slim
  no_tag         nginx:1.99.99 nginx:1.27.99 nginx:1.27.5.1 nginx:2.99 nginx:lates nginx:mytag nginx:v1.27 nginx:1.27-alpin redis:99 postgres:15.99 alpine:3.99 ubuntu:24.05
  no_tag         python:3.12-slm mysql:latets nginx:does-not-exist nginx:1.27-nonexistent debian:bookwrm node:99 mongo:7.0.99 registry.k8s.io/no-such:1
  no_repository  ngimx nginxx ngnix:1.27 busyboxx bussybox rediss postgresql:15 mysqll:8 mariadbb pyhton:3 nodejs:20 ubunut debain:12 alpin memcache httpdd:2.4 hello-wrold
  no_repository  non-existing-repo/non-existing-image:example does-not-exist docker.io/library/ngimx docker.io/me/no-such
  unknown        openjdk:8-jre openjdk:8u212-jre-alpine ghost:0.7.1 wordpress:4.8-apache cassandra:4.1 traefik:v3.0 caddy:2 worker notes guest base web api app console ghcr.io/acme/shop:1.2 my-app:1.0 frontend adservice registry.k8s.io/nginx:test-cmd registry.k8s.io/pause:3.10 myregistry:5000/nginx:9 quay.io/nginx:x bitnami/kubectl:latest
  exists         nginx@sha256:${'0'.repeat(64)} busybox:1.99@sha256:${'0'.repeat(64)}
`

const rows = TABLE.trim()
  .split('\n')
  .flatMap((line) => {
    const [answer = '', ...images] = line.trim().split(/\s+/)
    return images.map((image) => [image, answer.replace('_', ' ')] as const)
  })

test.for(rows)('%s: %s', ([image, answer]) => {
  const reference = parseImageReference(image)
  expect(reference === undefined ? 'invalid' : answerOf(reference)).toBe(answer)
})

test.for([
  ['nginx:1.27', 'nginx', '1.27.5'],
  ['nginx:1.27-alpine', 'nginx', '1.27.5'],
  ['nginx:1.14.2', 'nginx', '1.14.2'],
  ['nginx:1', 'nginx', '1.29.3'],
  ['nginx', 'nginx', '1.29.3'],
  ['docker.io/library/nginx:alpine', 'nginx', '1.29.3'],
  ['nginx:stable', 'nginx', null],
  ['nginx:1.27@sha256:' + '0'.repeat(64), 'nginx', '1.27.5'],
  ['nginx:1.60.1', 'nginx', '1.60.1'],
  ['postgres:16', 'postgres', '16.11'],
  ['postgres:16.3-bookworm', 'postgres', '16.3'],
  ['postgres:9.6', 'postgres', '9.6.24'],
  ['mysql:8', 'mysql', '8.4.7'],
  ['mysql:lts', 'mysql', null],
  ['python:3.12-slim', 'python', '3.12.12'],
  ['bitnami/nginx:1.25.3-debian-11-r2', 'nginx', '1.25.3'],
  ['bitnami/nginx:1.25', 'nginx', null],
  ['ghcr.io/stefanprodan/podinfo:6.5.0', 'podinfo', '6.5.0'],
  ['acme/web:1.0.0', 'nginx', null],
  ['Not an image', 'nginx', null],
] as const)('%s has %s %s', ([image, name, version]) => {
  expect(versionOf(image, name)).toBe(version)
})

test('says which image a name is a slip of', () => {
  expect(['ngimx', 'pyhton', 'my-app', 'nginx', 'acme/ngimx'].map(nearest)).toEqual([
    'nginx',
    'python',
    null,
    null,
    null,
  ])
})

test('the packed catalogue is what its source says', () => {
  const script = fileURLToPath(new URL('../../../scripts/generate-images.mjs', import.meta.url))
  expect(() => execFileSync(process.execPath, [script, '--check'])).not.toThrow()
})
