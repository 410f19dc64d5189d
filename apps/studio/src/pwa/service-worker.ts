/**
 * Keeps the files of the page. What was built together is served together: a new version takes over when all pages of
 * the old one are closed, so work in progress is never reloaded. Responses keep the headers that they came with, the
 * policy and the isolation among them.
 */

interface Precache {
  readonly version: string
  readonly files: readonly string[]
}

/** The parts of a service worker that TypeScript's library for pages does not know. */
interface WorkerScope {
  /** Written in front of this script by the build. */
  readonly precache: Precache
  readonly registration: { readonly scope: string }
  addEventListener(
    type: 'install' | 'activate',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(response: Promise<Response>): void }) => void,
  ): void
}

const scope = self as unknown as WorkerScope
const prefix = 'cuts-studio-'
const name = `${prefix}${scope.precache.version}`

scope.addEventListener('install', event => {
  event.waitUntil(
    caches
      .open(name)
      .then(cache =>
        cache.addAll(['./', ...scope.precache.files].map(file => new Request(file, { cache: 'no-cache' }))),
      ),
  )
})

scope.addEventListener('activate', event => {
  event.waitUntil(
    caches
      .keys()
      .then(keys =>
        Promise.all(keys.filter(key => key.startsWith(prefix) && key !== name).map(key => caches.delete(key))),
      ),
  )
})

scope.addEventListener('fetch', event => {
  const { request } = event
  if (request.method !== 'GET' || !request.url.startsWith(scope.registration.scope)) return
  event.respondWith(
    caches
      .open(name)
      .then(cache => cache.match(request, { ignoreSearch: true }))
      .then(kept => kept ?? fetch(request)),
  )
})
