// The same as `late.ts` for the page: what reads configurations is a part of its own, which is loaded when one is changed.
import { DEFAULT_KUBELET_CONFIG } from '#kubelet/config/kubelet-config.ts'
import { lateUntil } from '#lib/late-part.ts'
import type { ConfigurationReader } from './late.ts'

/** The name of the file, or what stands in it. */
const MENTIONED = /kubelet\/config\.yaml|KubeletConfiguration/

const late = lateUntil(
  (text) => MENTIONED.test(text),
  async () => (await import('#kubelet/config/read-configuration.ts')).configurationIn,
)

export const configurationLoading = late.loading

/** Takes every text for the defaults; what ran by this is run again. */
const UNREAD: ConfigurationReader = () => {
  return { config: DEFAULT_KUBELET_CONFIG, unknown: [], idle: [] }
}

export function configurationReader(): ConfigurationReader {
  const loaded = late.get()
  if (loaded === null) late.miss()
  return loaded ?? UNREAD
}
