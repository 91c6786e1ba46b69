// Follows pkg/printers/internalversion/printers.go printNode (v1.36).
import type { Node } from '#api/generated/types.ts'
import { ageOf, column, NONE, type Printer, wide } from './printer.ts'

export const nodePrinter: Printer<Node> = {
  columns: [
    column('Name'),
    column('Status'),
    column('Roles'),
    column('Age'),
    column('Version'),
    wide('Internal-IP'),
    wide('External-IP'),
    wide('OS-Image'),
    wide('Kernel-Version'),
    wide('Container-Runtime'),
  ],
  cells(node, { nowMs }) {
    const { metadata, status } = node
    const info = status?.nodeInfo
    const addressOf = (wanted: string): string =>
      status?.addresses?.find(({ type }) => type === wanted)?.address ?? NONE
    const architecture = info?.architecture ?? ''
    return [
      metadata.name ?? '',
      statusText(node),
      rolesText(node),
      ageOf(metadata.creationTimestamp, nowMs),
      info?.kubeletVersion ?? '',
      addressOf('InternalIP'),
      addressOf('ExternalIP'),
      orUnknown(info?.osImage),
      `${orUnknown(info?.kernelVersion)}${architecture === '' ? '' : ` (${architecture})`}`,
      orUnknown(info?.containerRuntimeVersion),
    ]
  },
}

function orUnknown(text: string | undefined): string {
  return text === undefined || text === '' ? '<unknown>' : text
}

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return spec?.unschedulable === true ? `${word},SchedulingDisabled` : word
}

const ROLE_PREFIX = 'node-role.kubernetes.io/'
const ROLE_LABEL = 'kubernetes.io/role'

/** The roles that the labels of a Node name, joined by commas. */
export function rolesText({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)]
    return key === ROLE_LABEL ? [value] : []
  })
  const named = [...new Set(roles.filter((role) => role !== ''))].toSorted()
  return named.length === 0 ? NONE : named.join(',')
}
