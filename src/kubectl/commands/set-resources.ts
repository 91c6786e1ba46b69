// `kubectl set resources`. Follows k8s.io/kubectl/pkg/cmd/set/set_resources.go (v1.36).
import { parseCommandLine } from '../flags.ts'
import { parseResourceList } from '../generate/policies.ts'
import type { Session } from '../session.ts'
import {
  anyContainer,
  changeTemplates,
  isChosen,
  mapContainers,
  SET_FLAGS,
  type SetOptions,
} from '../set/change-template.ts'
import { parseSetting } from '../set/parse-setting.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const RESOURCES_FLAGS = {
  ...SET_FLAGS,
  containers: { kind: 'text', short: 'c', value: '*' },
  limits: { kind: 'text', value: '' },
  requests: { kind: 'text', value: '' },
} as const

interface ResourcesOptions extends SetOptions {
  readonly containers: string
  readonly limits: Readonly<Record<string, string>>
  readonly requests: Readonly<Record<string, string>>
}

export const setResources: LineCommand<ResourcesOptions> = {
  name: 'set resources',
  use: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  flags: RESOURCES_FLAGS,
  completes: 'resources',
  changes: true,
  parse: parseResourcesLine,
  run: runResources,
}

function parseResourcesLine(words: readonly string[]): ParsedOptions<ResourcesOptions> {
  const read = parseCommandLine('set resources', RESOURCES_FLAGS, words)
  if (!read.ok) return read
  const { args, flags } = read
  const parsed = parseSetting(read, RESOURCES_FLAGS, args)
  if (!parsed.ok) return parsed
  if (flags.limits === '' && flags.requests === '')
    return usageError(
      'you must specify an update to requests or limits (in the form of --requests/--limits)',
    )
  const limits = parseResourceList(flags.limits)
  if (typeof limits === 'string') return usageError(limits)
  const requests = parseResourceList(flags.requests)
  if (typeof requests === 'string') return usageError(requests)
  const { containers } = flags
  return { ok: true, options: { ...parsed.options, containers, limits, requests } }
}

function runResources(session: Session, options: ResourcesOptions): number {
  const { containers, limits, requests } = options
  const setting = {
    could: 'set the resources of',
    done: 'resource requirements updated',
    refused: 'failed to patch resources update to pod template ',
  }
  return changeTemplates(session, options, setting, (spec) => {
    if (!anyContainer(spec, containers)) return `unable to find container named ${containers}`
    const merged = (
      old: Readonly<Record<string, string | number>> | undefined,
      more: Readonly<Record<string, string>>,
    ) => (Object.keys(more).length === 0 ? old : { ...old, ...more })
    const next = mapContainers(spec, (container) => {
      if (!isChosen(container.name, containers)) return container
      const of = container.resources ?? {}
      const both = { limits: merged(of.limits, limits), requests: merged(of.requests, requests) }
      const given = Object.entries(both).filter(([, list]) => list !== undefined)
      return { ...container, resources: { ...of, ...Object.fromEntries(given) } }
    })
    return JSON.stringify(next) === JSON.stringify(spec) ? null : next
  })
}
