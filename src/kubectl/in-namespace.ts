// The namespace of objects that files hold.
// Follows SetNamespace and RequireNamespace of k8s.io/cli-runtime/pkg/resource/visitor.go (v1.36).
import { type ApiObject, infoOf } from '#api/meta/object.ts'

/** An object in the namespace of the line, where it does not say its own. */
export function inNamespace(object: ApiObject, namespace: string): ApiObject {
  if (!infoOf(object.kind).namespaced || object.metadata.namespace !== undefined) return object
  return { ...object, metadata: { ...object.metadata, namespace } } as ApiObject
}

/** What is wrong with an object that says another namespace than `-n`; null for others. */
export function namespaceProblem({ kind, metadata }: ApiObject, namespace: string): string | null {
  const own = metadata.namespace ?? namespace
  if (!infoOf(kind).namespaced || own === namespace) return null
  return `the namespace from the provided object "${own}" does not match the namespace "${namespace}". You must pass '--namespace=${own}' to perform this operation.`
}
