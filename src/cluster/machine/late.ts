// What reads the configuration of a kubelet. Here it is there from the start; in the page's worker `late-of-page.ts` stands
// in for this file (vite.config.ts), which loads it when a scenario changes one.
import { type LatePart, THERE } from '#lib/late-part.ts'
import { configurationIn } from '#kubelet/config/read-configuration.ts'

export type ConfigurationReader = typeof configurationIn

/** The function that reads a text that kubeadm has not written. */
export const configurationReader = (): ConfigurationReader => configurationIn

/** Whether that is there. */
export const configurationLoading: LatePart = THERE
