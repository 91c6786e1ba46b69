// The phase of what has a status that says none.
// Follows pkg/apis/core/v1/defaults.go (v1.36), SetDefaults_PersistentVolume, …PersistentVolumeClaim and …NamespaceStatus.

interface Phased {
  readonly status?: { readonly phase?: string }
}

/** The object with a phase: this one where its status has none. */
export const withPhase = <T extends Phased>(object: T, phase: string): T =>
  (object.status?.phase ?? '') === '' ? { ...object, status: { ...object.status, phase } } : object
