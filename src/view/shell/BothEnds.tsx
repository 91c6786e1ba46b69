// Names that differ at their end.
import './both-ends.css'

/** Longer ends than this would push out the beginning. */
const LONGEST_END = 12

/** A name in a flex row. Where there is no room its middle goes: by the end the Pods of one owner differ. */
export function BothEnds({ text }: { readonly text: string }) {
  const cut = text.lastIndexOf('-')
  if (cut < 1 || text.length - cut > LONGEST_END) return <span className="ends-start">{text}</span>
  return (
    <span className="both-ends">
      <span className="ends-start">{text.slice(0, cut)}</span>
      <span className="ends-end">{text.slice(cut)}</span>
    </span>
  )
}
