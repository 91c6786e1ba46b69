// Resource lists as the API server keeps them.
// Follows pkg/apis/core/v1/defaults.go (v1.36), SetDefaults_ResourceList.
import type { Quantity } from '#api/generated/types.ts'
import { parseQuantity, printQuantity, roundUpToMilli } from '#api/meta/quantity.ts'

export type ResourceList = Readonly<Record<string, Quantity>>
interface Requirements {
  readonly limits?: ResourceList
  readonly requests?: ResourceList
}

function roundedQuantity(quantity: Quantity): Quantity {
  const parsed = parseQuantity(quantity)
  return parsed === undefined ? quantity : printQuantity(roundUpToMilli(parsed))
}

/** The list with every quantity rounded up to thousandths and in the API server's words. */
export function setDefaultsResourceList(list: ResourceList): ResourceList {
  return Object.fromEntries(
    Object.entries(list).map(([name, quantity]) => [name, roundedQuantity(quantity)]),
  )
}

/** Requests and limits with their quantities rounded. */
export function setDefaultsResources<T extends Requirements>(resources: T): T {
  const { limits, requests } = resources
  return {
    ...resources,
    ...(limits === undefined ? {} : { limits: setDefaultsResourceList(limits) }),
    ...(requests === undefined ? {} : { requests: setDefaultsResourceList(requests) }),
  }
}
