// CustomResourceDefinitions.
// Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (v1.36). What all versions have in
// common is looked at once and called as the server calls it inside, where that stands above the versions: see
// pkg/apis/apiextensions/v1/conversion.go.
import { isEstablished } from './versions.ts'
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE, isDns1035Label, isDns1123Subdomain } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { eachItem, forbidden, invalid, notSupported, required } from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import type { Schema } from './schema/schema.ts'
import { validateSchema } from './schema/validate-schema.ts'
import {
  validateColumn,
  validateDeprecation,
  validateSelectableFields,
  validateSubresources,
} from './validate-version.ts'

type Spec = Sparse<CustomResourceDefinitionSpec>
type Version = Sparse<CustomResourceDefinitionVersion>

const SCOPES = ['Cluster', 'Namespaced']
const STRATEGIES = ['None', 'Webhook']
const REVIEW_VERSIONS = ['v1', 'v1beta1']
const APPROVAL = 'api-approved.kubernetes.io'
const APPROVAL_TEXT = `protected groups must have approval annotation "${APPROVAL}"`
const APPROVAL_LINK = 'see https://github.com/kubernetes/enhancements/pull/1111'

/** All messages of a label in one error, where there are any. */
function labelErrors(path: FieldPath, value: string): readonly FieldError[] {
  const messages = isDns1035Label(value)
  return messages.length === 0 ? [] : [invalid(path, value, messages.join(','))]
}

function mixedCaseErrors(path: FieldPath, value: string): readonly FieldError[] {
  const messages = isDns1035Label(value.toLowerCase())
  const text = `may have mixed case, but should otherwise match: ${messages.join(',')}`
  return value === '' || messages.length === 0 ? [] : [invalid(path, value, text)]
}

function validateNames(
  names: Sparse<CustomResourceDefinitionNames>,
  path: FieldPath,
): readonly FieldError[] {
  const { plural = '', singular = '', kind = '', listKind = '' } = names
  const all = { plural, singular, kind, listKind }
  return [
    ...Object.entries(all).flatMap(([field, value]) =>
      value === '' ? [required(path.child(field))] : [],
    ),
    ...(plural === '' ? [] : labelErrors(path.child('plural'), plural)),
    ...(singular === '' ? [] : labelErrors(path.child('singular'), singular)),
    ...mixedCaseErrors(path.child('kind'), kind),
    ...mixedCaseErrors(path.child('listKind'), listKind),
    ...eachItem(names.shortNames, path.child('shortNames'), (name, at) => labelErrors(at, name)),
    ...(kind !== '' && kind === listKind
      ? [invalid(path.child('listKind'), listKind, 'kind and listKind may not be the same')]
      : []),
    ...eachItem(names.categories, path.child('categories'), (name, at) => labelErrors(at, name)),
  ]
}

function validateGroup(group: string, path: FieldPath): readonly FieldError[] {
  if (group === '') return [required(path)]
  const messages = isDns1123Subdomain(group)
  if (messages.length > 0) return [invalid(path, group, messages.join(','))]
  return group.includes('.')
    ? []
    : [invalid(path, group, 'should be a domain with at least one dot')]
}

