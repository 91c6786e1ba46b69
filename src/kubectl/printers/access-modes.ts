// Follows pkg/apis/core/v1/helper/helpers.go GetAccessModesAsString (v1.36).

const SHORT = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const

/** 'RWO,ROX': each mode once, in the order of the API. */
export function accessModesText(modes: readonly string[] | undefined): string {
  return SHORT.filter(([mode]) => modes?.includes(mode) === true)
    .map(([, short]) => short)
    .join(',')
}
