// Texts of a lesson.
import { Sentence } from '../Sentence.tsx'

/** Paragraphs whose names in backticks are shown as code. */
export function Paragraphs({ texts }: { readonly texts: readonly string[] }) {
  return texts.map((text) => (
    <p key={text}>
      <Sentence text={text} />
    </p>
  ))
}
