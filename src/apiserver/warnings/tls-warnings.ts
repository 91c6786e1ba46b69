// What is said of the certificate and the key of a Secret.
// Follows warningsForSecret of pkg/registry/core/secret/strategy.go (v1.36), and X509KeyPair of crypto/tls (Go 1.26).
import { rootPath } from '#api/meta/field-error.ts'
import { simplified } from '#lib/simplified.ts'
import type { Secret } from '#api/generated/types.ts'
import type { AdmissionWarning } from '../admit-types.ts'
import { decodeBase64 } from '../defaults/base64.ts'

simplified(
  'tls-key-pairs',
  'Of the certificate and the key of a Secret only the kinds of their blocks are looked at, not whether they can be read or belong together.',
)

const BLOCK = /-----BEGIN ([^\n]*?)-----[ \t\r]*\n[\s\S]*?-----END \1-----/g

/** The kinds of the PEM blocks of a value in base64, in their order. */
function blocksOf(value: string | undefined): readonly string[] {
  const bytes = decodeBase64(value ?? '')
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes)
  return [...text.matchAll(BLOCK)].map(([, kind = '']) => kind)
}

const isKey = (kind: string): boolean => kind === 'PRIVATE KEY' || kind.endsWith(' PRIVATE KEY')

function certificateProblem(blocks: readonly string[]): string | null {
  if (blocks.includes('CERTIFICATE')) return null
  const [first, ...others] = blocks
  if (first === undefined) return 'tls: failed to find any PEM data in certificate input'
  return others.length === 0 && first.endsWith('PRIVATE KEY')
    ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
    : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${blocks.join(' ')}]`
}

function keyProblem(blocks: readonly string[]): string | null {
  if (blocks.some(isKey)) return null
  const [first, ...others] = blocks
  if (first === undefined) return 'tls: failed to find any PEM data in key input'
  return others.length === 0 && first === 'CERTIFICATE'
    ? 'tls: found a certificate rather than a key in the PEM for the private key'
    : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${blocks.join(' ')}]`
}

/** What is wrong with the pair of a Secret of the type kubernetes.io/tls; nothing of another one. */
export function tlsWarnings({ type, data = {} }: Secret): readonly AdmissionWarning[] {
  if (type !== 'kubernetes.io/tls') return []
  const certificate = certificateProblem(blocksOf(data['tls.crt']))
  const problem = certificate ?? keyProblem(blocksOf(data['tls.key']))
  const path = rootPath('data').key(certificate === null ? 'tls.key' : 'tls.crt')
  return problem === null ? [] : [{ path, message: problem }]
}
