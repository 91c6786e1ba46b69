// What a kubelet reads in the file of its configuration. That which kubeadm writes is on every node, and says the defaults.
import {
  DEFAULT_KUBELET_CONFIG,
  type LoadedConfig,
  type ReadConfiguration,
  type ReadYaml,
} from '#kubelet/config/kubelet-config.ts'
import { KUBELET_CONFIG } from '#runtime/filesystem/disk.ts'
import { configurationReader } from './late.ts'

const OF_KUBEADM: LoadedConfig = { config: DEFAULT_KUBELET_CONFIG, unknown: [], idle: [] }

/** The configuration in a text over the defaults; an error is what a kubelet ends with that reads it. */
export function configurationOf(text: string, readYaml: ReadYaml): ReturnType<ReadConfiguration> {
  return text === KUBELET_CONFIG ? OF_KUBEADM : configurationReader()(text, readYaml)
}
