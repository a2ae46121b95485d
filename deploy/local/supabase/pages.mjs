// Serves the web page: the files of deploy/web, and one file that tells the page which project it belongs to.
// Surprise: /wordmill-config.json is made up here; on a real host it is a file that is deployed with the page.
import { createReadStream, statSync } from "node:fs";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
  ".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

export function pages({ folder, config }) {
  return (request, response) => {
    const path = decode((request.url ?? "/").split("?", 1)[0]);
    if (path === "/wordmill-config.json") return sendJson(request, response, 200, config);
    const file = path === null ? null : find(folder, path);
    if (!file) return sendJson(request, response, 404, { message: "no such page" });
    if (!["GET", "HEAD"].includes(request.method)) return sendJson(request, response, 405, { message: "GET or HEAD" });
    response.writeHead(200, {
      "content-type": TYPES[extname(file.path)] ?? "application/octet-stream",
      "content-length": file.size,
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
    return request.method === "HEAD" ? response.end() : createReadStream(file.path).pipe(response);
  };
}

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function find(folder, path) {
  const full = normalize(join(folder, path));
  if (full !== folder && !full.startsWith(folder + sep)) return null;
  for (const candidate of [full, join(full, "index.html")]) {
    const found = statSync(candidate, { throwIfNoEntry: false });
    if (found?.isFile()) return { path: candidate, size: found.size };
  }
  return null;
}

function sendJson(request, response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : text);
}
