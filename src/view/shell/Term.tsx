// A word of Kubernetes as a link to its page in the documentation.
import type { ReactNode } from 'react'
import { docsPageOf } from '#api/core/docs-pages.ts'
import './term.css'

/** The word, or what stands for it, as a link; plain where no page is known. */
export function Term(props: { readonly word: string; readonly children?: ReactNode }) {
  const { word, children = word } = props
  const page = docsPageOf(word)
  if (page === null) return children
  return (
    <a
      className="term"
      href={page}
      target="_blank"
      rel="noopener noreferrer"
      title={`${word} in the Kubernetes documentation`}
    >
      {children}
    </a>
  )
}
