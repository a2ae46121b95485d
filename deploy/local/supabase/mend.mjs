// Where @supabase/lite differs from the hosted service, as supabase-py and supabase-js see it: mended here, at the
// border of the local stack, so that nothing behind it needs to know.
// Surprise: lite stores the body of a signed upload as it comes; the clients send a form. Every upload is therefore
// unpacked and measured here, and goes on as plain bytes with a known length.
import { createHmac, timingSafeEqual } from "node:crypto";

const TOO_LARGE = 64 * 1024 * 1024;
const UPLOAD = /^\/storage\/v1\/object\/(?!list\/|sign\/|move$|copy$|info\/|public\/)(?<signed>upload\/sign\/)?[^/]+\/./;
const SIGNED = /^\/storage\/v1\/object\/(upload\/)?sign\//;
const OLD_TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)\+00$/;
const ROW_TIMESTAMP = /(?<!\\)"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)\+00"/g;

export async function mendRequest(request, path, { jwtSecret }) {
  if (SIGNED.test(path) && request.method !== "POST") {
    const problem = wrongWith(new URL(request.url).searchParams.get("token") ?? "", jwtSecret);
    if (problem) return refusal("400", "InvalidJWT", problem);
  }
  if (!["POST", "PUT"].includes(request.method) || !UPLOAD.test(path)) return request;
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > TOO_LARGE) return tooLarge();
  const { bytes, type, cacheControl } = await unpack(request);
  if (bytes.length > TOO_LARGE) return tooLarge();
  const headers = new Headers(request.headers);
  headers.set("content-type", type.split(";", 1)[0].trim() || "application/octet-stream");
  headers.set("content-length", String(bytes.length));
  headers.delete("transfer-encoding");
  if (cacheControl && !headers.has("cache-control")) headers.set("cache-control", `max-age=${cacheControl}`);
  return new Request(request.url, { method: request.method, headers, body: bytes });
}

export async function mendResponse(response, request, path, settings) {
  if (path.startsWith("/auth/v1/")) return mendJson(response, (body) => mendSession(mendTimes(body), settings));
  if (path.startsWith("/rest/v1/")) return mendRows(response);
  if (!path.startsWith("/storage/v1/")) return response;
  if (SIGNED.test(path) && request.method === "POST") {
    return mendJson(response, mendSigned);
  }
  if (request.method === "GET" && response.ok) return mendDownload(response, new URL(request.url));
  return (response.headers.get("content-type") ?? "").includes("json") ? mendJson(response, mendTimes) : response;
}

async function unpack(request) {
  const type = request.headers.get("content-type") ?? "application/octet-stream";
  if (!type.startsWith("multipart/form-data")) {
    return { bytes: new Uint8Array(await request.arrayBuffer()), type };
  }
  const form = await request.formData();
  const file = [...form.values()].find((value) => typeof value !== "string");
  if (!file) return { bytes: new Uint8Array(), type: "application/octet-stream" };
  return { bytes: new Uint8Array(await file.arrayBuffer()), type: file.type, cacheControl: form.get("cacheControl") };
}

function tooLarge() {
  return refusal("413", "Payload too large", "The object exceeded the maximum allowed size");
}

function refusal(statusCode, error, message) {
  const headers = { "access-control-allow-origin": "*" };
  return Response.json({ statusCode, error, message }, { status: 400, headers });
}

// lite answers 500 to a token that is forged or too old.
function wrongWith(token, jwtSecret) {
  const [head, claims, signature] = token.split(".");
  const ours = createHmac("sha256", jwtSecret).update(`${head}.${claims}`).digest("base64url");
  if (!signature || signature.length !== ours.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(ours))) {
    return "signature verification failed";
  }
  const { exp } = JSON.parse(Buffer.from(claims, "base64url"));
  return exp > Date.now() / 1000 ? null : '"exp" claim timestamp check failed';
}

// Rows can be many: their times are mended in the text, without parsing it.
async function mendRows(response) {
  if (!(response.headers.get("content-type") ?? "").includes("json")) return response;
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  const text = (await response.text()).replace(ROW_TIMESTAMP, '"$1T$2+00:00"');
  return new Response(text || null, { status: response.status, statusText: response.statusText, headers });
}

export async function mendJson(response, mend) {
  if (!(response.headers.get("content-type") ?? "").includes("json")) return response;
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  const body = text ? JSON.stringify(mend(JSON.parse(text))) : text;
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

// "2026-11-21 06:30:00.1+00" is how PostgreSQL prints a time; the hosted services say "2026-11-21T06:30:00.1Z".
export function mendTimes(value) {
  if (Array.isArray(value)) return value.map(mendTimes);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mendTimes(item)]));
  }
  return typeof value === "string" ? value.replace(OLD_TIMESTAMP, "$1T$2Z") : value;
}

// lite's tokens do not say who issued them, nor what is known of the user: signed anew with what hosted ones say.
function mendSession(body, { url, jwtSecret }) {
  if (typeof body?.access_token !== "string") return body;
  const [head, claims] = body.access_token.split(".");
  const said = JSON.parse(Buffer.from(claims, "base64url"));
  const more = {
    iss: `${url}/auth/v1`,
    phone: body.user?.phone ?? "",
    app_metadata: body.user?.app_metadata ?? {},
    user_metadata: body.user?.user_metadata ?? {},
    aal: "aal1",
    amr: [{ method: "password", timestamp: said.iat }],
    is_anonymous: false,
  };
  const signed = `${head}.${Buffer.from(JSON.stringify({ ...more, ...said })).toString("base64url")}`;
  const signature = createHmac("sha256", jwtSecret).update(signed).digest("base64url");
  return { ...body, access_token: `${signed}.${signature}` };
}

// Hosted: `signedURL` from the storage root on, and `url` for an upload.
function mendSigned(value) {
  if (Array.isArray(value)) return value.map(mendSigned);
  if (typeof value?.signedUrl !== "string") return value;
  const { signedUrl, ...rest } = value;
  const url = signedUrl.replace(/^\/storage\/v1/, "");
  return url.startsWith("/object/upload/") ? { url, ...rest } : { ...rest, signedURL: url || null };
}

function mendDownload(response, url) {
  if (!url.searchParams.has("download")) return response;
  const name = url.searchParams.get("download") || decodeURIComponent(url.pathname.split("/").at(-1));
  const headers = new Headers(response.headers);
  headers.set("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  return new Response(response.body, { status: response.status, headers });
}
