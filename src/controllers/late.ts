// The controllers that many scenarios have no work for. Here they are there from the start; in the page's worker
// `late-of-page.ts` stands in for this file (vite.config.ts), which loads them when a scenario has such an object.
import type { Controller } from './controller.ts'
import { LATE_CONTROLLERS, type LateName } from './late-controllers.ts'

export const lateController = (name: LateName): Controller => LATE_CONTROLLERS[name]

export interface ControllersLoading {
  /** Whether a scenario of these texts may have an object for one of them. */
  isNeeded(texts: Iterable<string>): boolean
  /** There was one in a run that had begun without them: it is not what it should be. */
  missed(): boolean
  load(): Promise<void>
}

export const controllersLoading: ControllersLoading = {
  isNeeded: () => false,
  missed: () => false,
  load: () => Promise.resolve(),
}
