// How sentences begin that are about some of the Pods of an owner.

/** '2 of 3 Pods are', '1 of 1 Pod is'. */
export function ofPods(some: number, all: number): string {
  return `${some} of ${all} ${all === 1 ? 'Pod' : 'Pods'} ${some === 1 ? 'is' : 'are'}`
}
