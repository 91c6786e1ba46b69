import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

// Packages come from the archive of the release that the image is of.
test.for([
  ['ubuntu:24.04', 'http://archive.ubuntu.com/ubuntu noble'],
  ['ubuntu:jammy', 'http://archive.ubuntu.com/ubuntu jammy'],
  ['debian:12', 'http://deb.debian.org/debian bookworm'],
  ['debian:trixie-slim', 'http://deb.debian.org/debian trixie'],
  ['python:3.11-bullseye', 'http://deb.debian.org/debian bullseye'],
  ['python:3.12', 'http://deb.debian.org/debian bookworm'],
] as const)('apt-get of %s asks %s', ([image, archive]) => {
  const { output } = runScript('apt-get update', { image, limitMs: 60_000 })
  expect(output.split('\n')[0]).toBe(`Get:1 ${archive} InRelease [151 kB]`)
})

test.for([
  ['alpine:3.18', 'v3.18'],
  ['alpine:3.20.3', 'v3.20'],
  ['redis:7-alpine', 'v3.20'],
] as const)('apk of %s asks %s', ([image, release]) => {
  const { output } = runScript('apk add curl', { image, limitMs: 60_000 })
  expect(output).toContain(`fetch https://dl-cdn.alpinelinux.org/alpine/${release}/main/`)
})
