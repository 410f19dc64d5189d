/** Asks the browser to keep the page itself, so that it opens without a network. */
export function registerServiceWorker(): void {
  // Browsers offer it to https and to this machine only.
  navigator.serviceWorker?.register('service-worker.js').catch(() => {})
}
