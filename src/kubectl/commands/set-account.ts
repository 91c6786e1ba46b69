// `kubectl set serviceaccount` and `kubectl set selector`.
// Follows set_serviceaccount.go and set_selector.go of k8s.io/kubectl/pkg/cmd/set (v1.36).
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import { parseLabels } from '#api/meta/parse-label-selector.ts'
import { unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { parsePrinting, printDone } from '../printing.ts'
import { onEach, parseResources } from '../resources.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import {
  changeTemplates,
  NOT_FOLLOWED,
  SET_FLAGS,
  type SetOptions,
} from '../set/change-template.ts'
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
  const { args, flags, namespace } = read
  const { selector, all, filename: files } = flags
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  const account = args.at(-1)
  if (account === undefined) return usageError('serviceaccount is required')
  const names = args.slice(0, -1)
  const parsed =
    names.length === 0 && files.length > 0
      ? { ok: true as const, resources: [] }
      : parseResources({ args: names, selected: selector !== '', allowEmptySelector: all })
  if (!parsed.ok) return parsed
  const left = unfollowed(
    read,
    SET_FLAGS,
    Object.keys(SET_FLAGS).filter((name) => !NOT_FOLLOWED.includes(name)),
  )
  if (left !== null) return left
  const { resources } = parsed
  return {
    ok: true,
    options: { namespace, resources, selector, files, printing: printing.printing, account },
  }
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
  const { args, flags, namespace } = read
  const { all, filename: files } = flags
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  const text = args.at(-1)
  if (text === undefined) return usageError('one selector is required')
  const parsed = parseResources({
    args: args.slice(0, -1),
    selected: false,
    allowEmptySelector: all,
  })
  if (!parsed.ok) return parsed
  const labels = parseLabels(text)
  if (!labels.ok) return usageError(labels.message)
  const entries = labels.requirements.map(({ key, values = [] }) => [key, values[0] ?? ''])
  return {
    ok: true,
    options: {
      namespace,
      resources: parsed.resources,
      files,
      printing: printing.printing,
      labels: Object.fromEntries(entries) as Record<string, string>,
    },
  }
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
  return onEach(session, options, 'set the selector of', one) ?? 0
}
