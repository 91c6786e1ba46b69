// `md5sum`, `sha1sum`, `sha256sum` and `sha512sum`.
import type { Task } from '#sim/task.ts'
import { complain, print, type Invocation } from '../process/command.ts'
import { digestOf, type Algorithm } from '#lib/digests.ts'
import { readInputs } from './inputs.ts'
import { parseOptions } from './options.ts'

/** The digest of each file, or with `-c` whether files still have theirs. */
export function checksum(algorithm: Algorithm): (invocation: Invocation) => Task<number> {
  return function* (invocation) {
    const { flags, operands } = parseOptions(invocation.args, {
      flags: 'cbstwz',
      long: ['check', 'quiet', 'status', 'binary'],
    })
    const { texts, failed } = yield* readInputs(invocation, operands)
    const digest = (text: string): string => {
      invocation.budget.meter.work(text.length * 4)
      return digestOf(algorithm, new TextEncoder().encode(text))
    }
    if (!flags.has('c') && !flags.has('check')) {
      for (const { name, text } of texts) print(invocation, `${digest(text)}  ${name}\n`)
      return failed ? 1 : 0
    }
    const rows = texts.flatMap(({ text }) => text.split('\n').filter((row) => row !== ''))
    let bad = 0
    for (const row of rows) {
      const [, wanted = '', name = ''] = /^([0-9a-f]+) [ *](.+)$/.exec(row) ?? []
      const found = yield* readInputs(invocation, [name])
      const good = !found.failed && digest(found.texts[0]?.text ?? '') === wanted
      if (!good) bad += 1
      if (!flags.has('s') && !flags.has('status'))
        print(invocation, `${name}: ${good ? 'OK' : 'FAILED'}\n`)
    }
    if (bad === 0) return failed ? 1 : 0
    return complain(
      invocation,
      `WARNING: ${bad} of ${rows.length} computed checksums did NOT match`,
    )
  }
}
