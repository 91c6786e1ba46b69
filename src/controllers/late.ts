// The controllers that many scenarios have no work for. Here they are there from the start; in the page's worker
// `late-of-page.ts` stands in for this file (vite.config.ts), which loads them when a scenario has such an object.
import { type LatePart, THERE } from '#lib/late-part.ts'
import type { Controller } from './controller.ts'
import { LATE_CONTROLLERS, type LateName } from './late-controllers.ts'

export const lateController = (name: LateName): Controller => LATE_CONTROLLERS[name]

/** Whether they are there. */
export const controllersLoading: LatePart = THERE
