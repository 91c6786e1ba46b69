// What /proc says of the machine, and tools with it.

export const MEMORY_KIB = 8_388_608
export const USED_KIB = 1_572_864
export const FREE_KIB = 4_194_304
export const CACHE_KIB = MEMORY_KIB - USED_KIB - FREE_KIB

/** /proc/meminfo, as far as scripts look at it. */
export const MEMINFO = [
  `MemTotal:        ${MEMORY_KIB} kB`,
  `MemFree:         ${FREE_KIB} kB`,
  `MemAvailable:    ${MEMORY_KIB - USED_KIB} kB`,
  'Buffers:          131072 kB',
  `Cached:          ${CACHE_KIB - 131_072} kB`,
  'SwapTotal:             0 kB',
  'SwapFree:              0 kB',
  '',
].join('\n')
