import type { Service } from '#api/generated/types.ts'
import { matchesLabels } from '#api/meta/labels.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

const selectorText = (selector: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(selector ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')

export const servicePicture: KindPicture<Service> = {
  ...UNSEEN,
  place: 'line',
  label: 'Service',
  selector({ spec }) {
    const { selector = {} } = spec ?? {}
    if (Object.keys(selector).length === 0) return null
    return { text: selectorText(selector), matches: (labels) => matchesLabels(selector, labels) }
  },
  outline: ({ spec }) => spec?.clusterIP ?? '',
  facts: ({ spec }) => [
    ['Type', spec?.type ?? 'ClusterIP'],
    ['Cluster IP', spec?.clusterIP ?? ''],
    [
      'Ports',
      (spec?.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`).join(', '),
    ],
    ['Selector', selectorText(spec?.selector)],
  ],
}
