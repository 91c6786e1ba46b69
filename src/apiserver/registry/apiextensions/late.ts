// What checks definitions and their objects. Here it is there from the start; in the page's worker `late-of-page.ts` stands
// in for this file (vite.config.ts), which loads it when a scenario has a definition.
import { type LatePart, THERE } from '#lib/late-part.ts'
import { EXTENSIONS, type Extensions } from './extensions.ts'

export const extensions = (): Extensions => EXTENSIONS

/** Whether that is there. */
export const extensionsLoading: LatePart = THERE
