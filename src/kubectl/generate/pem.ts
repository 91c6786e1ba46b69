// What of a pair of certificate and key can be said from their PEM blocks.
// Follows X509KeyPair of Go's crypto/tls/tls.go and Decode of encoding/pem/pem.go (Go 1.26).
import { simplified } from '#lib/simplified.ts'

simplified(
  'kubectl-tls-pair',
  '`kubectl create secret tls` finds a certificate and a key in its files, but does not look into them: whether they belong together is not checked',
)

const BLOCK =
  /(?:^|\n)-----BEGIN ([^\n]*)-----[ \t\r]*\n(?:[^\n:]*:[^\n]*\n)*\s*([A-Za-z\d+/=\s]*?)\s*-----END \1-----/g

/** The types of the blocks in a text, in their order: 'CERTIFICATE', 'RSA PRIVATE KEY'. */
function blocksOf(text: string): readonly string[] {
  return [...text.matchAll(BLOCK)].map(([, type = '']) => type)
}

/** Why two files are no certificate with its key; null when nothing speaks against it. */
export function pairProblem(certificate: string, key: string): string | null {
  const inCertificate = blocksOf(certificate)
  if (!inCertificate.includes('CERTIFICATE')) return `tls: ${noCertificate(inCertificate)}`
  const inKey = blocksOf(key)
  return inKey.some((type) => ` ${type}`.endsWith(' PRIVATE KEY')) ? null : `tls: ${noKey(inKey)}`
}

function noCertificate(skipped: readonly string[]): string {
  const [only] = skipped
  if (only === undefined) return 'failed to find any PEM data in certificate input'
  return skipped.length === 1 && only.endsWith('PRIVATE KEY')
    ? 'failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
    : `failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`
}

function noKey(skipped: readonly string[]): string {
  const [only] = skipped
  if (only === undefined) return 'failed to find any PEM data in key input'
  return skipped.length === 1 && only === 'CERTIFICATE'
    ? 'found a certificate rather than a key in the PEM for the private key'
    : `failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`
}
