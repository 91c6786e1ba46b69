// The same as `late.ts` for the page: what reads configurations is a part of its own, which is loaded when one is changed.
import { DEFAULT_KUBELET_CONFIG } from '#kubelet/config/kubelet-config.ts'
import type { ConfigurationLoading, ConfigurationReader } from './late.ts'

let loaded: ConfigurationReader | null = null
let wasMissed = false

/** Takes every text for the defaults; what ran by this is run again. */
const UNREAD: ConfigurationReader = () => {
  return { config: DEFAULT_KUBELET_CONFIG, unknown: [], idle: [] }
}

export function configurationReader(): ConfigurationReader {
  if (loaded === null) wasMissed = true
  return loaded ?? UNREAD
}

/** The name of the file, or what stands in it. */
const MENTIONED = /kubelet\/config\.yaml|KubeletConfiguration/

export const configurationLoading: ConfigurationLoading = {
  isNeeded(texts) {
    if (loaded !== null) return false
    for (const text of texts) if (MENTIONED.test(text)) return true
    return false
  },
  missed: () => wasMissed,
  async load() {
    loaded ??= (await import('#kubelet/config/read-configuration.ts')).configurationIn
    wasMissed = false
  },
}
