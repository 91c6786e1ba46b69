// What reads the configuration of a kubelet. Here it is there from the start; in the page's worker `late-of-page.ts` stands
// in for this file (vite.config.ts), which loads it when a scenario changes one.
import { configurationIn } from '#kubelet/config/read-configuration.ts'

export type ConfigurationReader = typeof configurationIn

/** The function that reads a text that kubeadm has not written. */
export const configurationReader = (): ConfigurationReader => configurationIn

export interface ConfigurationLoading {
  /** Whether a scenario of these names and texts of files may have the configuration of a kubelet. */
  isNeeded(texts: Iterable<string>): boolean
  /** One was to be read before that was loaded: what ran until now is not what it should be. */
  missed(): boolean
  load(): Promise<void>
}

export const configurationLoading: ConfigurationLoading = {
  isNeeded: () => false,
  missed: () => false,
  load: () => Promise.resolve(),
}
