// Keeps one whole version of the application on the device, so that any of its addresses opens without a network.
//
// The server fills in the version and the addresses, so that this text changes whenever any file does, and the
// browser then installs it beside the version in use. A page always runs on the files of the version that answered
// its navigation: the new version waits until the page, with everything typed saved, asks it to take over.

const CACHE = "jalon-__VERSION__";
const FILES = __FILES__;
const SHELL = "/";

// Addresses that are not the application's: the server alone answers them.
const SERVER_ONLY = [/^\/api\//, /^\/sync(\/|$)/, /^\/healthz$/, /^\/interviews\/[^/]+\/export\./];

// All files or none: one that is missing fails the installation, and the version in use goes on.
async function keepAll() {
  const cache = await caches.open(CACHE);
  const requests = FILES.map((file) => new Request(file, { cache: "reload", credentials: "same-origin" }));
  try {
    await cache.addAll(requests);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function forgetOthers() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith("jalon-") && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// The kept file, else the network: an address that this version does not know is not its own to refuse.
async function answer(request, address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keepAll()));

self.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (SERVER_ONLY.some((pattern) => pattern.test(address.pathname))) return;
  if (request.mode === "navigate") {
    event.respondWith(answer(request, SHELL));
  } else if (FILES.includes(address.pathname)) {
    event.respondWith(answer(request, address.pathname));
  }
});

// The page asks for the change once nothing would be lost by it.
self.addEventListener("message", (event) => {
  if (event.data?.type === "skip-waiting") self.skipWaiting();
});
