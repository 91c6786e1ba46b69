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

/** The address of a script of this page, in the form that the browser asks for. */
export function trustedScript(url: string): string {
  policy ??= globalThis.trustedTypes?.createPolicy('podscape-worker', { createScriptURL: ownUrl })
  return policy?.createScriptURL(url) ?? ownUrl(url)
}

/** Starts a module worker from the address that Vite gives for `?worker&url`. */
export function startWorker(url: string, name: string): Worker {
  return new Worker(trustedScript(url), { type: 'module', name })
}

function ownUrl(url: string): string {
  const absolute = new URL(url, document.baseURI)
  if (absolute.origin !== location.origin) throw new Error('a worker must come from this page')
  return absolute.href
}
