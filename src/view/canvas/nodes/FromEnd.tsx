// Paths and files.

/** A path that is cut at its beginning when there is no room. */
export function FromEnd({ text }: { readonly text: string }) {
  return (
    <span className="cv-ellipsis cv-from-end">
      <bdi>{text}</bdi>
    </span>
  )
}

/** A sheet of paper. */
export function FileGlyph() {
  return (
    <svg
      className="cv-glyph"
      width="11"
      height="12"
      viewBox="0 0 11 12"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <path d="M1.5 1h5l3 3v7h-8z M6.5 1v3h3" strokeWidth="1.1" strokeLinejoin="round" />
    </svg>
  )
}
