// Words to arguments: parameters, command substitution, arithmetic, field splitting and file names.
// Follows POSIX.1-2024, Shell Command Language 2.6, in that order.
import type { Task } from '#sim/task.ts'
import type { Script, Word, WordPart } from 'unbash'
import { evaluate } from './arithmetic.ts'
import { braceAlternatives } from './brace.ts'
import { expandFileNames } from './file-names.ts'
import { expandParameter, plainParameter } from './parameter.ts'
import { escapePattern } from '../text/pattern.ts'
import { abort, MAX_TEXT, spend, variable, type Shell } from './state.ts'

const MAX_FIELDS = 20_000
/** What a piece of a word costs, next to looking at a character. */
const CHUNK_PRICE = 8
/** What a word costs beside its text. */
const WORD_PRICE = 16

/** A stretch of text. `active`: wildcards in it count. `split`: it is cut at the characters of IFS. */
interface Piece {
  readonly text: string
  readonly active: boolean
  readonly split: boolean
}
/** 'break' stands between the parameters of "$@". */
type Chunk = Piece | 'break'

type Field = Piece[]

/** All words as arguments. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const fields: string[] = []
  for (const word of words) {
    for (const parts of alternativesOf(shell, word)) {
      shell.budget.meter.work(WORD_PRICE + parts.length)
      for (const field of splitFields(shell, yield* chunksOf(shell, parts))) {
        shell.budget.meter.hold(lengthOf(shell, field))
        if (fields.length > MAX_FIELDS) break
        fields.push(
          ...expandFileNames(
            shell,
            field.map(patternOf).join(''),
            field.map((piece) => piece.text).join(''),
            hasActive(field),
          ),
        )
      }
      if (shell.leaving !== null) return fields
      if (fields.length > MAX_FIELDS || tooLong(fields)) {
        abort(shell, 'argument list too long')
        return []
      }
    }
  }
  return fields
}

/** A word as one text, neither split nor matched with file names: assignments, targets, case words. */
export function* expandText(shell: Shell, word: Word): Task<string> {
  return joinText(shell, yield* chunksOf(shell, partsOf(word)))
}

/** Parts of a here-document or an arithmetic word as one text. */
export function* expandParts(shell: Shell, parts: readonly WordPart[]): Task<string> {
  return joinText(shell, yield* chunksOf(shell, parts, false))
}

/** A word as a pattern: wildcards that were quoted are escaped. */
export function* expandPattern(shell: Shell, word: Word): Task<string> {
  const chunks = yield* chunksOf(shell, partsOf(word))
  if (lengthOf(shell, chunks) > MAX_TEXT) {
    abort(shell, 'out of memory')
    return ''
  }
  return chunks.map((chunk) => (chunk === 'break' ? ' ' : patternOf(chunk))).join('')
}

/** What a command substitution printed, without the newlines at its end. */
export function* substituteCommand(shell: Shell, script: Script | undefined): Task<string> {
  if (script === undefined) return ''
  const text = yield* shell.interpreter.runSubstitution(shell, script)
  spend(shell.budget, text.length)
  let end = text.length
  while (end > 0 && text.charAt(end - 1) === '\n') end -= 1
  return text.slice(0, end)
}

function partsOf(word: Word): readonly WordPart[] {
  if (word.parts !== undefined) return word.parts
  const { text, value, pos, end } = word
  return [{ type: 'Literal', text, value, pos, end }]
}

function alternativesOf(shell: Shell, word: Word): readonly (readonly WordPart[])[] {
  const parts = partsOf(word)
  const braces = shell.name === 'bash' && parts.some((part) => part.type === 'BraceExpansion')
  return braces ? braceAlternatives(parts, shell.budget.meter) : [parts]
}

function* chunksOf(shell: Shell, parts: readonly WordPart[], isWord = true): Task<Chunk[]> {
  const chunks: Chunk[] = []
  for (const [index, part] of parts.entries()) {
    if (shell.leaving !== null) break
    if (part.type === 'Literal') {
      const text =
        isWord && index === 0 && part.text.startsWith('~')
          ? withHome(shell, part.value)
          : part.value
      chunks.push({ text, active: false, split: false })
    } else {
      const more = yield* chunksOfPart(shell, part)
      shell.budget.meter.work(more.length * CHUNK_PRICE)
      for (const chunk of more) chunks.push(chunk)
    }
    if (shell.leaving !== null) break
  }
  return chunks
}

