// `kubectl __completeNoDesc`, by which shells ask what Tab offers.
// Follows initCompleteCmd of spf13/cobra v1.10.2 (completions.go).
import { simplified } from '#lib/simplified.ts'
import { complete } from '../completion/complete.ts'
import { directiveText } from '../completion/directive.ts'
import type { Session } from '../session.ts'
import type { LineCommand } from '../verb.ts'

simplified(
  'kubectl-complete',
  'completion by Tab offers the words of `kubectl` without the sentence beside each, as its shells do when they are asked for none.',
)

export interface CompleteOptions {
  readonly words: readonly string[]
}

/** Prints the words, and a line with the directive. */
export const completeNoDesc: LineCommand<CompleteOptions> = {
  name: '__completeNoDesc',
  use: '[command-line]',
  flags: {},
  completes: 'files',
  changes: false,
  parse: (words) => ({ ok: true, options: { words } }),
  run,
}

function run(session: Session, { words }: CompleteOptions): number {
  const found = complete(session, words.length === 0 ? [''] : words)
  for (const word of found.words) session.out(word)
  session.out(`:${found.directive}`)
  session.err(`Completion ended with directive: ${directiveText(found.directive)}`)
  return 0
}
