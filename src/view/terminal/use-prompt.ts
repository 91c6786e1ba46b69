// What a prompt does: the line that is typed, its completions, and the history with its search.
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import type { Terminal } from '#playground/terminal/types.ts'
import { commonStart, withWord } from './complete-word.ts'
import { addToHistory, readHistory } from './history.ts'

interface Search {
  readonly query: string
  /** Of the found lines the how manieth from the newest. */
  readonly skip: number
}

interface PromptNeeds {
  readonly terminal: Terminal
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** Ctrl+C has something to end. */
  readonly canInterrupt: boolean
}

export interface PromptControls {
  /** What stands in the field: the line, or what is searched for. */
  readonly value: string
  readonly offers: readonly string[]
  readonly searches: boolean
  /** The line of the history that fits what is searched for. */
  readonly found: string | undefined
  change(value: string): void
  choose(word: string): void
  onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void
}

/** Makes them for one prompt. */
export function usePrompt(needs: PromptNeeds): PromptControls {
  const { terminal, field, canInterrupt } = needs
  const [text, setText] = useState('')
  const [offers, setOffers] = useState<readonly string[]>([])
  const [search, setSearch] = useState<Search | null>(null)
  const history = useHistory()
  const found = search === null ? undefined : matchOf(history.lines, search)
  const show = (next: string): void => {
    setText(next)
    setOffers([])
  }
  const change = (next: string): void => {
    show(next)
    history.toEnd()
  }
  const submit = (line: string): void => {
    history.add(line)
    change('')
    setSearch(null)
    terminal.submit(line)
  }
  const complete = async (): Promise<void> => {
    const at = field.current?.selectionStart ?? text.length
    const { from, words, isPart = false } = await terminal.complete(text.slice(0, at))
    const [only] = words
    if (only !== undefined && words.length === 1) {
      change(withWord(text, { from, at }, only, !isPart))
      return
    }
    const start = commonStart(words)
    if (start.length > at - from) setText(withWord(text, { from, at }, start, false))
    setOffers(words)
  }
  const acts: Acts = {
    submit: () => submit(found ?? (search === null ? text : '')),
    complete: () => void complete(),
    walk: (by) => show(history.walk(by, text)),
    interrupt() {
      setSearch(null)
      if (canInterrupt) terminal.interrupt()
      change('')
    },
    clear: () => submit('clear'),
    empty: () => change(''),
    leaveShell() {
      if (terminal.shell().outer !== undefined) submit('exit')
    },
    search: () => setSearch((old) => ({ query: old?.query ?? '', skip: (old?.skip ?? -1) + 1 })),
    escape(element) {
      if (search !== null) setSearch(null)
      else if (offers.length > 0) setOffers([])
      else leave(element)
    },
  }
  return {
    value: search === null ? text : search.query,
    offers,
    searches: search !== null,
    found,
    change: (value) => (search === null ? change(value) : setSearch({ query: value, skip: 0 })),
    choose(word) {
      const from = text.length - (/[^\s'"|;&]*$/.exec(text)?.[0].length ?? 0)
      change(withWord(text, { from, at: text.length }, word))
      field.current?.focus()
    },
    onKeyDown: (event) => onKeyDown(event, text, acts),
  }
}

interface Acts {
  submit(): void
  complete(): void
  /** Backwards (1) or forwards (-1) in the history. */
  walk(by: 1 | -1): void
  interrupt(): void
  clear(): void
  empty(): void
  /** To the shell from which this one was entered. */
  leaveShell(): void
  search(): void
  escape(element: HTMLTextAreaElement): void
}

function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>, text: string, acts: Acts): void {
  const { key, ctrlKey, shiftKey, metaKey, altKey, currentTarget } = event
  if (metaKey || altKey || event.nativeEvent.isComposing) return
  const isMany = text.includes('\n')
  const table: Readonly<Record<string, (() => void) | undefined>> = {
    Enter: shiftKey ? undefined : acts.submit,
    Tab: shiftKey || text.trim() === '' ? undefined : acts.complete,
    ArrowUp: isMany ? undefined : () => acts.walk(1),
    ArrowDown: isMany ? undefined : () => acts.walk(-1),
    Escape: () => acts.escape(currentTarget),
    'Ctrl+c': hasSelection(currentTarget) ? undefined : acts.interrupt,
    'Ctrl+l': acts.clear,
    'Ctrl+u': acts.empty,
    'Ctrl+d': text === '' ? acts.leaveShell : undefined,
    'Ctrl+r': acts.search,
  }
  const act = table[ctrlKey ? `Ctrl+${key.toLowerCase()}` : key]
  if (act === undefined) return
  event.preventDefault()
  event.stopPropagation()
  act()
}

/** What was typed, and where in it the person is: 0 back is the new line, which is kept meanwhile. */
function useHistory() {
  const [lines, setLines] = useState(readHistory)
  const place = useRef({ back: 0, draft: '' })
  return {
    lines,
    add: (line: string) => setLines(addToHistory(lines, line)),
    toEnd: () => void (place.current = { back: 0, draft: '' }),
    /** The line one further back, or forth; `text` is what stands at the prompt. */
    walk(by: 1 | -1, text: string): string {
      const { back, draft } = place.current
      const next = Math.max(0, Math.min(lines.length, back + by))
      place.current = { back: next, draft: back === 0 ? text : draft }
      return next === 0 ? place.current.draft : (lines.at(-next) ?? '')
    },
  }
}

/** Escape at a quiet prompt leaves it, so that Tab is no trap. */
function leave(field: HTMLTextAreaElement): void {
  field.closest('.terminal')?.querySelector<HTMLElement>('.terminal-bar button')?.focus()
}

/** Then Ctrl+C copies. */
function hasSelection({ selectionStart, selectionEnd }: HTMLTextAreaElement): boolean {
  return selectionStart !== selectionEnd || getSelection()?.isCollapsed === false
}

function matchOf(lines: readonly string[], { query, skip }: Search): string | undefined {
  if (query === '') return undefined
  const found = lines.filter((line) => line.includes(query))
  return found.at(-1 - Math.min(skip, Math.max(0, found.length - 1)))
}
