// Runs before the first paint, so that the page does not flash in the other theme. The chosen theme
// is kept under this key by src/view/shell/theme.ts; without a choice the system's holds.
{
  let theme = null
  try {
    theme = localStorage.getItem('podscape.theme')
  } catch {
    // Storage can be forbidden; the system's theme is a good answer.
  }
  if (theme !== 'light' && theme !== 'dark') {
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  document.documentElement.dataset.theme = theme
}
