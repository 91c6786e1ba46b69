// The machines of a dump: its Nodes, or the one that its Pod ran on, which is made so that the Pod fits again.
import { isMapping } from '../field-reader.ts'
import { compareText } from '#lib/compare.ts'
import { containersOf, hasRun } from './behaviour.ts'
import { kindOf, nameOf } from './dump.ts'
import { type Fields, fieldsAt, listAt, textAt } from './values.ts'

const BY_CONTROLLERS =
  /^node\.kubernetes\.io\/(?:not-ready|unreachable|unschedulable|memory-pressure|disk-pressure|pid-pressure|network-unavailable)$/
const MADE_LABEL = /^beta\.kubernetes\.io\//

/** A Node as cluster.yaml has it: capacity, labels, taints, and those of its images that `pods` ran there or name. */
export function machineOf(node: Fields, pods: readonly Fields[] = []): Fields {
  const labels = Object.entries(fieldsAt(node, 'metadata', 'labels')).filter(
    ([key]) => !MADE_LABEL.test(key),
  )
  const taints = listAt(node, 'spec', 'taints')
    .filter((taint) => !BY_CONTROLLERS.test(textAt(taint, 'key')))
    .map((taint) =>
      Object.fromEntries(
        ['key', 'value', 'effect']
          .filter((field) => textAt(taint, field) !== '')
          .map((field) => [field, textAt(taint, field)]),
      ),
    )
  const spec = {
    ...(taints.length === 0 ? {} : { taints }),
    ...(fieldsAt(node, 'spec')['unschedulable'] === true ? { unschedulable: true } : {}),
  }
  const images = imagesOn(node, pods)
  const [capacity, allocatable] = ['capacity', 'allocatable'].map((field) => amountsOf(node, field))
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nameOf(node),
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
    },
    ...(Object.keys(spec).length === 0 ? {} : { spec }),
    status: {
      ...(capacity === null ? {} : { capacity }),
      ...(allocatable === null ? {} : { allocatable }),
      ...(images.length === 0 ? {} : { images: images.map((image) => ({ names: [image] })) }),
    },
  }
}

/** What need not be pulled again: what ran on the Node was there, though its list is cut after fifty images. */
function imagesOn(node: Fields, pods: readonly Fields[]): readonly string[] {
  const listed = new Set(
    listAt(node, 'status', 'images').flatMap((image) => listAt(image, 'names')),
  )
  const there = pods.flatMap((pod) => {
    const isHere = textAt(pod, 'spec', 'nodeName') === nameOf(node)
    return containersOf(pod).flatMap((one) => {
      const image = textAt(one.container, 'image')
      const isThere = (isHere && hasRun(one)) || wholeNames(image).some((name) => listed.has(name))
      return image !== '' && isThere ? [image] : []
    })
  })
  return [...new Set(there)].toSorted(compareText)
}

/** How a Node may list what a container calls `image`: with the registry, its folder and the tag that it left out. */
function wholeNames(image: string): readonly string[] {
  const tagged = /[:@][^/]*$/.test(image) ? image : `${image}:latest`
  return [tagged, `docker.io/${tagged}`, `docker.io/library/${tagged}`]
}

/** Amounts that say something: no resources of which there are none. */
function amountsOf(node: Fields, field: string): Fields | null {
  const amounts = Object.entries(fieldsAt(node, 'status', field)).filter(
    ([, amount]) => amount !== '0' && amount !== 0,
  )
  return amounts.length === 0 ? null : Object.fromEntries(amounts)
}

/** True when the Node did not report in when it was looked at. */
export function isSilent(node: Fields): boolean {
  const ready = listAt(node, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Ready')
  return ready !== undefined && textAt(ready, 'status') !== 'True'
}

/** The machine that a Pod ran on, with the labels that it asks for and room for it. */
export function machineFor(pod: Fields): Fields {
  const name = textAt(pod, 'spec', 'nodeName')
  const wanted = { ...affinityLabels(pod), ...fieldsAt(pod, 'spec', 'nodeSelector') }
  const labels = Object.entries(wanted).filter(([key]) => key !== 'kubernetes.io/hostname')
  const devices = listAt(pod, 'spec', 'containers').flatMap((container) =>
    Object.entries(fieldsAt(container, 'resources', 'requests')).filter(([key]) =>
      /\/|^hugepages-/.test(key),
    ),
  )
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }) },
    status: {
      capacity: { cpu: '16', memory: '64Gi', pods: '110', ...Object.fromEntries(devices) },
    },
  }
}

/** Labels that satisfy the first term that a Pod's node affinity requires. */
function affinityLabels(pod: Fields): Fields {
  const required = fieldsAt(
    pod,
    'spec',
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
  )
  const [term] = listAt(required, 'nodeSelectorTerms')
  return Object.fromEntries(
    listAt(term, 'matchExpressions')
      .filter(isMapping)
      .flatMap((one) => {
        const [value] = listAt(one, 'values')
        const key = textAt(one, 'key')
        if (textAt(one, 'operator') === 'In' && typeof value === 'string') return [[key, value]]
        return textAt(one, 'operator') === 'Exists' ? [[key, 'true']] : []
      }),
  )
}

/** The name that the file of a static Pod gives it, of its mirror's, and the node; null for any other Pod. */
export function staticPodOf(pod: Fields): { readonly node: string; readonly name: string } | null {
  const node = textAt(pod, 'spec', 'nodeName')
  const mirror = fieldsAt(pod, 'metadata', 'annotations')['kubernetes.io/config.mirror']
  if (kindOf(pod) !== 'Pod' || mirror === undefined || node === '') return null
  const name = nameOf(pod)
  return { node, name: name.endsWith(`-${node}`) ? name.slice(0, -node.length - 1) : name }
}
