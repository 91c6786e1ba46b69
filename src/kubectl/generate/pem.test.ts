import { expect, test } from 'vitest'
import { kubectlStage } from '#testing/conformance/kubectl-stage.ts'

const block = (type: string): string =>
  `-----BEGIN ${type}-----\nMIIB\nAAA=\n-----END ${type}-----\n`

const FILES = {
  'a.txt': 'hello\n',
  'tls.crt': block('CERTIFICATE'),
  'tls.key': `text\n${block('RSA PRIVATE KEY')}`,
}

test.for([
  ['a.txt', 'a.txt', 'failed to find any PEM data in certificate input'],
  ['tls.crt', 'a.txt', 'failed to find any PEM data in key input'],
  [
    'tls.key',
    'tls.crt',
    'failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
  ],
  ['tls.crt', 'tls.crt', 'found a certificate rather than a key in the PEM for the private key'],
])('a certificate of %s with a key of %s is none', ([cert, key, problem]) => {
  const { stderr } = kubectlStage([], FILES).run(`create secret tls t --cert=${cert} --key=${key}`)
  expect(stderr).toEqual([`error: tls: ${problem}`])
})

test('a certificate and a key become a Secret', () => {
  const line = 'create secret tls t --cert=tls.crt --key=tls.key'
  expect(kubectlStage([], FILES).run(line).stdout).toEqual(['secret/t created'])
})
