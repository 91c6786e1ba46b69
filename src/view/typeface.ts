// The letters of the page, so that it looks the same everywhere. They are no part of the style sheet: what is painted
// before any script stands in the HTML, and is not to wait for them.
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'

/** Begins to load them; without them the letters of the system stay. */
export function loadTypeface(): void {
  const face = new FontFace('Inter', `url(${JSON.stringify(inter)}) format('woff2')`, {
    weight: '100 900',
  })
  face.load().then(
    (loaded) => void document.fonts.add(loaded),
    () => {},
  )
}
