// What is said of the file of a KubeletConfiguration before it is read by a kubelet.
import type { ReadYaml } from '#kubelet/config/kubelet-config.ts'
import { configurationOf } from './configuration-of.ts'

/** Where a kubelet looks for its configuration. */
export { CONFIG_PATH as KUBELET_CONFIG_PATH } from '#kubelet/config/kubelet-config.ts'

export interface ConfigRemark {
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
}

/** What the kubelet of a node will make of a text; nothing where it takes it as it is. */
export function checkKubeletConfig(text: string, readYaml: ReadYaml): readonly ConfigRemark[] {
  const read = configurationOf(text, readYaml)
  if ('error' in read)
    return [{ severity: 'error', message: `the kubelet ends when it reads this: ${read.error}` }]
  const { unknown, idle } = read
  return [
    ...unknown.map((name): ConfigRemark => {
      return {
        severity: 'warning',
        message: `no kubelet has a setting \`${name}\`: it is passed over`,
      }
    }),
    ...idle.map((name): ConfigRemark => {
      return { severity: 'info', message: `\`${name}\` has no effect here` }
    }),
  ]
}
