// What the API server says to every request for objects of a kind that should no longer be used.
// Follows k8s.io/apiserver/pkg/endpoints/deprecation and NewWarningWriter of k8s.io/client-go/rest/warnings.go (v1.36).
import { infoOf, isKind } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import type { Session } from './session.ts'

/** A session whose requests are warned of on standard error, once for each kind. */
export function warningOfKinds(session: Session): Session {
  const { client } = session
  const said = new Set<string>()
  const warn = (kind: string): void => {
    const deprecation = isKind(kind) ? infoOf(kind).deprecation : null
    if (deprecation !== null) err(`Warning: ${deprecation}`)
  }
  // Who changes something prints the warnings of the answer by himself.
  const err = (line: string): void => {
    if (said.has(line)) return
    if (line.startsWith('Warning: ') && line.includes(' is deprecated in v')) said.add(line)
    session.err(line)
  }
  const asking: Pick<Client, 'get' | 'list' | 'watch'> = {
    get: (kind, ...which) => {
      warn(kind)
      return client.get(kind, ...which)
    },
    list: (kind, ...which) => {
      warn(kind)
      return client.list(kind, ...which)
    },
    watch: (kind, ...rest) => {
      warn(kind)
      return client.watch(kind, ...rest)
    },
  }
  return { ...session, err, client: { ...client, ...asking } }
}
