// What happens when a limit of memory is below what it takes to start a process at all.
// The words are those of runc 1.3 on cgroup v2, behind containerd 2.
import type { CriResult, PodSandboxConfig } from '../cri.ts'

/** What runc's init needs. With 1 MiB it fails, with 10 MiB it does not. */
const LEAST_BYTES = 4 * 1024 * 1024

/** The cause that runc names. It stands where the usual words "error during container init" would. */
const KILLED = 'container init was OOM-killed (memory limit too low?)'

/** True when nothing can start within a limit. */
export function isTooLittle(limitBytes: number | null | undefined): boolean {
  return (
    limitBytes !== null && limitBytes !== undefined && limitBytes > 0 && limitBytes < LEAST_BYTES
  )
}

/** The message of a container that cannot start within its limit. */
export const TOO_LITTLE_MESSAGE = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${KILLED}`

/** The refusal of a sandbox whose Pod may have too little; null when it may have enough. */
export function sandboxRefusal(
  id: string,
  { memoryLimitBytes }: PodSandboxConfig,
): CriResult<never> | null {
  if (!isTooLittle(memoryLimitBytes)) return null
  const message = `rpc error: code = Unknown desc = failed to start sandbox "${id}": ${TOO_LITTLE_MESSAGE}`
  return { ok: false, reason: 'CreatePodSandboxError', message }
}
