// The port table of a Pod: what the manifest declares, what is listened on, and where two containers
// want the same port of the one network namespace.
import type { Container } from '#api/generated/types.ts'
import type { ListeningPort } from '#api/runtime/records.ts'
import { compareText } from '#lib/compare.ts'
import type { PortPicture } from '../canvas-graph.ts'

interface Claim {
  readonly port: number
  readonly protocol: string
  readonly containerName: string
}

const idOf = (claim: Claim): string => `${claim.protocol}/${claim.port}`

/**
 * The ports of a Pod's network namespace by number. A port that several containers want is a clash
 * for those of them that do not listen, and for all of them before one does.
 */
export function portsOf(
  containers: readonly Container[],
  listening: readonly ListeningPort[],
): readonly PortPicture[] {
  const claims = new Map<string, Claim>()
  const add = (claim: Claim): void => {
    claims.set(`${idOf(claim)} ${claim.containerName}`, claim)
  }
  for (const container of containers) {
    for (const { containerPort, protocol = 'TCP' } of container.ports ?? []) {
      add({ port: containerPort, protocol, containerName: container.name })
    }
  }
  for (const open of listening) add(open)
  const wanted = new Map<string, number>()
  for (const claim of claims.values()) wanted.set(idOf(claim), (wanted.get(idOf(claim)) ?? 0) + 1)
  const listens = (claim: Claim): boolean =>
    listening.some(
      (open) => idOf(open) === idOf(claim) && open.containerName === claim.containerName,
    )
  return [...claims.values()]
    .map((claim) => ({
      port: claim.port,
      protocol: claim.protocol,
      containerName: claim.containerName,
      state: stateOf(listens(claim), (wanted.get(idOf(claim)) ?? 0) > 1),
    }))
    .toSorted((a, b) => a.port - b.port || compareText(idOf(a), idOf(b)))
}

function stateOf(listens: boolean, contested: boolean): PortPicture['state'] {
  if (listens) return 'listening'
  return contested ? 'clash' : 'declared'
}
