// What an object means when it leaves fields out.
// Follows SetObjectDefaults_<Kind> of pkg/apis/<group>/<version>/zz_generated.defaults.go (v1.36).
import { type ApiObject, KINDS } from '#api/meta/object.ts'
import { strategyOf } from '../registry/registry.ts'
import { dropEmpty } from './drop-empty.ts'
import { setPlainDefaults } from './plain-defaults.ts'

/** The object with all defaults of its kind, plain and conditional ones. Applying it again changes nothing. */
export function setDefaults<T extends ApiObject>(object: T): T {
  return strategyOf(object).setDefaults(setPlainDefaults(object.kind, object))
}

/** The object without fields that are as good as missing, where such things are known of its kind. */
export function withoutEmpty<T extends ApiObject>(object: T): T {
  if (!KINDS[object.kind].isFreeForm) return dropEmpty(object)
  return object.metadata === undefined
    ? object
    : { ...object, metadata: dropEmpty(object.metadata) }
}
