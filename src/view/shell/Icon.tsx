// The few pictures of the page, drawn on a grid of 16. They are decoration: whoever uses one gives
// the control its name.

const PATHS = {
  first: 'M3.5 3v10 M13 3.5v9L6 8z',
  back: 'M11.5 3.5v9L4.5 8z',
  play: 'M4.5 2.8v10.4L13 8z',
  pause: 'M5 3v10 M11 3v10',
  next: 'M4.5 3.5v9l7-4.5z',
  last: 'M12.5 3v10 M3 3.5v9L10 8z',
  close: 'M4 4l8 8 M12 4l-8 8',
  plus: 'M8 3.5v9 M3.5 8h9',
  minus: 'M3.5 8h9',
  fit: 'M2.5 5.5v-3h3 M10.5 2.5h3v3 M13.5 10.5v3h-3 M5.5 13.5h-3v-3',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6z M8 1.5v1.4 M8 13.1v1.4 M1.5 8h1.4 M13.1 8h1.4 M3.4 3.4l1 1 M11.6 11.6l1 1 M12.6 3.4l-1 1 M4.4 11.6l-1 1',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  link: 'M6.8 9.2l2.4-2.4 M7.2 4.9l1.5-1.5a2.7 2.7 0 0 1 3.9 3.9l-1.5 1.5 M8.8 11.1l-1.5 1.5a2.7 2.7 0 0 1-3.9-3.9l1.5-1.5',
  grid: 'M2.5 2.5h4.5v4.5H2.5z M9 2.5h4.5v4.5H9z M2.5 9h4.5v4.5H2.5z M9 9h4.5v4.5H9z',
  list: 'M2.5 4h1 M5.5 4h8 M2.5 8h1 M7.5 8h6 M2.5 12h1 M7.5 12h6',
  left: 'M2.5 3h11v10h-11z M6.5 3v10',
  right: 'M2.5 3h11v10h-11z M9.5 3v10',
  bottom: 'M2.5 3h11v10h-11z M2.5 9h11',
  edit: 'M3 13l.8-3L10.5 3.3l2.2 2.2L6 12.2z M9.3 4.5l2.2 2.2',
  trash: 'M3 4.5h10 M6.5 4.5v-2h3v2 M4.5 4.5l.6 9h5.8l.6-9 M6.8 7v4 M9.2 7v4',
  flag: 'M4 14V2.5 M4 3h8l-2 2.8 2 2.7H4',
  copy: 'M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3',
  chevron: 'M4 6l4 4 4-4',
  file: 'M4 1.8h5.2L12.5 5v9.2H4z M9 2v3.2h3.4',
  code: 'M5.5 4.5L2 8l3.5 3.5 M10.5 4.5L14 8l-3.5 3.5',
  canvas: 'M2.5 2.5h11v11h-11z M5 5h3v2.6H5z M9.2 9h2.3v2.4H9.2z',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 0 0 0-12.4z M8 7.2v4 M8 4.7v.1',
  book: 'M8 4.2C6.4 3 4.4 2.8 2 3v9.6c2.4-.2 4.4 0 6 1.2c1.6-1.2 3.6-1.4 6-1.2V3c-2.4-.2-4.4 0-6 1.2z M8 4.2v9.6',
  terminal: 'M2.5 3h11v10h-11z M5 6l2 2-2 2 M8.5 10.5h2.5',
  lanes: 'M2.5 4h6 M5 8h8.5 M2.5 12h4.5',
  bolt: 'M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z',
  undo: 'M6 3L3 6l3 3 M3 6h6.5a3.5 3.5 0 0 1 0 7H6',
  redo: 'M10 3l3 3-3 3 M13 6H6.5a3.5 3.5 0 0 0 0 7H10',
  share: 'M8 10V2 M5 4.6L8 1.8l3 2.8 M3 8.5v5h10v-5',
} as const

export type IconName = keyof typeof PATHS

const FILLED: ReadonlySet<IconName> = new Set(['first', 'back', 'play', 'next', 'last'])

/** One picture, as large as the text around it wants it. */
export function Icon(props: { readonly name: IconName; readonly size?: number }) {
  const { name, size = 16 } = props
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={FILLED.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'pause' ? 2.6 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
