import type { ControllerRevision } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const controllerRevisionPicture: KindPicture<ControllerRevision> = {
  ...UNSEEN,
  label: 'ControllerRevision',
  facts: ({ revision }) => [['Revision', String(revision)]],
}
