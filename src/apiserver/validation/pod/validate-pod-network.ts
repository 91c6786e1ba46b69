// DNS, host names and the use of the host's namespaces by a Pod.
// Follows pkg/apis/core/validation/validation.go (v1.36), validatePodDNSConfig, validateHostUsers and others.
import type { PodDNSConfig, PodSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain, isDns1123SubdomainWithUnderscore } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import { isIpAddress } from '../addresses.ts'
import { eachItem, forbidden, invalid, invalidEach, required, tooLong } from '../errors.ts'
import type { Sparse } from '../sparse.ts'

const MAX_NAMESERVERS = 3
const MAX_SEARCH_PATHS = 32
const MAX_SEARCH_CHARACTERS = 2048
const MAX_HOSTNAME = 64

function validateNameservers(
  nameservers: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  const tooMany =
    nameservers.length > MAX_NAMESERVERS
      ? [invalid(path, nameservers, `must not have more than ${MAX_NAMESERVERS} nameservers`)]
      : []
  return [
    ...tooMany,
    ...eachItem(nameservers, path, (address, at) => invalidEach(at, address, isIpAddress(address))),
  ]
}

function validateSearches(searches: readonly string[], path: FieldPath): readonly FieldError[] {
  const errors: FieldError[] = []
  if (searches.length > MAX_SEARCH_PATHS) {
    errors.push(invalid(path, searches, `must not have more than ${MAX_SEARCH_PATHS} search paths`))
  }
  if (byteLength(searches.join(' ')) > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`
    errors.push(invalid(path, searches, detail))
  }
  return [
    ...errors,
    ...eachItem(searches, path, (search, at) => {
      if (search === '.') return []
      const name = search.endsWith('.') ? search.slice(0, -1) : search
      return invalidEach(at, name, isDns1123SubdomainWithUnderscore(name))
    }),
  ]
}

/** The errors of spec.dnsConfig. */
export function validateDnsConfig(
  config: Sparse<PodDNSConfig> | undefined,
  dnsPolicy: string,
  path: FieldPath,
): readonly FieldError[] {
  const { nameservers = [], searches = [], options } = config ?? {}
  if (dnsPolicy === 'None') {
    if (config === undefined)
      return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    if (nameservers.length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
      return [required(path.child('nameservers'), detail)]
    }
  }
  return [
    ...validateNameservers(nameservers, path.child('nameservers')),
    ...validateSearches(searches, path.child('searches')),
    ...eachItem(options, path.child('options'), ({ name = '' }, at) =>
      name === '' ? [required(at, 'must not be empty')] : [],
    ),
  ]
}

/** With hostNetwork a host port is the container port; in a template it may still be missing. */
export function validateHostNetworkPorts(
  spec: Sparse<PodSpec>,
  isPod: boolean,
  path: FieldPath,
): readonly FieldError[] {
  if (spec.hostNetwork !== true) return []
  return eachItem(spec.containers, path.child('containers'), (container, containerPath) =>
    eachItem(
      container.ports,
      containerPath.child('ports'),
      ({ hostPort = 0, containerPort = 0 }, at) => {
        if (hostPort === containerPort || (!isPod && hostPort === 0)) return []
        const detail = 'must match `containerPort` when `hostNetwork` is true'
        return [invalid(at.child('hostPort'), hostPort, detail)]
      },
    ),
  )
}

/** A user namespace of its own excludes namespaces of the host and block devices. */
export function validateHostUsers(spec: Sparse<PodSpec>, path: FieldPath): readonly FieldError[] {
  if (spec.hostUsers !== false) return []
  const detail = 'when `hostUsers` is false'
  const errors: FieldError[] = []
  if (spec.hostNetwork === true) errors.push(forbidden(path.child('hostNetwork'), detail))
  if (spec.hostPID === true) errors.push(forbidden(path.child('HostPID'), detail))
  if (spec.hostIPC === true) errors.push(forbidden(path.child('HostIPC'), detail))
  for (const list of ['initContainers', 'containers'] as const) {
    errors.push(
      ...eachItem(spec[list], path.child(list), (container, at) =>
        (container.volumeDevices ?? []).length > 0
          ? [forbidden(at.child('volumeDevices'), detail)]
          : [],
      ),
    )
  }
  return errors
}

/** The errors of spec.hostnameOverride. */
export function validateHostnameOverride(
  spec: Sparse<PodSpec>,
  path: FieldPath,
): readonly FieldError[] {
  const { hostnameOverride: name } = spec
  if (name === undefined) return []
  const errors: FieldError[] = []
  if (spec.setHostnameAsFQDN === true) {
    errors.push(forbidden(path, 'may not be specified when setHostnameAsFQDN is true'))
  }
  if (spec.hostNetwork === true)
    errors.push(forbidden(path, 'may not be specified when hostNetwork is true'))
  if (byteLength(name) > MAX_HOSTNAME) errors.push(tooLong(path, MAX_HOSTNAME))
  return [...errors, ...invalidEach(path, name, isDns1123Subdomain(name))]
}

/** The errors of spec.hostAliases. */
export function validateHostAliases(
  aliases: Sparse<PodSpec>['hostAliases'],
  path: FieldPath,
): readonly FieldError[] {
  return eachItem(aliases, path, ({ ip = '', hostnames }, at) => [
    ...invalidEach(at.child('ip'), ip, isIpAddress(ip)),
    ...eachItem(hostnames, at.child('hostnames'), (name, namePath) =>
      invalidEach(namePath, name, isDns1123Subdomain(name)),
    ),
  ])
}