function choice(
  path: FieldPath,
  value: string,
  supported: readonly string[],
): readonly FieldError[] {
  if (value === '') return [required(path)]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

/** What all versions say alike stands above them; null for what they do not. */
function hoisted<T>(
  versions: readonly Version[],
  of: (version: Version) => T,
): { value: T } | null {
  const [first] = versions
  if (first === undefined) return null
  const value = of(first)
  return versions.every((version) => equal(of(version), value)) ? { value } : null
}

const schemaIn = ({ schema }: Version): Schema | undefined =>
  schema?.openAPIV3Schema as Schema | undefined

const hasStatus = ({ subresources }: Version): boolean => subresources?.status !== undefined

interface Common {
  readonly schema: boolean
  readonly subresources: boolean
  readonly columns: boolean
  readonly selectable: boolean
}

function schemaErrors(
  schema: Schema | undefined,
  path: FieldPath,
  isBesideStatus: boolean,
): readonly FieldError[] {
  return schema === undefined
    ? []
    : validateSchema(schema, path.child('openAPIV3Schema'), isBesideStatus)
}

function validateVersion(version: Version, path: FieldPath, common: Common): readonly FieldError[] {
  const { name = '', deprecated = false, deprecationWarning, subresources } = version
  return [
    ...labelErrors(path.child('name'), name),
    ...validateDeprecation(deprecated, deprecationWarning, path.child('deprecationWarning')),
    ...(common.schema
      ? []
      : schemaErrors(schemaIn(version), path.child('schema'), hasStatus(version))),
    ...(common.subresources || subresources === undefined
      ? []
      : validateSubresources(subresources, path.child('subresources'))),
    ...(common.columns
      ? []
      : eachItem(
          version.additionalPrinterColumns,
          path.child('additionalPrinterColumns'),
          validateColumn,
        )),
    ...(common.selectable
      ? []
      : validateSelectableFields(
          version.selectableFields ?? [],
          schemaIn(version),
          path.child('selectableFields'),
        )),
  ]
}

function validateVersions(versions: readonly Version[], path: FieldPath): readonly FieldError[] {
  const names = versions.map(({ name = '' }) => name)
  const stored = versions.filter(({ storage }) => storage === true).length
  const common: Common = {
    schema: hoisted(versions, ({ schema }) => schema) !== null,
    subresources: hoisted(versions, ({ subresources }) => subresources) !== null,
    columns: hoisted(versions, ({ additionalPrinterColumns: columns }) => columns) !== null,
    selectable: hoisted(versions, ({ selectableFields: fields }) => fields) !== null,
  }
  const at = path.child('versions')
  return [
    ...eachItem(versions, at, (version, item) =>
      schemaIn(version) === undefined ? [required(item.child('schema', 'openAPIV3Schema'))] : [],
    ),
    ...eachItem(versions, at, (version, item) => validateVersion(version, item, common)),
    ...(new Set(names).size < versions.length
      ? [invalid(at, versions, 'must contain unique version names')]
      : []),
    ...(stored === 1
      ? []
      : [invalid(at, versions, 'must have exactly one version marked as storage version')]),
  ]
}

/** The errors of what all versions say alike. */
function validateCommon(versions: readonly Version[], path: FieldPath): readonly FieldError[] {
  const schema = hoisted(versions, schemaIn)
  const subresources = hoisted(versions, (version) => version.subresources)
  const columns = hoisted(versions, (version) => version.additionalPrinterColumns)
  const selectable = hoisted(versions, (version) => version.selectableFields)
  return [
    ...(schema === null
      ? []
      : schemaErrors(schema.value, path.child('validation'), versions.some(hasStatus))),
    ...(subresources?.value === undefined
      ? []
      : validateSubresources(subresources.value, path.child('subresources'))),
    ...eachItem(columns?.value, path.child('additionalPrinterColumns'), validateColumn),
    ...(selectable === null
      ? []
      : validateSelectableFields(
          selectable.value ?? [],
          schema?.value,
          path.child('selectableFields'),
        )),
  ]
}

function validateConversion(
  { strategy = '', webhook }: Sparse<CustomResourceConversion>,
  path: FieldPath,
): readonly FieldError[] {
  const client = webhook?.clientConfig
  const at = path.child('webhookClientConfig')
  const reviews = webhook?.conversionReviewVersions ?? []
  const known = choice(path.child('strategy'), strategy, STRATEGIES)
  if (strategy !== 'Webhook') {
    const message = 'should not be set when strategy is not set to Webhook'
    return [
      ...known,
      ...(client === undefined ? [] : [forbidden(at, message)]),
      ...(reviews.length === 0 ? [] : [forbidden(path.child('conversionReviewVersions'), message)]),
    ]
  }
  const isOne = (client?.url === undefined) !== (client?.service === undefined)
  return [
    ...(client === undefined
      ? [required(at, 'required when strategy is set to Webhook')]
      : isOne
        ? []
        : [required(at, 'exactly one of url or service is required')]),
    ...validateReviewVersions(reviews, path.child('conversionReviewVersions')),
  ]
}

function validateReviewVersions(
  versions: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  if (versions.length === 0) return [required(path)]
  const isKnown = versions.some((version) => REVIEW_VERSIONS.includes(version))
  const each = eachItem(versions, path, (version, at, index) =>
    versions.indexOf(version) < index
      ? [invalid(at, version, 'duplicate version')]
      : labelErrors(at, version),
  )
  const must = `must include at least one of ${REVIEW_VERSIONS.join(', ')}`
  return isKnown ? each : [...each, invalid(path, versions, must)]
}

function validateSpec(spec: Spec): readonly FieldError[] {
  const path = rootPath('spec')
  const { group = '', scope = '', versions = [], names = {}, conversion } = spec
  return [
    ...validateGroup(group, path.child('group')),
    ...choice(path.child('scope'), scope, SCOPES),
    ...validateVersions(versions, path),
    // Inside, the first version is named above the others as well.
    ...(versions[0]?.name === undefined || versions[0].name === ''
      ? []
      : labelErrors(path.child('version'), versions[0].name)),
    ...validateNames(names, path.child('names')),
    ...validateCommon(versions, path),
    ...(conversion === undefined ? [] : validateConversion(conversion, path.child('conversion'))),
  ]
}

/** Versions that were stored once stay until nothing is left of them. */
function validateStoredVersions({
  spec = {},
  status = {},
}: Sparse<CustomResourceDefinition>): readonly FieldError[] {
  const path = rootPath('status', 'storedVersions')
  const stored = status.storedVersions ?? []
  if (stored.length === 0) return [invalid(path, null, 'must have at least one stored version')]
  const names = (spec.versions ?? []).map(({ name = '' }) => name)
  const current = (spec.versions ?? []).find(({ storage }) => storage === true)?.name
  return [
    ...(current === undefined || stored.includes(current)
      ? []
      : [invalid(path, stored, `must have the storage version ${current}`)]),
    ...stored.flatMap((version, index) =>
      names.includes(version)
        ? []
        : [
            invalid(
              path.index(index),
              version,
              `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
            ),
          ],
    ),
  ]
}

const isProtected = (group: string): boolean =>
  ['k8s.io', 'kubernetes.io'].some((end) => group === end || group.endsWith(`.${end}`))

function validateApproval({
  metadata,
  spec,
}: Sparse<CustomResourceDefinition>): readonly FieldError[] {
  if (!isProtected(spec?.group ?? '')) return []
  const path = rootPath('metadata', 'annotations').key(APPROVAL)
  const value = metadata?.annotations?.[APPROVAL] ?? ''
  if (value === '') return [required(path, `${APPROVAL_TEXT}, ${APPROVAL_LINK}`)]
  const isUrl = /^https?:\/\/[^/]+/.test(value) || value.startsWith('unapproved')
  const either = 'with either a URL or a reason starting with "unapproved"'
  return isUrl ? [] : [invalid(path, value, `${APPROVAL_TEXT} ${either}, ${APPROVAL_LINK}`)]
}

function validatePreserve({ spec }: Sparse<CustomResourceDefinition>): readonly FieldError[] {
  return spec?.preserveUnknownFields === true
    ? [
        invalid(
          rootPath('spec', 'preserveUnknownFields'),
          true,
          'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
        ),
      ]
    : []
}

/** The errors of a definition, but those of its metadata. */
export function validateDefinition(
  definition: Sparse<CustomResourceDefinition>,
): readonly FieldError[] {
  const { metadata = {}, spec = {} } = definition
  const { name = '' } = metadata
  const isNamed = name === `${spec.names?.plural ?? ''}.${spec.group ?? ''}`
  return [
    ...(isNamed
      ? []
      : [invalid(rootPath('metadata', 'name'), name, 'must be spec.names.plural+"."+spec.group')]),
    ...validateSpec(spec),
    ...validateStoredVersions(definition),
    ...validateApproval(definition),
    ...validatePreserve(definition),
  ]
}

/** The errors of a changed definition: what its objects are called by stays. */
export function validateDefinitionChange(
  next: Sparse<CustomResourceDefinition>,
  old: CustomResourceDefinition,
): readonly FieldError[] {
  const { spec = {} } = next
  const path = rootPath('spec')
  const served = [
    ['scope', spec.scope, old.spec.scope],
    ['names.kind', spec.names?.kind, old.spec.names.kind],
  ] as const
  const always = [
    ['group', spec.group, old.spec.group],
    ['names.plural', spec.names?.plural, old.spec.names.plural],
  ] as const
  const pairs = isEstablished(old) ? [...served, ...always] : always
  return [
    ...validateSpec(spec),
    ...pairs.flatMap(([field, value, before]) =>
      value === before ? [] : [invalid(path.child(...field.split('.')), value ?? '', IMMUTABLE)],
    ),
    ...validateStoredVersions(next),
    ...validateApproval(next),
    ...validatePreserve(next),
  ]
}
