// Which fields the OpenAPI documents of Kubernetes 1.36 demand. Only completion and explanations want to know.
import generated from '../generated/required.json'

const REQUIRED: Readonly<Record<string, readonly string[]>> = generated

/** Fields that the OpenAPI document calls required; none of a struct that is not known. */
export function requiredFieldsOf(struct: string): readonly string[] {
  return Object.hasOwn(REQUIRED, struct) ? (REQUIRED[struct] ?? []) : []
}
