// The letters of the page, so that it looks the same everywhere. They are no part of the style sheet: what is painted
// before any script stands in the HTML, and is not to wait for them.
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'

/** Of so many elements at most the letters change at once: each is laid out anew, and a slow machine is not to stand still for all. */
const MOST_ELEMENTS = 120

/** Begins to load them; without them the letters of the system stay. Where it can't be had, nothing is said. */
export function loadTypeface(): void {
  const face = new FontFace('Inter', `url(${JSON.stringify(inter)}) format('woff2')`, {
    weight: '100 900',
  })
  face.load().then(
    (loaded) => {
      document.fonts.add(loaded)
      void changeLetters(document.documentElement)
    },
    () => {},
  )
}

/** Gives the page the letters, part after part, with a pause after each. */
async function changeLetters(root: HTMLElement): Promise<void> {
  const parts = partsOf(root)
  for (const part of parts) {
    part.toggleAttribute('data-letters', true)
    await nextFrame()
  }
  root.style.setProperty('--letters', 'Inter')
  for (const part of parts) part.removeAttribute('data-letters')
}

function partsOf(element: HTMLElement): readonly HTMLElement[] {
  const isSmall = element.getElementsByTagName('*').length <= MOST_ELEMENTS
  const children = [...element.children].filter((child) => child instanceof HTMLElement)
  return isSmall || children.length === 0 ? [element] : children.flatMap(partsOf)
}

/** After the next picture. Where the tab is hidden there is none, and nothing to wait for either. */
function nextFrame(): Promise<void> {
  if (document.hidden) return Promise.resolve()
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}
