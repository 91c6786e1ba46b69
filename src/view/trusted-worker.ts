// Starts workers in a page that allows only named makers of script addresses (Trusted Types). The
// maker takes addresses of this page's own files and nothing else.

interface ScriptUrlPolicy {
  createScriptURL(url: string): string
}

interface TrustedTypesFactory {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy
}

declare global {
  var trustedTypes: TrustedTypesFactory | undefined
}

let policy: ScriptUrlPolicy | undefined

/** Starts a module worker from the address that Vite gives for `?worker&url`. */
export function startWorker(url: string, name: string): Worker {
  policy ??= globalThis.trustedTypes?.createPolicy('podscape-worker', { createScriptURL: ownUrl })
  return new Worker(policy?.createScriptURL(url) ?? ownUrl(url), { type: 'module', name })
}

function ownUrl(url: string): string {
  const absolute = new URL(url, document.baseURI)
  if (absolute.origin !== location.origin) throw new Error('a worker must come from this page')
  return absolute.href
}
