// The prompt: where lines are typed, with history, search and completion as shells have them.
import { useEffect, useId, useRef } from 'react'
import type { Terminal } from '#playground/terminal/types.ts'
import { safeText } from '#playground/terminal/safe-text.ts'
import { takePromptFocus } from '../shell/prompt-focus.ts'
import { usePrompt } from './use-prompt.ts'

interface PromptProps {
  readonly terminal: Terminal
  /** The text of a line that goes on. */
  readonly open: string
  /** What was typed ahead, and waits. */
  readonly ahead: readonly string[]
  readonly busy: boolean
  /** A command is under way at the shown moment. */
  readonly runs: boolean
  /** It goes on without an end: a new line ends it. */
  readonly isEndless: boolean
}

/** One line and what is offered for it. */
export function Prompt({ terminal, open, ahead, busy, runs, isEndless }: PromptProps) {
  const hint = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const prompt = usePrompt({
    terminal,
    field,
    canInterrupt: runs || open !== '' || ahead.length > 0,
  })
  const { value, searches, found, offers } = prompt
  useEffect(() => {
    if (takePromptFocus()) field.current?.focus({ preventScroll: true })
  }, [])
  const mark = open === '' ? terminal.place().prompt : '>'
  return (
    <div className="terminal-prompt">
      {ahead.map((line, index) => (
        <div className="terminal-line terminal-ahead is-dim" key={index}>
          <time />
          <span>{safeText(line)}</span>
        </div>
      ))}
      <div className="terminal-line">
        <time />
        <label className="terminal-entry">
          <b aria-hidden="true">{searches ? 'search:' : mark}</b>
          <textarea
            ref={field}
            aria-label={searches ? 'Search in what was typed' : 'Command line'}
            aria-describedby={hint}
            rows={Math.min(8, value.split('\n').length)}
            value={value}
            placeholder={hintOf(runs && !busy, isEndless && ahead.length === 0)}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            autoCorrect="off"
            enterKeyHint="send"
            onKeyDown={prompt.onKeyDown}
            onChange={(event) => prompt.change(event.target.value)}
          />
        </label>
      </div>
      {searches && (
        <div className="terminal-line is-dim" role="status">
          <time />
          <span>{found ?? (value === '' ? 'type to search, Enter runs it' : 'nothing found')}</span>
        </div>
      )}
      {offers.length > 1 && <Offers words={offers} onChoose={prompt.choose} />}
      <p className="visually-hidden" id={hint}>
        Enter runs the line. Tab completes it; Escape, then Tab leaves. Up and Down go through what
        was typed, Control R searches in it, Control C ends what runs, Control D leaves a shell.
      </p>
    </div>
  )
}

function hintOf(runs: boolean, isEndless: boolean): string {
  if (!runs) return ''
  return isEndless ? 'a new line ends what runs' : 'a new line waits for what runs'
}

const MOST_OFFERS = 120

interface OffersProps {
  readonly words: readonly string[]
  readonly onChoose: (word: string) => void
}

function Offers({ words, onChoose }: OffersProps) {
  const box = useRef<HTMLDivElement>(null)
  // Braces: what scrolling returns in newer browsers is no way to end an effect.
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' })
  })
  const shown = words.slice(0, MOST_OFFERS)
  return (
    <div
      ref={box}
      className="terminal-offers"
      role="group"
      aria-label={`${words.length} completions`}
    >
      {shown.map((word) => (
        <button type="button" key={word} tabIndex={-1} onClick={() => onChoose(word)}>
          {safeText(word.slice(word.lastIndexOf('/', word.length - 2) + 1))}
        </button>
      ))}
      {words.length > shown.length && <span>and {words.length - shown.length} more</span>}
    </div>
  )
}
