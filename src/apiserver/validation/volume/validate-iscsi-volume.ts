// Volumes of iSCSI. Of a PersistentVolume and of a Pod they are checked in another order, in other words.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateISCSIVolumeSource and validateISCSIPersistentVolumeSource.
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { byteLength } from '#lib/byte-length.ts'
import { inclusiveRange } from '#api/meta/formats.ts'
import { invalid, required } from '../errors.ts'
import { filledOr, type Source, textOf, type VendorScope } from './vendor-source.ts'

const MAX_NAME_AND_PORTAL = 64
const NAME_AND_PORTAL =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'
const QUALIFIED_NAMES = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\t\n\f\r ]+)$/],
  ['eui', /^eui.[a-zA-Z0-9]{16}$/],
  ['naa', /^naa.[a-zA-Z0-9]{32}$/],
] as const

/** What is wrong with a name of the protocol. */
function nameFaults(name: string, isPersistent: boolean): readonly string[] {
  const form = QUALIFIED_NAMES.find(([prefix]) => name.startsWith(prefix))
  const short = 'must be valid format'
  if (form === undefined) return [isPersistent ? short : `${short} starting with iqn, eui, or naa`]
  return form[1].test(name) ? [] : [short]
}

/** What is wrong with the name of a volume of a Pod because of its iscsi source; `at` is the name's place. */
export function validateIscsiName(
  name: string,
  source: object | undefined,
  at: FieldPath,
): readonly FieldError[] {
  const isLong = source !== undefined && hasLongName(name, source as Source)
  return isLong ? [invalid(at, name, NAME_AND_PORTAL)] : []
}

const hasLongName = (name: string, source: Source): boolean =>
  typeof source['initiatorName'] === 'string' &&
  byteLength(`${name}:${textOf(source, 'targetPortal')}`) > MAX_NAME_AND_PORTAL

/** The errors of a source of the type iscsi. */
export function validateIscsi(
  source: Source,
  at: FieldPath,
  { isPersistent, name }: VendorScope,
): readonly FieldError[] {
  const { lun, secretRef, initiatorName } = source
  const [iqn, portal] = [textOf(source, 'iqn'), textOf(source, 'targetPortal')]
  const isLong = isPersistent && hasLongName(name, source)
  const isNamed = (path: string, text: string): readonly FieldError[] =>
    nameFaults(text, isPersistent).map((fault) => invalid(at.child(path), text, fault))
  const errors = filledOr(source, ['targetPortal'], at)
  if (isLong) errors.push(invalid(at.child('targetportal'), portal, NAME_AND_PORTAL))
  errors.push(...(iqn === '' ? [required(at.child('iqn'))] : isNamed('iqn', iqn)))
  if (typeof lun === 'number' && (lun < 0 || lun > 255))
    errors.push(invalid(at.child('lun'), lun, inclusiveRange(0, 255)))
  const isSecret = source['chapAuthDiscovery'] === true || source['chapAuthSession'] === true
  if (isSecret && secretRef === undefined) errors.push(required(at.child('secretRef')))
  if (isPersistent && typeof secretRef === 'object')
    errors.push(...filledOr(secretRef as Source, ['name'], at.child('secretRef')))
  if (typeof initiatorName === 'string') errors.push(...isNamed('initiatorname', initiatorName))
  return errors
}
