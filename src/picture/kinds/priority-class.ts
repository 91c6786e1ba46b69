import type { PriorityClass } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const priorityClassPicture: KindPicture<PriorityClass> = {
  ...UNSEEN,
  ghost: true,
  label: 'PriorityClass',
  facts: ({ value, globalDefault, preemptionPolicy }) => [
    ['Value', String(value ?? 0)],
    ['Default', globalDefault === true ? 'of Pods that name no class' : 'no'],
    ['Preemption', preemptionPolicy ?? 'PreemptLowerPriority'],
  ],
}
