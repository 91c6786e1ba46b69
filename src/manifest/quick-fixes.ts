// Edits that put right what a diagnostic is about.
import { createPlaces } from '#yaml/positions.ts'
import type { Diagnostic } from '#yaml/types.ts'
import { refusalFixes } from './refusal-fixes.ts'
import type { QuickFix, TextEdit } from './types.ts'

interface Rule {
  readonly pattern: RegExp
  /** The new text for the place of the diagnostic; null when it does not apply. */
  fix(
    found: string,
    match: RegExpExecArray,
  ): { readonly title: string; readonly newText: string } | null
}

const TABS = 'tabs cannot be used for indentation'
const MAX_EDITS = 5000

const RULES: readonly Rule[] = [
  {
    pattern: /; did you mean "([^"]+)"/,
    fix(found, match) {
      const word = match[1] ?? ''
      const quote = /^["']/.exec(found)?.[0] ?? ''
      return { title: `Change to ${word}`, newText: `${quote}${word}${quote}` }
    },
  },
  {
    pattern: /; put the value in quotes$/,
    fix: (found) => ({ title: 'Put the value in quotes', newText: JSON.stringify(found) }),
  },
  {
    pattern: /; write (?:the number|it) without quotes$/,
    fix: (found) => ({ title: 'Remove the quotes', newText: found.replaceAll(/^["']|["']$/g, '') }),
  },
  {
    pattern: /a space is missing after the colon/,
    fix(found) {
      const fixed = found.replace(/^((?:- +)*[^\s:]+):(?=\S)/, '$1: ')
      return fixed === found ? null : { title: 'Add the space', newText: fixed }
    },
  },
  {
    pattern: /^the quote (["']) that opens here is not closed/,
    fix: (found, match) => ({ title: 'Close the quote', newText: `${found}${match[1]}` }),
  },
  {
    pattern: /put it in quotes$|needs quotes$|^template expressions/,
    fix: (found) => ({
      title: 'Put the value in quotes',
      newText: `'${found.replaceAll("'", "''")}'`,
    }),
  },
]

/** The fixes for a diagnostic of `text`; empty when a person has to decide. */
export function quickFixesFor(diagnostic: Diagnostic, text: string): readonly QuickFix[] {
  const { message, range } = diagnostic
  if (message.startsWith(TABS)) return [spacesForTabs(text)]
  const [, namespace] = MISSING_NAMESPACE.exec(message) ?? []
  if (namespace !== undefined) return createNamespace(namespace, text)
  const refused = refusalFixes(diagnostic, text)
  if (refused.length > 0) return refused
  const found = text.slice(range.start.offset, range.end.offset)
  for (const { pattern, fix } of RULES) {
    const match = pattern.exec(message)
    const fixed = match === null ? null : fix(found, match)
    if (fixed !== null) return [{ title: fixed.title, edits: [{ range, newText: fixed.newText }] }]
  }
  return []
}

const MISSING_NAMESPACE = /^namespaces "([^"]+)" not found$/

/** A Namespace in front of all that is applied; none in front of JSON. */
function createNamespace(name: string, text: string): readonly QuickFix[] {
  if (text.trimStart().startsWith('{')) return []
  const newText = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n${text.startsWith('---') ? '' : '---\n'}`
  const range = createPlaces(text).range(0, 0)
  return [{ title: `Create the Namespace ${name}`, edits: [{ range, newText }] }]
}

/** Two spaces for each tab that indents, in the whole text: one alone would not line up. */
function spacesForTabs(text: string): QuickFix {
  const places = createPlaces(text)
  const edits: TextEdit[] = []
  for (const match of text.matchAll(/^(?:[ ]*(?:- +)*)(\t[\t ]*)/gm)) {
    if (edits.length === MAX_EDITS) break
    const tabs = match[1] ?? ''
    const end = match.index + match[0].length
    edits.push({
      range: places.range(end - tabs.length, end),
      newText: tabs.replaceAll('\t', '  '),
    })
  }
  return { title: 'Replace tabs by spaces', edits }
}
