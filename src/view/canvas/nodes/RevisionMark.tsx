// The mark of a revision, the same wherever one is drawn.

/** A filled square for the newest revision, a hollow one for an older one. */
export function RevisionMark({ newest }: { readonly newest: boolean }) {
  return (
    <svg
      className="cv-glyph cv-revision"
      width="11"
      height="11"
      viewBox="0 0 11 11"
      aria-hidden="true"
    >
      <title>{newest ? 'newest revision' : 'older revision'}</title>
      <rect
        x="1.5"
        y="1.5"
        width="8"
        height="8"
        rx="1.5"
        fill={newest ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.4"
      />
    </svg>
  )
}
