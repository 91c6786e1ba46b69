// What an object means when it leaves fields out.
// Follows SetObjectDefaults_<Kind> of pkg/apis/<group>/<version>/zz_generated.defaults.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { strategyOf } from '../registry/registry.ts'
import { setPlainDefaults } from './plain-defaults.ts'

/** The object with all defaults of its kind, plain and conditional ones. Applying it again changes nothing. */
export function setDefaults<T extends ApiObject>(object: T): T {
  return strategyOf(object).setDefaults(setPlainDefaults(object.kind, object))
}
