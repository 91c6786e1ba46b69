// What a Pod for Windows says in its security contexts. It is checked on every system.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateWindowsSecurityContextOptions and validateWindowsHostProcessPod.
import type { PodSpec, WindowsSecurityContextOptions } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import { eachItem, invalid, invalidEach } from '../errors.ts'
import { goJson } from '../go-text.ts'
import type { Sparse } from '../sparse.ts'

const MAX_CREDENTIALS_KIB = 64
const MAX_DOMAIN = 256
const MAX_USER = 104
const CONTROL = /\p{Cc}/u
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`)
const ONLY_DOTS_AND_SPACES = /^[. ]+$/
const NOT_OF_USERS = /["/\\:;|=,+*?<>@[\]]/

/** What is wrong with the name of a user, which a domain and a backslash may precede. */
function userNameFaults(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  if (CONTROL.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const user = parts.at(-1) ?? ''
  const domain = parts.length === 2 ? parts[0] : undefined
  const faults: string[] = []
  if (byteLength(domain ?? '') >= MAX_DOMAIN)
    faults.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`)
  if (domain !== undefined && !NETBIOS.test(domain) && !DNS_DOMAIN.test(domain))
    faults.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
  if (user === '') faults.push("runAsUserName's User cannot be empty")
  else if (byteLength(user) > MAX_USER)
    faults.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`)
  if (ONLY_DOTS_AND_SPACES.test(user))
    faults.push("runAsUserName's User cannot contain only periods or spaces")
  if (NOT_OF_USERS.test(user))
    faults.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`)
  return faults
}

function credentialFaults(spec: string): readonly string[] {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string']
  return byteLength(spec) > MAX_CREDENTIALS_KIB * 1024
    ? [`gmsaCredentialSpec size must be under ${MAX_CREDENTIALS_KIB} KiB`]
    : []
}

/** The errors of the options for Windows of a security context; missing ones have none. */
export function validateWindowsOptions(
  options: Sparse<WindowsSecurityContextOptions> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const rules = [
    ['gmsaCredentialSpecName', isDns1123Subdomain],
    ['gmsaCredentialSpec', credentialFaults],
    ['runAsUserName', userNameFaults],
  ] as const
  return rules.flatMap(([field, faultsOf]) => {
    const value = options?.[field]
    if (value === undefined) return []
    // Upstream prints a pointer, which is written as JSON.
    return invalidEach(path.child(field), value, faultsOf(value)).map((error) => ({
      ...error,
      value: goJson(value),
    }))
  })
}

/** The errors of a Pod that has containers which are processes of the host: then all are, in its network. */
export function validateHostProcessPod(
  spec: Sparse<PodSpec>,
  path: FieldPath,
): readonly FieldError[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess
  let containers = 0
  let hostProcesses = 0
  const errors = (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap(
    (list) =>
      eachItem(spec[list], path.child(list), ({ securityContext }, at) => {
        const own = securityContext?.windowsOptions?.hostProcess
        containers += 1
        if (own ?? ofPod ?? false) hostProcesses += 1
        if (ofPod === undefined || own === undefined || own === ofPod) return []
        const place = at.child('securityContext', 'windowsOptions', 'hostProcess')
        const detail = `pod hostProcess value must be identical if both are specified, was ${String(ofPod)}`
        return [invalid(place, own, detail)]
      }),
  )
  if (hostProcesses === 0) return errors
  const all =
    'If pod contains any hostProcess containers then all containers must be HostProcess containers'
  const network = 'hostNetwork must be true if pod contains any hostProcess containers'
  return [
    ...errors,
    ...(hostProcesses === containers ? [] : [invalid(path, '', all)]),
    ...(spec.hostNetwork === true ? [] : [invalid(path.child('hostNetwork'), false, network)]),
  ]
}
