// `kubectl set image` with its options: files, formats, dry runs, and without a server.
// Follows k8s.io/kubectl/pkg/cmd/set/set_image.go (v1.36).
import type { Container, PodSpec } from '#api/generated/types.ts'
import { parseSetting, splitPairs } from '../set/parse-setting.ts'
import { changeTemplates, SET_FLAGS, type SetOptions } from '../set/change-template.ts'
import { imageChange } from '../set/image.ts'
import { parseCommandLine } from '../flags.ts'
import { parseResources } from '../resources.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

interface ImageOptions extends SetOptions {
  readonly images: readonly string[]
}

const SETTING = {
  could: 'set the image of',
  done: 'image updated',
  refused: 'failed to patch image update to pod template: ',
}

export const setImage: LineCommand<ImageOptions> = {
  name: 'set image',
  use: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  flags: SET_FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run: (session, options) =>
    changeTemplates(session, options, SETTING, (spec) => {
      const { part, problems } = imageChange(spec, options.images)
      return { spec: Object.keys(part).length === 0 ? null : withImages(spec, part), problems }
    }),
}

function withImages(
  spec: PodSpec,
  part: Readonly<Record<string, readonly { readonly name: string; readonly image: string }[]>>,
): PodSpec {
  const changed = (list: readonly Container[], name: string): readonly Container[] =>
    list.map((container) => {
      const image = part[name]?.find((one) => one.name === container.name)?.image
      return image === undefined ? container : { ...container, image }
    })
  const { initContainers } = spec
  return {
    ...spec,
    containers: changed(spec.containers, 'containers'),
    ...(initContainers === undefined
      ? {}
      : { initContainers: changed(initContainers, 'initContainers') }),
  }
}

function parse(words: readonly string[]): ParsedOptions<ImageOptions> {
  const read = parseCommandLine('set image', SET_FLAGS, words)
  if (!read.ok) return read
  const { selector, all, filename: files } = read.flags
  const [names, images] = splitPairs(read.args, (word) => word.includes('='))
  if (all && selector !== '') return usageError('cannot set --all and --selector at the same time')
  const hasFiles = files.length > 0
  // What is wrong with the names alone comes before what is missing.
  const alone = parseResources({ args: names, selected: false, allowEmptySelector: true })
  if ((names.length === 0 || images.length === 0) && !hasFiles && !alone.ok) return alone
  if (images.length === 0) return usageError('at least one image update is required')
  const parsed = parseSetting(read, SET_FLAGS, names)
  return parsed.ok ? { ok: true, options: { ...parsed.options, images } } : parsed
}
