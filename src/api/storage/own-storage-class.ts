/** The name of the StorageClass that the simulated cluster has by itself, as one of kind has. */
export const OWN_STORAGE_CLASS = 'standard'
