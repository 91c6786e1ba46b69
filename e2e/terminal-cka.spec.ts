// The tasks of an exam, typed in the page: each line prints what the real kubectl printed, or what follows from the rule
// that stands beside it (cka-lines.ts, whose lines are one session in cka-session.test.ts).
import { CKA_TASKS } from '../src/cluster/terminal/testing/cka-lines.ts'
import { expect, test } from './test.ts'

test.describe.configure({ timeout: 240_000 })

for (const { name, manifests, lines } of CKA_TASKS) {
  test(`the tasks about ${name} print what the real kubectl prints`, async ({ terminal }) => {
    expect(lines.length).toBeGreaterThan(15)
    await terminal.open(`?yaml=${encodeURIComponent(manifests)}`)
    for (const { line, prints } of lines) {
      const printed = (await terminal.run(line)).replaceAll('\u00A0', ' ').trimEnd()
      if (typeof prints === 'string')
        expect.soft({ line, printed }).toEqual({ line, printed: prints.trimEnd() })
      else expect.soft(printed, line).toMatch(prints)
    }
  })
}
