// Runs before the first paint, so that the page does not flash in the other theme, and that a new visitor can read at
// once what this is: who has been here has the key that src/view/shell/browser.ts keeps. The chosen theme
// is kept under this key by src/view/shell/theme.ts; without a choice the system's holds.
{
  let theme = null
  let isNew = location.hash.length < 2 && location.search.length < 2
  try {
    theme = localStorage.getItem('podscape.theme')
    isNew &&= !localStorage.getItem('podscape/kept') && !localStorage.getItem('podscape/current')
  } catch {
    // Storage can be forbidden; the system's theme is a good answer.
  }
  // Who shows this page in a frame of his own may say what goes with it.
  const asked = new URLSearchParams(location.search)
  if (asked.has('embed')) theme = asked.get('theme')
  if (theme !== 'light' && theme !== 'dark') {
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  document.documentElement.dataset.theme = theme
  if (isNew) document.documentElement.dataset.visit = 'first'
}
