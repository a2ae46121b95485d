// Two calls of the Storage API that lite answers differently, answered here by asking it several times or for more.
//
// A list shows the folder it is asked for, as a file manager does: names without the folder's path, one entry without
// an id per folder below. Many signed URLs at once fail one by one, never all together.
// Surprise: lite's list knows no folders, so everything under the prefix is fetched and folded here.
import { mendJson, mendTimes } from "./mend.mjs";

const MOST = 100_000;

export function callFor(path) {
  if (/^\/storage\/v1\/object\/list\/[^/]+$/.test(path)) return list;
  if (/^\/storage\/v1\/object\/sign\/[^/]+$/.test(path)) return signMany;
  return undefined;
}

async function list(request, _path, ask) {
  const wanted = await request.json();
  const folder = (wanted.prefix ?? "").replace(/^\/+|\/+$/g, "");
  const prefix = folder ? `${folder}/` : "";
  const answer = await ask(like(request, request.url, { prefix, limit: MOST, offset: 0 }));
  if (!answer.ok) return answer;
  return mendJson(answer, (rows) => page(fold(mendTimes(rows), prefix), wanted));
}

function fold(rows, prefix) {
  const entries = new Map();
  for (const row of rows) {
    // `like` takes % and _ in a prefix for wildcards.
    if (!row.name.startsWith(prefix)) continue;
    const [name, ...below] = row.name.slice(prefix.length).split("/");
    if (below.length === 0) entries.set(name, { ...row, name });
    else if (!entries.has(name)) entries.set(name, { name, id: null, updated_at: null, created_at: null, last_accessed_at: null, metadata: null });
  }
  return [...entries.values()];
}

function page(entries, { search, sortBy, limit = 100, offset = 0 }) {
  const { column = "name", order = "asc" } = sortBy ?? {};
  const sign = order === "desc" ? -1 : 1;
  const value = (entry) => String(entry[column] ?? "");
  return entries
    .filter((entry) => !search || entry.name.toLowerCase().startsWith(search.toLowerCase()))
    .sort((one, other) => sign * (value(one) < value(other) ? -1 : value(one) > value(other) ? 1 : 0))
    .slice(offset, offset + limit);
}

async function signMany(request, path, ask) {
  const { expiresIn, paths } = await request.json();
  const bucket = path.split("/").at(-1);
  const results = [];
  for (const one of paths) {
    const url = new URL(`/storage/v1/object/sign/${bucket}/${one.split("/").map(encodeURIComponent).join("/")}`, request.url);
    const answer = await ask(like(request, url, { expiresIn: Number(expiresIn) }));
    const body = await answer.json();
    if (answer.status === 401) return Response.json(body, { status: 401 });
    const signedURL = answer.ok ? body.signedUrl.replace(/^\/storage\/v1/, "") : null;
    const error = answer.ok ? null : "Either the object does not exist or you do not have access to it";
    results.push({ error, path: one, signedURL });
  }
  return Response.json(results, { headers: { "access-control-allow-origin": "*" } });
}

function like(request, url, body) {
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  return new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
}
