// Which C library and which tools for DNS an image has: they search differently, and say it differently.
import type { Libc } from '../network/resolver.ts'
import type { ImageSpec } from './image-spec.ts'
import { parseImageReference } from './reference.ts'

/** The tools of bind, the `nslookup` of busybox from 1.29 on, or the one before, which asks the C library. */
export type DnsTools = 'bind' | 'busybox' | 'busybox before 1.29'

function tagOf(image: string): string {
  return parseImageReference(image)?.tag ?? ''
}

/** The C library of an image: musl on Alpine, and where the tag says so. */
export function libcOf(spec: ImageSpec, image: string): Libc {
  return spec.system === 'alpine' || tagOf(image).includes('musl') ? 'musl' : 'glibc'
}

/** The tools of an image by its system, and by the version in its tag. */
export function dnsToolsOf(spec: ImageSpec, image: string): DnsTools {
  const isSmall = spec.system === 'busybox' || spec.system === 'alpine'
  if (!isSmall || spec.programs.includes('dig')) return 'bind'
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(tagOf(image)) ?? []
  if (major === undefined || minor === undefined) return 'busybox'
  const isBusybox = spec.names.some((name) => name.endsWith('busybox'))
  const isAlpine = spec.names.includes('alpine')
  const version = Number(major) * 1000 + Number(minor)
  const isOld = (isBusybox && version < 1029) || (isAlpine && version < 3009)
  return isOld ? 'busybox before 1.29' : 'busybox'
}
