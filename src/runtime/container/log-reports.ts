// Tells the journal what a container prints: line by line, or once for all lines of a rule.
import { lineText } from '#api/runtime/log-rules.ts'
import type { LogRecord } from '#api/runtime/records.ts'
import { containerActor, podKeyOf } from '../shared.ts'
import type { Narration } from '#sim/world.ts'
import type { LogParts } from './log.ts'
import type { ContainerParts } from './parts.ts'

interface Printing {
  readonly key: string
  readonly parts: ContainerParts
  say(message: string, narration: Omit<Narration, 'actor' | 'message'>): void
}

/** What a container's log is told to. */
export function logReportsOf(container: Printing): Pick<LogParts, 'emit' | 'rulesChanged'> {
  const { nodeName, record, config, shared } = container.parts
  const { id: containerId, pod } = record
  return {
    emit({ text, stream, rank }) {
      const data = { containerId, line: text, stream, rank: Number.isFinite(rank) ? rank : null }
      container.say(`printed \`${text}\``, { level: 'detail', kind: 'Log', data })
    },
    rulesChanged(rules, about, began) {
      const [first] = about
      if (first === undefined) return
      const every = `${first.everyMs / 1000} s`
      const more = about.length === 1 ? '' : ` and ${about.length - 1} more`
      const shown = `\`${lineText(first.line, first.fromMs, 0)}\`${more}`
      const log: LogRecord = { kind: 'ContainerLog', nodeName, containerId, pod, rules }
      shared.world.commit(
        {
          actor: containerActor(pod, config.name),
          message: began
            ? `prints the same every ${every} from now on: ${shown}`
            : `has printed the same ${first.count ?? 0} times, every ${every}: ${shown}`,
          level: 'detail',
          kind: 'LogRule',
          objects: [container.key, podKeyOf(pod)],
        },
        [[keyOf(container), log]],
      )
    },
  }
}

/** What goes from the state when a container is removed. */
export function logChangesOf(
  container: Pick<Printing, 'parts'>,
): readonly (readonly [string, undefined])[] {
  const key = keyOf(container)
  return container.parts.shared.world.get(key) === undefined ? [] : [[key, undefined]]
}

function keyOf({ parts }: Pick<Printing, 'parts'>): string {
  return `ContainerLog/${parts.nodeName}/${parts.record.id}`
}
