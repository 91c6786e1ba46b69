// What an object means when it leaves fields out.
// Follows SetObjectDefaults_<Kind> of pkg/apis/<group>/<version>/zz_generated.defaults.go (v1.36).
import { normalForm, zeroOfField } from '#api/meta/normal-form.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Definitions } from '../registry/apiextensions/custom-objects.ts'
import { strategyOf } from '../registry/registry.ts'
import { setPlainDefaults } from './plain-defaults.ts'

/** The object with all defaults of its kind, plain and conditional ones. Applying it again changes nothing. */
export function setDefaults<T extends ApiObject>(object: T, definitions?: Definitions): T {
  return strategyOf(object, definitions).setDefaults(setPlainDefaults(object.kind, object))
}

/** The object as the server keeps it: without nulls and what is as good as missing, quantities in its own words. */
export function withoutEmpty<T extends ApiObject>(object: T): T {
  return normalForm(object.kind, object)
}

/** The object with a status of nothing where its kind always writes one. */
export function withZeroStatus<T extends ApiObject>(object: T): T {
  if ('status' in object && object.status !== undefined) return object
  const status = zeroOfField(object.kind, 'status')
  return status === undefined ? object : { ...object, status }
}
