// What checks definitions and their objects. Here it is there from the start; in the page's worker `late-of-page.ts` stands
// in for this file (vite.config.ts), which loads it when a scenario has a definition.
import { EXTENSIONS, type Extensions } from './extensions.ts'

export const extensions = (): Extensions => EXTENSIONS

export interface ExtensionsLoading {
  /** Whether a scenario of these texts may have a definition. */
  isNeeded(texts: Iterable<string>): boolean
  /** There was a definition before it was loaded: what ran until now is not what it should be. */
  missed(): boolean
  load(): Promise<void>
}

export const extensionsLoading: ExtensionsLoading = {
  isNeeded: () => false,
  missed: () => false,
  load: () => Promise.resolve(),
}
