// The theme: what was chosen, else what the system has. public/theme.js does the same before the
// first paint.
import type { Theme } from '#playground/types.ts'

const KEY = 'podscape.theme'

/** The theme that the page shows. */
export function shownTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'
}

/** Shows a theme and keeps it for the next visit. */
export function applyTheme(theme: Theme): void {
  if (theme === shownTheme()) return
  document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Without storage the choice lasts for this visit.
  }
}
