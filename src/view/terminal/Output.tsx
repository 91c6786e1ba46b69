// What was printed, as lines of the page: they can be selected, found and read aloud like all text.
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { linesOf, type OutputLine, type Part, partsFor } from '#playground/terminal/output-lines.ts'
import { safeText } from '#playground/terminal/safe-text.ts'
import type { Block } from '#playground/terminal/transcript.ts'
import { clockText } from '#picture/words/format.ts'
import { usePlaygroundActions, usePlaygroundStore } from '../shell/playground-context.tsx'

/** So many lines of one command are drawn at first; the newest. */
const DRAWN = 1000

/** The log, with the prompt at its end; it follows its end unless the person has scrolled up. */
export function Output(props: { readonly blocks: readonly Block[]; readonly children: ReactNode }) {
  const { blocks, children } = props
  const scroller = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  useEffect(() => {
    const element = scroller.current
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight
  })
  return (
    <div
      className="terminal-scroll"
      ref={scroller}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        follows.current = scrollTop + clientHeight >= scrollHeight - 24
      }}
      onClick={(event) => focusPrompt(event.currentTarget)}
    >
      <div className="terminal-log" role="log" aria-label="What the terminal printed">
        {blocks.length === 0 && <Welcome />}
        {blocks.map((block) => (
          <Command key={block.id} block={block} />
        ))}
      </div>
      {children}
    </div>
  )
}

/** A click beside the text is meant for the prompt; one that ends a selection is not. */
function focusPrompt(scroller: HTMLElement): void {
  if (getSelection()?.isCollapsed === false) return
  if (document.activeElement?.closest('.terminal-log button') !== null) return
  scroller.querySelector('textarea')?.focus({ preventScroll: true })
}

function Welcome() {
  return (
    <p className="terminal-welcome">
      kubectl against the cluster at the shown moment. What changes something becomes a flag on the
      timeline; stepping back takes its output back. <code>k</code> is kubectl, the scenario’s files
      are the disk, and <code>grep</code>, <code>awk</code>, <code>watch</code> and loops work.
    </p>
  )
}

const Command = memo(CommandOf, (before, after) => isSame(before.block, after.block))

function isSame(one: Block, other: Block): boolean {
  return (
    one.id === other.id &&
    one.text === other.text &&
    one.atMs === other.atMs &&
    one.runs === other.runs &&
    one.stopped === other.stopped &&
    one.chunks.length === other.chunks.length &&
    one.chunks.every((chunk, index) => chunk === other.chunks[index])
  )
}

function CommandOf({ block }: { readonly block: Block }) {
  const store = usePlaygroundStore()
  const { text, kind, atMs, chunks, prompt, stopped } = block
  const [all, setAll] = useState(false)
  const lines = useMemo(() => linesOf(chunks), [chunks])
  const { world } = store.getState()
  // The names are those of the moment at which the command was drawn first.
  const [cut] = useState(() => partsFor(text, world))
  const hidden = all ? 0 : Math.max(0, lines.length - DRAWN)
  const shown = hidden === 0 ? lines : lines.slice(hidden)
  return (
    <div className="terminal-block">
      {safeText(text)
        .split('\n')
        .map((line, index) => (
          <div className={`terminal-line terminal-typed is-${kind}`} key={index}>
            <time>{index === 0 ? clockText(atMs) : ''}</time>
            <span>
              <b aria-hidden="true">{index > 0 ? '>' : prompt} </b>
              {line}
            </span>
          </div>
        ))}
      {hidden > 0 && (
        <div className="terminal-line">
          <time />
          <button type="button" className="linklike" onClick={() => setAll(true)}>
            Show {hidden} earlier lines
          </button>
        </div>
      )}
      {shown.map((line, index) => (
        <Line
          key={hidden + index}
          line={line}
          cut={cut}
          time={timeBeside(shown[index - 1]?.timeMs ?? atMs, line.timeMs)}
        />
      ))}
      {stopped && (
        <div className="terminal-line is-dim">
          <time />
          <span>^C</span>
        </div>
      )}
    </div>
  )
}

/** The time of a line, where it is another than that of the line before. */
function timeBeside(beforeMs: number, timeMs: number): string {
  const text = clockText(timeMs)
  return text === clockText(beforeMs) ? '' : text
}

interface LineProps {
  readonly line: OutputLine
  readonly cut: (line: string) => readonly Part[]
  readonly time: string
}

const Line = memo(LineOf)

function LineOf({ line, cut, time }: LineProps) {
  const { select } = usePlaygroundActions()
  return (
    <div className={line.isError ? 'terminal-line is-error' : 'terminal-line'}>
      <time>{time}</time>
      <span>
        {cut(line.text).map(({ text, key, isBad }, index) =>
          key === undefined ? (
            isBad === true ? (
              <em key={index}>{text}</em>
            ) : (
              text
            )
          ) : (
            <button type="button" key={index} tabIndex={-1} onClick={() => select(key)}>
              {text}
            </button>
          ),
        )}
      </span>
    </div>
  )
}
