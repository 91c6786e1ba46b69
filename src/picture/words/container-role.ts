// What containers are called by the part that they play in their Pod.
import type { ContainerRole } from '#api/core/containers.ts'

/** In the middle of a sentence. */
export const ROLE_WORDS: Readonly<Record<ContainerRole, string>> = {
  init: 'init container',
  sidecar: 'sidecar',
  app: 'container',
  ephemeral: 'ephemeral container',
}

/** As the first word of a label: 'Init container'. */
export function roleTitle(role: ContainerRole): string {
  const words = ROLE_WORDS[role]
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The place of a container among those that start one after the other, from 1; null for others. */
export function numberOf(role: ContainerRole, index: number): number | null {
  return role === 'init' || role === 'sidecar' ? index + 1 : null
}
