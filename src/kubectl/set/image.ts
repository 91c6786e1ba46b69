// The images that `kubectl set image` puts into a Pod spec.
// Follows k8s.io/kubectl/pkg/cmd/set/set_image.go (v1.36).
import type { Container, PodSpec } from '#api/generated/types.ts'

export interface ImageChange {
  /** By list, the containers that get another image; lists without any are not there. */
  readonly part: Readonly<
    Record<string, readonly { readonly name: string; readonly image: string }[]>
  >
  /** What is wrong with the containers that are named. */
  readonly problems: readonly string[]
}

/** What `container=image`, `*=image` … change in a Pod spec. */
export function imageChange(spec: PodSpec, images: readonly string[]): ImageChange {
  const pairs = images.map((text) => pairOf(text))
  const all = [...(spec.initContainers ?? []), ...spec.containers]
  const strays = pairs.filter(
    ([container]) => container !== '*' && !all.some(({ name }) => name === container),
  )
  const changed = (list: readonly Container[] = []) =>
    list.flatMap(({ name, image: before }) => {
      const image = pairs.findLast(([container]) => container === '*' || container === name)?.[1]
      return image === undefined || image === before ? [] : [{ name, image }]
    })
  const lists = {
    containers: changed(spec.containers),
    initContainers: changed(spec.initContainers),
  }
  return {
    part: Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    problems: strays.map(([name]) => `unable to find container named "${name}"`),
  }
}

function pairOf(text: string): readonly [container: string, image: string] {
  const equals = text.indexOf('=')
  return [text.slice(0, equals), text.slice(equals + 1)]
}
