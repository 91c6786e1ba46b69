// Keeps the fault of a part from taking the page down.
import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  readonly fallback: ReactNode
  readonly children: ReactNode
}

/** Says that a pane failed, and that the rest goes on. */
export function PaneFault(props: { readonly name: string }) {
  return (
    <p className="empty" role="alert">
      The {props.name} met a fault of Podscape and cannot be shown. Your text is kept; loading the
      page again may help.
    </p>
  )
}

/** Shows `fallback` once something below has failed. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}
