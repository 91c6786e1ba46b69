// Writes what an image's process does into scenario.yaml, in the place of what was said of it before.
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { isMapping } from './field-reader.ts'
import { parseScenario } from './parse-scenario.ts'
import { SCENARIO_FILE } from './read-scenario.ts'
import type { ScenarioFile } from './types.ts'

/** What a person chose for an image that nobody knows. */
export type ImageChoice =
  | { readonly does: 'listens' }
  | { readonly does: 'exits'; readonly exitCode: number; readonly runFor: string }
  | { readonly does: 'missing' }

/** The files with the choice in scenario.yaml, which is made when missing; unchanged when it cannot be read. */
export function setImage(
  files: readonly ScenarioFile[],
  image: string,
  choice: ImageChoice,
): readonly ScenarioFile[] {
  const text = files.find(({ path }) => path === SCENARIO_FILE)?.text ?? ''
  const [document] = parseYaml(text).documents
  const value = document?.value ?? {}
  if (!isMapping(value)) return files
  const item = itemOf(files, image, choice)
  const before = Array.isArray(value['images']) ? (value['images'] as readonly unknown[]) : []
  const made =
    value['images'] === undefined
      ? `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${printYaml({ images: [item] })}`
      : printYaml({ ...value, images: [...before.filter((one) => !isAbout(one, image)), item] })
  const file = { path: SCENARIO_FILE, text: made }
  return files.some(({ path }) => path === SCENARIO_FILE)
    ? files.map((one) => (one.path === SCENARIO_FILE ? file : one))
    : [...files, file]
}

const isAbout = (item: unknown, image: string): boolean =>
  isMapping(item) && item['image'] === image && item['container'] === undefined

function itemOf(files: readonly ScenarioFile[], image: string, choice: ImageChoice): object {
  if (choice.does === 'missing') return { image, missing: true }
  if (choice.does === 'exits') {
    const { exitCode, runFor } = choice
    return { image, runFor, exitCode }
  }
  return { image, listens: portsOf(files, image) }
}

/** The containerPorts of all containers with the image. */
function portsOf(files: readonly ScenarioFile[], image: string): readonly number[] {
  const { objects, applied } = parseScenario(files)
  const ports = [...objects, ...[...applied.values()].flat()].flatMap(({ object }) => {
    const spec = podSpecOf(object)?.spec
    return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
      .filter((container) => container.image === image)
      .flatMap((container) => (container.ports ?? []).map(({ containerPort }) => containerPort))
  })
  return [...new Set(ports)]
}
