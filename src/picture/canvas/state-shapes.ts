// The shapes that stand for states, as paths in a square of 12: the canvas, the timeline and exported pictures draw these.
import type { CanvasTone } from './canvas-graph.ts'

export const STATE_SHAPES: Readonly<
  Record<CanvasTone, { readonly path: string; readonly filled: boolean }>
> = {
  run: { path: 'M6 2.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 0 0 0-7.6z', filled: true },
  part: { path: 'M6 2a4 4 0 1 0 0 8a4 4 0 0 0 0-8z M6 2v8 M7.7 3v6 M9.3 4.5v3', filled: false },
  wait: { path: 'M6 1.7a4.3 4.3 0 1 0 0 8.6a4.3 4.3 0 0 0 0-8.6z M6 3.6V6l1.7 1.2', filled: false },
  fail: { path: 'M3 3l6 6 M9 3l-6 6', filled: false },
  done: { path: 'M2.4 6.4l2.4 2.5 4.8-5.6', filled: false },
  term: { path: 'M6 2v6.5 M3 6l3 3 3-3', filled: false },
  idle: { path: 'M6 2.2v0 M9.3 4.1v0 M9.3 7.9v0 M6 9.8v0 M2.7 7.9v0 M2.7 4.1v0', filled: false },
}

/** How wide the line of a shape is that is not filled. */
export const lineWidthOf = (tone: CanvasTone): number =>
  tone === 'wait' || tone === 'part' ? 1.3 : 1.8
