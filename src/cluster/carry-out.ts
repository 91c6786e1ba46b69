// What people do to the cluster: each action is carried out at its time by the home of its verb, and
// whatever comes of it stands in the journal.
import { nameInSentence } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import { narrate } from '#kubectl/session.ts'
import { spawn } from '#sim/task.ts'
import { namespaceContent } from './first-objects.ts'
import type { MachineSession } from './machine/machine-session.ts'
import { type Action, describeAction, verbOf } from './verbs.ts'

/**
 * Carries out one action, at once or along virtual time. What the cluster refuses becomes a journal
 * entry, never an exception; an action that did nothing at all says that.
 */
export function carryOut(session: Omit<MachineSession, 'out' | 'err'>, action: Action): void {
  const { world } = session
  const printed: string[] = []
  const print = (line: string): void => void printed.push(line)
  const before = world.journal.length
  const ended = (): void => {
    if (world.journal.length > before) return
    const message = `changed nothing with \`${describeAction(action)}\``
    const because = printed[0] ?? 'everything was so already'
    world.commit({ ...narrate(message, 'Unchanged'), because }, [])
  }
  const run = verbOf(action).run({ ...session, out: print, err: print }, action)
  if (typeof run === 'number') ended()
  else spawn(run).done.whenSettled(ended)
}

/** The client of a person: a Namespace that is created gets what controllers put into each. */
export function withNamespaceContent(client: Client): Client {
  return {
    ...client,
    create(object, narration) {
      const result = client.create(object, narration)
      if (result.ok && object.kind === 'Namespace')
        fillNamespace(client, result.object.metadata.name)
      return result
    },
  }
}

function fillNamespace(client: Client, namespace = ''): void {
  for (const object of namespaceContent(namespace)) {
    client.create(object, {
      actor: 'kube-controller-manager',
      message: `created ${nameInSentence(object)}`,
      because: `Namespace \`${namespace}\` is new`,
      level: 'detail',
      kind: 'NamespaceContent',
    })
  }
}
