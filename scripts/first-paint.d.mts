import type { Plugin } from 'vite'

/** Which modules the page needs before it can run: known when `plugin` has seen all of them. */
export function firstModules(): {
  readonly isFirst: (id: string) => boolean
  readonly plugin: Plugin
}

/** Puts styles and the theme's script into the built HTML, and names there what the first picture needs. */
export function paintedByHtml(root: string): Plugin

/** Puts the text of the first manifest where the HTML has a comment for it. */
export function firstText(text: string): Plugin
