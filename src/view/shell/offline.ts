// Without a network after the first visit: a service worker keeps the files of the page. A newer version is fetched
// beside the one that is used, and taken when the person says so.
import { trustedScript } from '#view/trusted-worker.ts'

/** Registers the service worker; `onUpdate` gets what takes a newer version and loads the page with it. */
export function keepOffline(onUpdate: (take: () => void) => void): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const { serviceWorker } = navigator
  const offer = (waiting: ServiceWorker): void =>
    onUpdate(() => {
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
      waiting.postMessage({ type: 'SKIP_WAITING' })
    })
  const watch = (registration: ServiceWorkerRegistration): void => {
    if (registration.waiting !== null) offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const { installing } = registration
      installing?.addEventListener('statechange', () => {
        // The first one has no page to take over from.
        const isNewer = installing.state === 'installed' && serviceWorker.controller !== null
        if (isNewer) offer(installing)
      })
    })
  }
  // A browser that keeps nothing, as in a private window, goes on without.
  serviceWorker
    .register(trustedScript('./sw.js'))
    .then(watch)
    .catch(() => {})
}