function* chunksOfPart(shell: Shell, part: WordPart): Task<Chunk[]> {
  const plain = (text: string): Chunk[] => [{ text, active: false, split: false }]
  const open = (text: string): Chunk[] => [{ text, active: true, split: true }]
  switch (part.type) {
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return plain(part.value)
    case 'DoubleQuoted':
    case 'LocaleString':
      return yield* quotedChunks(shell, part.parts)
    case 'Glob':
      return [{ text: part.text, active: true, split: false }]
    case 'SimpleExpansion': {
      const name = part.text.slice(1)
      if (name !== '@' && name !== '*') return open(plainParameter(shell, name))
      return shell.parameters.flatMap((text, index) =>
        index === 0 ? open(text) : ['break' as const, ...open(text)],
      )
    }
    case 'ParameterExpansion':
      return open(yield* expandParameter(shell, part))
    case 'CommandExpansion':
      return open(yield* substituteCommand(shell, part.script))
    case 'ArithmeticExpansion':
      return open(String(yield* evaluate(shell, part.text.replace(/^\$\(\(|^\$\[|\)\)$|\]$/g, ''))))
    default:
      return plain(part.text)
  }
}

/** Double quotes: everything is one text, only "$@" makes several. */
function* quotedChunks(shell: Shell, parts: readonly WordPart[]): Task<Chunk[]> {
  const chunks: Chunk[] = []
  const add = (text: string): void => void chunks.push({ text, active: false, split: false })
  if (parts.length === 0) add('')
  for (const part of parts) {
    if (shell.leaving !== null) break
    const isAll =
      part.type === 'SimpleExpansion'
        ? part.text === '$@'
        : part.type === 'ParameterExpansion' && part.text === '${@}'
    if (isAll) {
      shell.budget.meter.work(shell.parameters.length * 2 * CHUNK_PRICE)
      for (const [index, text] of shell.parameters.entries()) {
        if (index > 0) chunks.push('break')
        add(text)
      }
      continue
    }
    const isJoined =
      part.type === 'SimpleExpansion'
        ? part.text === '$*'
        : part.type === 'ParameterExpansion' && part.text === '${*}'
    if (isJoined) {
      add(shell.parameters.join((variable(shell, 'IFS') ?? ' ').charAt(0)))
      continue
    }
    for (const chunk of yield* chunksOf(shell, [part])) add(chunk === 'break' ? ' ' : chunk.text)
  }
  return chunks
}

/** Cuts at the characters of IFS: blanks in a row count once, every other one ends a field, which may be empty. */
function splitFields(shell: Shell, chunks: readonly Chunk[]): readonly Field[] {
  const separators = variable(shell, 'IFS') ?? ' \t\n'
  const fields: Field[] = []
  let current: Piece[] | null = null
  /** A field was ended by blanks: another separator belongs to them. */
  let afterBlank = false
  const close = (): void => {
    if (current !== null) fields.push(current)
    current = null
  }
  for (const chunk of chunks) {
    if (chunk === 'break') {
      close()
      afterBlank = false
      continue
    }
    if (!chunk.split) {
      current ??= []
      current.push(chunk)
      continue
    }
    spend(shell.budget, chunk.text.length)
    let from = 0
    for (let i = 0; i <= chunk.text.length; i += 1) {
      const character = chunk.text.charAt(i)
      if (character !== '' && !separators.includes(character)) continue
      if (i > from) {
        current ??= []
        current.push({ ...chunk, text: chunk.text.slice(from, i) })
      }
      from = i + 1
      if (character === '') break
      if (' \t\n'.includes(character)) {
        if (current !== null) afterBlank = true
        close()
      } else {
        if (current === null && !afterBlank) current = []
        afterBlank = false
        close()
      }
      if (fields.length > MAX_FIELDS) return fields
    }
  }
  close()
  return fields
}

function joinText(shell: Shell, chunks: readonly Chunk[]): string {
  if (lengthOf(shell, chunks) <= MAX_TEXT)
    return chunks.map((chunk) => (chunk === 'break' ? ' ' : chunk.text)).join('')
  abort(shell, 'out of memory')
  return ''
}

/** How long chunks are together. */
function lengthOf(shell: Shell, chunks: readonly Chunk[]): number {
  shell.budget.meter.work(chunks.length)
  let length = 0
  for (const chunk of chunks) length += chunk === 'break' ? 1 : chunk.text.length
  shell.budget.meter.copy(length)
  return length
}

function patternOf(piece: Piece): string {
  return piece.active ? piece.text : escapePattern(piece.text)
}

function hasActive(field: Field): boolean {
  return field.some((piece) => piece.active && /[*?[]/.test(piece.text))
}

function tooLong(fields: readonly string[]): boolean {
  let length = 0
  for (const field of fields) length += field.length
  return length > MAX_TEXT
}

function withHome(shell: Shell, text: string): string {
  return text === '~' || text.startsWith('~/')
    ? (variable(shell, 'HOME') ?? '/root') + text.slice(1)
    : text
}
