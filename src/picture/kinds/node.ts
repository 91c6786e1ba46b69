import type { Node } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

/** Its frame, its status and its place in the outline are made of more than the object. */
export const nodePicture: KindPicture<Node> = { ...UNSEEN, place: 'frame', label: 'Node' }
