// The part of Auth's admin API that lite lacks: users made, read, changed and removed with the secret key.
// Surprise: a user is made by lite's own sign-up, so that password and identity are as it wants them; only then are
// the fields set that sign-up does not take.
import { timingSafeEqual } from "node:crypto";
import bcrypt from "bcryptjs";

export function adminApi(app, sql, settings) {
  return async (request, path) => {
    if (request.method === "OPTIONS") return preflight();
    if (!mayAdminister(request, settings.secretKey)) return refusal(403, "not_admin", "User not allowed");
    const match = /^\/auth\/v1\/admin\/users(?:\/([0-9a-f-]{36}))?$/.exec(path);
    const handler = match && handlers[`${request.method} ${match[1] ? "one" : "all"}`];
    if (!handler) return refusal(404, "not_found", "the local stack has no such admin call");
    return handler({ app, sql, settings, request, id: match[1], url: new URL(request.url) });
  };
}

const handlers = {
  "GET all": async ({ sql, url }) => {
    const size = Math.min(Number(url.searchParams.get("per_page")) || 50, 1000);
    const page = Math.max(Number(url.searchParams.get("page")) || 1, 1);
    const rows = await sql`select * from auth.users order by created_at, id limit ${size} offset ${(page - 1) * size}`;
    const [{ count }] = await sql`select count(*)::int from auth.users`;
    const users = rows.map(shown);
    return json({ users, aud: "authenticated" }, { "x-total-count": String(count) });
  },
  "GET one": async ({ sql, id }) => answer(await find(sql, id)),
  "POST all": async ({ app, sql, settings, request }) => {
    const wanted = await request.json();
    const made = await app.fetch(
      new Request(`${settings.url}/auth/v1/signup`, {
        method: "POST",
        headers: { apikey: settings.publishableKey, "content-type": "application/json" },
        body: JSON.stringify({
          email: wanted.email,
          password: wanted.password ?? crypto.randomUUID(),
          data: wanted.user_metadata ?? {},
        }),
      }),
    );
    if (!made.ok) return made;
    const { user, id } = await made.json();
    await change(sql, user?.id ?? id, { app_metadata: wanted.app_metadata });
    // The sign-up opened a session that nobody asked for.
    await sql`delete from auth.sessions where user_id = ${user?.id ?? id}`;
    return answer(await find(sql, user?.id ?? id));
  },
  "PUT one": async ({ sql, id, request }) => {
    await change(sql, id, await request.json());
    return answer(await find(sql, id));
  },
  "DELETE one": async ({ sql, id }) => {
    const gone = await sql`delete from auth.users where id = ${id} returning id`;
    return gone.length ? json({}) : answer(null);
  },
};

async function find(sql, id) {
  const [row] = await sql`select * from auth.users where id = ${id}`;
  return row ? shown(row) : null;
}

async function change(sql, id, { app_metadata: app, user_metadata: own, password, email, ban_duration: ban }) {
  const hash = password ? await bcrypt.hash(password, 10) : null;
  await sql`update auth.users set
    raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || ${JSON.stringify(app ?? {})}::text::jsonb,
    raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || ${JSON.stringify(own ?? {})}::text::jsonb,
    encrypted_password = coalesce(${hash}, encrypted_password),
    email = coalesce(${email?.toLowerCase() ?? null}, email),
    banned_until = case ${ban ?? null}::text
      when null then banned_until when 'none' then null
      else coalesce(now() + ${ban && ban !== "none" ? ban : null}::text::interval, banned_until) end,
    updated_at = now()
    where id = ${id}`;
}

function shown(row) {
  const { raw_app_meta_data: app, raw_user_meta_data: own, encrypted_password: _hidden, ...rest } = row;
  const times = Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !/token|_sso_|email_change|phone_change|reauthentication/.test(name))
      .map(([name, value]) => [name, /_(at|until)$/.test(name) && value ? new Date(value).toISOString() : value]),
  );
  return { ...times, phone: row.phone ?? "", app_metadata: app ?? {}, user_metadata: own ?? {}, identities: [] };
}

function mayAdminister(request, secretKey) {
  const given = Buffer.from(request.headers.get("apikey") ?? "");
  const wanted = Buffer.from(secretKey);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function answer(user) {
  return user ? json(user) : refusal(404, "user_not_found", "User not found");
}

function refusal(status, code, message) {
  return Response.json({ code: status, error_code: code, msg: message }, { status, headers: cors() });
}

function json(body, headers = {}) {
  return Response.json(body, { headers: { ...cors(), ...headers } });
}

function preflight() {
  return new Response(null, { status: 204, headers: { ...cors(), "access-control-allow-headers": "*" } });
}

function cors() {
  return { "access-control-allow-origin": "*", "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS" };
}
