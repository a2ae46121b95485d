// Serves the web page: the files of deploy/web, and one file that tells the page which project it belongs to.
// Surprise: /wordmill-config.json is made up here; on a real host it is a file that is deployed with the page.
import { createReadStream, statSync } from "node:fs";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
  ".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

// What the page needs from npm; on a real host it is copied beside the page.
const VENDOR = {
  "/vendor/supabase.js": new URL("../node_modules/@supabase/supabase-js/dist/umd/supabase.js", import.meta.url),
};

export function pages({ folder, config }) {
  const guard = guards([config.supabase_url, config.functions_url]);
  return (request, response) => {
    const path = decode((request.url ?? "/").split("?", 1)[0]);
    if (path === "/wordmill-config.json") return sendJson(request, response, 200, config);
    const file = path === null ? null : VENDOR[path] ? seen(fileURLToPath(VENDOR[path])) : find(folder, path);
    if (!file) return sendJson(request, response, 404, { message: "no such page" });
    if (!["GET", "HEAD"].includes(request.method)) return sendJson(request, response, 405, { message: "GET or HEAD" });
    response.writeHead(200, {
      "content-type": TYPES[extname(file.path)] ?? "application/octet-stream",
      "content-length": file.size,
      "cache-control": "no-cache",
      ...guard,
    });
    return request.method === "HEAD" ? response.end() : createReadStream(file.path).pipe(response);
  };
}

// The page shows documents of strangers: nothing runs but its own files, and it talks to its own project only.
function guards(addresses) {
  const project = [...new Set(addresses.filter(Boolean).map((address) => new URL(address).origin))].join(" ");
  return {
    "content-security-policy": [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
      `connect-src 'self' ${project}`.trim(), "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
      "require-trusted-types-for 'script'", "trusted-types 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
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
  return seen(full) ?? seen(join(full, "index.html"));
}

function seen(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { path, size: found.size } : null;
}

function sendJson(request, response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : text);
}
