// Hooks of Helm among manifests, as `helm template` prints them: those that an installation does not run are left out.
import type { ApiObject } from '#api/meta/object.ts'
import type { CheckedObject } from '#manifest/check-files.ts'
import type { FileDiagnostic } from '#manifest/types.ts'

const HOOK = 'helm.sh/hook'
const AT_INSTALL: ReadonlySet<string> = new Set(['pre-install', 'post-install', 'crd-install'])

/** When Helm would apply an object; nothing for one that is no hook. */
function hooksOf({ metadata }: ApiObject): readonly string[] {
  const hooks = metadata.annotations?.[HOOK] ?? ''
  return hooks
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
}

/** True for a hook that an installation does not run: of a test, an upgrade, a deletion. */
export function isOtherHook(object: ApiObject): boolean {
  const hooks = hooksOf(object)
  return hooks.length > 0 && !hooks.some((hook) => AT_INSTALL.has(hook))
}

/** What is said of each hook. */
export function aboutHooks(
  objects: readonly Pick<CheckedObject, 'object' | 'path' | 'ranges'>[],
): readonly FileDiagnostic[] {
  return objects.flatMap(({ object, path, ranges }): readonly FileDiagnostic[] => {
    const hooks = hooksOf(object)
    if (hooks.length === 0) return []
    const what = `this ${object.kind} is a hook of Helm (${hooks.join(', ')})`
    const message = isOtherHook(object)
      ? `${what}: an installation does not run it, so it is left out`
      : `${what}: Helm waits for its end before it goes on; here it is applied together with the rest, as by kubectl`
    const range = ranges.nearest(['metadata', 'annotations', HOOK])
    return [{ path, severity: 'info', source: 'scope', message, range }]
  })
}
