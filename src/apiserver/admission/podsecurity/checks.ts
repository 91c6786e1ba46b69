// The checks of the Pod Security Standards, each with the level and the versions in which it holds.
// Follows k8s.io/pod-security-admission/policy/registry.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import {
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seccompBaseline,
  seLinuxOptions,
  sysctls,
  windowsHostProcess,
} from './baseline.ts'
import type { Level } from './policy.ts'
import {
  capabilitiesRestricted,
  privilegeEscalation,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
} from './restricted.ts'
import { isRelaxed, type Subject, type Verdict } from './subject.ts'

simplified(
  'pod-security-seccomp-annotations',
  'versions of Pod Security below v1.19 do not look at the annotations that seccomp profiles had then.',
)

export interface Check {
  readonly id: string
  readonly level: Exclude<Level, 'privileged'>
  /** The minor version since which it holds. */
  readonly since: number
  /** Checks of the baseline that it takes the place of. */
  readonly overrides?: string
  run(subject: Subject, minor: number): Verdict
}

const baseline = (id: string, run: Check['run'], since = 0): Check => ({
  id,
  level: 'baseline',
  since,
  run,
})
const restricted = (id: string, run: Check['run'], since: number, overrides = ''): Check => ({
  id,
  level: 'restricted',
  since,
  overrides,
  run,
})

/** In the order in which violations are listed. */
export const CHECKS: readonly Check[] = [
  baseline('appArmorProfile', appArmorProfile),
  baseline('capabilities_baseline', capabilitiesBaseline),
  baseline('hostNamespaces', hostNamespaces),
  baseline('hostPathVolumes', hostPathVolumes),
  baseline('hostPorts', hostPorts),
  baseline('hostProbesAndHostLifecycle', hostProbes, 34),
  baseline('privileged', privileged),
  baseline('procMount', (subject, minor) =>
    isRelaxed(subject, minor) ? null : procMount(subject),
  ),
  baseline('seLinuxOptions', seLinuxOptions),
  baseline('seccompProfile_baseline', seccompBaseline, 19),
  baseline('sysctls', sysctls),
  baseline('windowsHostProcess', windowsHostProcess),
  restricted('allowPrivilegeEscalation', privilegeEscalation, 8),
  restricted('capabilities_restricted', capabilitiesRestricted, 22, 'capabilities_baseline'),
  restricted('procMount_restricted', procMount, 35, 'procMount'),
  restricted('restrictedVolumes', restrictedVolumes, 0, 'hostPathVolumes'),
  restricted('runAsNonRoot', runAsNonRoot, 0),
  restricted('runAsUser', runAsUser, 23),
  restricted('seccompProfile_restricted', seccompRestricted, 19, 'seccompProfile_baseline'),
]
