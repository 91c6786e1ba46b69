// The text in a plain text area with the metrics of Monaco: what one sees before Monaco has come.
import type { WantedPlace } from '#playground/types.ts'
import { useEffect, useRef, type CSSProperties, type UIEvent } from 'react'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { offsetOfLine } from './text-places.ts'
import type { ResponsibleLines } from './use-responsible-lines.ts'

/** The height of a line in pixels, the same as in Monaco. */
export const LINE_PX = 19

/** The text of the open file. */
export function PlainEditor(props: {
  readonly wanted: WantedPlace | null
  readonly lines: ResponsibleLines
}) {
  const { wanted, lines } = props
  const path = usePlayground((state) => state.activePath)
  const text = usePlayground(
    (state) => state.files.find((file) => file.path === state.activePath)?.text,
  )
  const { setText } = usePlaygroundActions()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = area.current
    if (element === null || wanted === null || wanted.path !== path) return
    const offset = offsetOfLine(element.value, wanted.line) + wanted.column - 1
    element.focus()
    element.setSelectionRange(offset, offset)
    element.scrollTop = (wanted.line - 4) * LINE_PX
  }, [wanted, path])
  const onScroll = (event: UIEvent<HTMLTextAreaElement>): void => {
    if (gutter.current !== null)
      gutter.current.style.translate = `0 ${-event.currentTarget.scrollTop}px`
  }
  if (text === undefined) return <p className="empty">No file is open.</p>
  const count = text.split('\n').length
  return (
    <div className="plain-editor" style={{ '--line-px': `${LINE_PX}px` } as CSSProperties}>
      <div className="plain-gutter" aria-hidden="true">
        <div ref={gutter}>
          {Array.from({ length: count }, (_, index) => {
            const line = index + 1
            const hot = lines?.path === path && line >= lines.startLine && line <= lines.endLine
            return (
              <span key={line} className={hot ? 'hot' : undefined}>
                {line}
              </span>
            )
          })}
        </div>
      </div>
      <textarea
        ref={area}
        aria-label={`Text of ${path}`}
        value={text}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        onScroll={onScroll}
        onChange={(event) => setText(path, event.target.value)}
      />
    </div>
  )
}
