// `kubectl set serviceaccount` and `kubectl set selector`.
// Follows set_serviceaccount.go and set_selector.go of k8s.io/kubectl/pkg/cmd/set (v1.36).
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import { parseLabels } from '#api/meta/parse-label-selector.ts'
import { parseCommandLine } from '../flags.ts'
import { printDone } from '../printing.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import { changeTemplates, eachOfAll, SET_FLAGS, type SetOptions } from '../set/change-template.ts'
import { parseSetting } from '../set/parse-setting.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

interface AccountOptions extends SetOptions {
  readonly account: string
}

export const setServiceAccount: LineCommand<AccountOptions> = {
  name: 'set serviceaccount',
  use: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  flags: SET_FLAGS,
  completes: 'resources',
  changes: true,
  parse: parseAccount,
  run(session, options) {
    const setting = {
      could: 'set the service account of',
      done: 'serviceaccount updated',
      refused: 'failed to patch ServiceAccountName ',
    }
    const { account } = options
    return changeTemplates(session, options, setting, (spec) => ({
      ...spec,
      serviceAccountName: account,
      serviceAccount: account,
    }))
  },
}

function parseAccount(words: readonly string[]): ParsedOptions<AccountOptions> {
  const read = parseCommandLine('set serviceaccount', SET_FLAGS, words)
  if (!read.ok) return read
  const { args } = read
  const account = args.at(-1)
  if (account === undefined) return usageError('serviceaccount is required')
  const parsed = parseSetting(read, SET_FLAGS, args.slice(0, -1))
  return parsed.ok ? { ok: true, options: { ...parsed.options, account } } : parsed
}

interface SelectorOptions extends SetOptions {
  readonly labels: Readonly<Record<string, string>>
}

export const setSelector: LineCommand<SelectorOptions> = {
  name: 'set selector',
  use: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  flags: SET_FLAGS,
  completes: 'resources',
  changes: true,
  parse: parseSelector,
  run: runSelector,
}

function parseSelector(words: readonly string[]): ParsedOptions<SelectorOptions> {
  const read = parseCommandLine('set selector', SET_FLAGS, words)
  if (!read.ok) return read
  const { args } = read
  const text = args.at(-1)
  if (text === undefined) return usageError('one selector is required')
  const parsed = parseSetting(read, SET_FLAGS, args.slice(0, -1))
  if (!parsed.ok) return parsed
  const labels = parseLabels(text)
  if (!labels.ok) return usageError(labels.message)
  const odd = labels.requirements.find(({ operator }) => operator !== 'In')
  if (odd !== undefined)
    return usageError(
      odd.operator === 'NotIn'
        ? '"!=" is not a valid label selector operator'
        : `match expression [{${odd.key} ${odd.operator} []}] not supported on this object`,
    )
  const entries = labels.requirements.map(({ key, values = [] }) => [key, values[0] ?? ''])
  const chosen = Object.fromEntries(entries) as Record<string, string>
  return { ok: true, options: { ...parsed.options, labels: chosen } }
}

function runSelector(session: Session, options: SelectorOptions): number {
  const one = (object: ApiObject): number => {
    const could = `could not set the selector of ${nameInSentence(object)}`
    if (object.kind !== 'Service')
      return fail(session, could, 'it is no Service', [
        'error: setting a selector is only supported for Services',
      ])
    const next = { ...object, spec: { ...object.spec, selector: options.labels } }
    const { printing } = options
    if (printing.dryRun === 'client') return printDone(session, next, 'selector updated', printing)
    const said = narrate(`set the selector of ${nameInSentence(object)}`, 'Set')
    const result = session.client.update(next, said)
    if (!result.ok) return failRefused(session, 'set the selector of', object, result.status)
    return printDone(session, result.object, 'selector updated', printing)
  }
  return eachOfAll(session, options, 'set the selector of', one)
}
