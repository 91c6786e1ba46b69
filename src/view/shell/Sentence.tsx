// Text of the journal: what stands in backticks is a name and is shown as code. Never read as HTML.

/** Shows `text` with its backticked names as code. */
export function Sentence(props: { readonly text: string }) {
  return props.text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}
