// Keeps the whole app in the browser, so that it starts and works with the network cut. It never sees a person's data: files are read by the
// page itself, and only the app's own files pass through here.

// The build writes the version and the list of files here; without them this worker stands aside.
const PRECACHE = null;

const PREFIX = 'stratify-';
const scope = self.registration.scope;
const absolute = (path) => new URL(path, scope).href;
const page = absolute('./index.html');
// A cache belongs to one place of hosting: two copies of the app on one origin keep apart.
const family = `${PREFIX}${new URL(scope).pathname}#`;
const name = PRECACHE ? family + PRECACHE.version : null;
const files = new Set(PRECACHE ? PRECACHE.files.map(absolute) : []);
// A name with its content's hash never changes its content.
const hashed = (url) => /-[0-9a-f]{16}\.\w+$/.test(url);

async function install() {
  if (!PRECACHE) return;
  const cache = await caches.open(name);
  await Promise.all([...files].map(async (url) => {
    const known = hashed(url) && await caches.match(url);
    const response = known || await fetch(url, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    await cache.put(url, response);
  }));
  // A page that is open goes on with the files of its own version, see `activate`; the next load takes the new ones.
  await self.skipWaiting();
}

async function activate() {
  const own = (await caches.keys()).filter((key) => key.startsWith(family));
  // The version before stays for pages that are still open with it.
  const old = own.filter((key) => key !== name).slice(0, -1);
  await Promise.all(old.map((key) => caches.delete(key)));
  await self.clients.claim();
}

async function answer(request, url) {
  const cache = await caches.open(name);
  const found = await cache.match(url) || (hashed(url) && await caches.match(url));
  return found || fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (!PRECACHE || request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const plain = request.url.split(/[?#]/)[0];
  const url = plain === scope ? page : plain;
  if (files.has(url) || hashed(url)) event.respondWith(answer(request, url));
});
