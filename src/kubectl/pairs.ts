// `key=value` and `key-` behind resources, as label reads them.
// Follows k8s.io/kubectl/pkg/cmd/util/helpers.go GetResourcesAndPairs and pkg/cmd/label/label.go parseLabels (v1.36).
import { isLabelValue } from '#api/meta/formats.ts'

export interface SplitArguments {
  readonly resources: readonly string[]
  readonly pairs: readonly string[]
}

/** The words before the first pair, and the pairs; or what is wrong with their order. */
export function splitPairs(args: readonly string[], pairType: string): SplitArguments | string {
  const isPair = (word: string): boolean => /^[^=].*=|^[^=]=|.-$/.test(word)
  const first = args.findIndex((word) => isPair(word))
  const split = first < 0 ? args.length : first
  const pairs = args.slice(split)
  const late = pairs.find((word) => !isPair(word))
  return late === undefined
    ? { resources: args.slice(0, split), pairs }
    : `all resources must be specified before ${pairType} changes: ${late}`
}

export interface Pairs {
  readonly set: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

/** What to set and what to remove; or what is wrong with the first pair that is none. */
export function parsePairs(pairs: readonly string[]): Pairs | string {
  const set: Record<string, string> = {}
  const remove: string[] = []
  for (const pair of pairs) {
    const [key = '', value, ...more] = pair.split('=')
    if (more.length > 0) return `invalid label spec: ${pair}`
    const problems = isLabelValue(value ?? '')
    if (problems.length > 0)
      return `invalid label value: ${JSON.stringify(pair)}: ${problems.join(';')}`
    if (value === undefined) remove.push(pair.slice(0, -1))
    else set[key] = value
  }
  return remove.some((key) => Object.hasOwn(set, key))
    ? 'can not both modify and remove a label in the same command'
    : { set, remove }
}
