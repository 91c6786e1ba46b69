// Short texts in the picture of a Pod, the same on the canvas and in an exported picture.
import type { Movement, PodPicture, PortPicture } from '../canvas-graph.ts'

/** '→ db:5432: connected' where the call is made, with the arrow turned where it arrives. */
export function callText(call: Extract<Movement, { kind: 'call' }>, podId: string): string {
  const text = call.outcome === '' ? call.address : `${call.address}: ${call.outcome}`
  return `${call.fromPodId === podId ? '→' : '←'} ${text}`
}

/** A port for who points at it: '80/TCP web: listening'. */
export function portText({ port, protocol, containerName, state }: PortPicture): string {
  const words = {
    declared: 'declared, nobody listens yet',
    listening: 'listening',
    clash: 'wants the same port as another container of this Pod',
  }
  return `${port}/${protocol} ${containerName}: ${words[state]}`
}

/** '1 file', '3 files'. */
export const filesText = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`

/** A static Pod on its own node does without the node's name at the end. */
export function shortName({ name, nodeName, staticPod }: PodPicture): string {
  const suffix = `-${nodeName}`
  return staticPod !== null && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name
}
