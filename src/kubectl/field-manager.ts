// As which field manager the commands of kubectl write; what names none is `kubectl` to the API server.
// Follows AddFieldManagerFlagVar of k8s.io/kubectl/pkg/cmd/util/helpers.go and those who call it (v1.36).
import type { Client } from '#client/client.ts'
import type { Narration } from '#sim/world.ts'
import type { Session } from './session.ts'
import type { LineCommand } from './verb.ts'

/** A session whose requests are made as a field manager. */
export function managedSession<S extends Session>(session: S, manager: string): S {
  return { ...session, client: managedClient(session.client, manager) }
}

function managedClient(client: Client, manager: string): Client {
  const by = (narration: Narration): Narration => ({ fieldManager: manager, ...narration })
  return {
    ...client,
    dryRun: () => managedClient(client.dryRun(), manager),
    create: (object, narration) => client.create(object, by(narration)),
    update: (object, narration) => client.update(object, by(narration)),
    patch: (kind, namespace, name, patch, narration) =>
      client.patch(kind, namespace, name, patch, by(narration)),
  }
}

interface Managed<O> {
  readonly options: O
  readonly manager: string
}

/** A command that writes as the manager behind `--field-manager`, or as `own`. */
export function managed<O>(command: LineCommand<O>, own: string): LineCommand<Managed<O>> {
  return {
    ...command,
    parse(words) {
      const parsed = command.parse(words)
      if (!parsed.ok) return parsed
      return { ok: true, options: { options: parsed.options, manager: managerIn(words) || own } }
    },
    run: (session, { options, manager }) => command.run(managedSession(session, manager), options),
  }
}

/** The last value of `--field-manager`; '' for none. */
function managerIn(words: readonly string[]): string {
  const dash = words.indexOf('--')
  const flags = dash < 0 ? words : words.slice(0, dash)
  const at = flags.findLastIndex((word) => /^--field-manager(?:=|$)/.test(word))
  const [, value = words[at + 1] ?? ''] = /^--field-manager=(.*)$/s.exec(words[at] ?? '') ?? []
  return at < 0 ? '' : value
}
