// `kubectl create token`: a token of a ServiceAccount, which says what a real one does and is signed by nobody.
// Follows k8s.io/kubectl/pkg/cmd/create/create_token.go (v1.36).
import { timeOf } from '#api/meta/time.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import { PRINT_FLAGS, unfollowed } from '../common-flags.ts'
import { digestOf } from '#lib/digests.ts'
import { parseCommandLine } from '../flags.ts'
import { printValue } from '../output-formats.ts'
import { printText } from '../print-all.ts'
import { parsePrinting, type Printing } from '../printing.ts'
import type { Session } from '../session.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  ...PRINT_FLAGS,
  audience: { kind: 'texts', value: [] },
  'bound-object-kind': { kind: 'text', value: '' },
  'bound-object-name': { kind: 'text', value: '' },
  'bound-object-uid': { kind: 'text', value: '' },
  duration: { kind: 'duration', value: 0 },
} as const

export interface TokenOptions {
  readonly name: string
  readonly namespace: string
  readonly audiences: readonly string[]
  readonly seconds: number
  readonly format: Printing['format']
}

export const createToken: LineCommand<TokenOptions> = {
  name: 'create token',
  use: 'SERVICE_ACCOUNT_NAME',
  flags: FLAGS,
  completes: 'resources',
  changes: false,
  parse,
  run,
}

const HOUR_S = 3600
const KINDS = ['Node', 'Pod', 'Secret']

function parse(words: readonly string[]): ParsedOptions<TokenOptions> {
  const read = parseCommandLine('create token', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const { audience: audiences, duration } = flags
  if (args.length !== 1)
    return usageErrorWithHelp('create token', `exactly one NAME is required, got ${args.length}`)
  if (duration < 0) return usageError('--duration must be greater than or equal to 0')
  if (duration % 1000 !== 0)
    return usageError('--duration cannot be expressed in units less than seconds')
  if (audiences.includes('')) return usageError('--audience must not be an empty string')
  const problem = boundProblem(
    flags['bound-object-kind'],
    flags['bound-object-name'],
    flags['bound-object-uid'],
  )
  if (problem !== null) return usageError(problem)
  const left = unfollowed(read, FLAGS, Object.keys(FLAGS))
  if (left !== null) return left
  const printing = parsePrinting({ ...flags, 'dry-run': 'none' })
  if (!printing.ok) return printing
  const seconds = duration === 0 ? HOUR_S : duration / 1000
  const [name = ''] = args
  return {
    ok: true,
    options: { name, namespace, audiences, seconds, format: printing.printing.format },
  }
}

function boundProblem(kind: string, name: string, uid: string): string | null {
  if (kind === '') {
    if (name !== '') return '--bound-object-name can only be set if --bound-object-kind is provided'
    return uid === ''
      ? null
      : '--bound-object-uid can only be set if --bound-object-kind is provided'
  }
  if (!KINDS.includes(kind)) return `supported --bound-object-kind values are ${KINDS.join(', ')}`
  return name === '' ? '--bound-object-name is required if --bound-object-kind is provided' : null
}

const AUDIENCE = 'https://kubernetes.default.svc.cluster.local'
const LEAST_S = 600

function run(session: Session, options: TokenOptions): number {
  const { name, namespace, seconds, format } = options
  const account = session.client.get('ServiceAccount', namespace, name)
  const fails = (problem: string): 1 => {
    session.err(`error: failed to create token: ${problem}`)
    return 1
  }
  if (account === undefined) return fails(`serviceaccounts ${JSON.stringify(name)} not found`)
  if (seconds < LEAST_S)
    return fails(
      `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: ${seconds}: may not specify a duration less than 10 minutes`,
    )
  const { nowMs } = session.world.clock
  const audiences = options.audiences.length === 0 ? [AUDIENCE] : options.audiences
  const token = tokenOf(options, audiences, account.metadata.uid ?? '', nowMs)
  if (format === null) {
    session.out(token, true)
    return 0
  }
  const response = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timeOf(nowMs) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: null },
    status: { token, expirationTimestamp: timeOf(nowMs + seconds * 1000) },
  }
  const { text, problem } = printValue(response, format)
  printText(session.out, text)
  if (problem === null) return 0
  session.err(`error: ${problem}`)
  return 1
}

/** A JSON Web Token whose signature is a digest. */
function tokenOf(
  { name, namespace, seconds }: TokenOptions,
  audiences: readonly string[],
  uid: string,
  nowMs: number,
): string {
  const now = Math.floor((EPOCH_MS + nowMs) / 1000)
  const claims = {
    aud: audiences,
    exp: now + seconds,
    iat: now,
    iss: AUDIENCE,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
  const signed = [{ alg: 'RS256', kid: 'podscape' }, claims]
    .map((part) => part64(JSON.stringify(part)))
    .join('.')
  return `${signed}.${part64(digestOf('sha512', new TextEncoder().encode(signed)))}`
}

function part64(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCodePoint(byte))
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
