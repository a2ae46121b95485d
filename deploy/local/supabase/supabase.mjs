// @supabase/lite on our PostgreSQL, with what differs from the hosted service mended on the way in and out.
// Surprise: what lite calls an admin mode (calls without a key are the service's) is off, and stays off.
import { App } from "@supabase/lite";
import { adminApi } from "./admin.mjs";
import { Connection } from "./connection.mjs";
import { Files } from "./files.mjs";
import { callFor } from "./listing.mjs";
import { mendRequest, mendResponse } from "./mend.mjs";

export async function makeSupabase(settings) {
  const connection = new Connection({
    url: settings.databaseUrl,
    postgresOptions: {
      max: 20,
      onnotice: () => {},
      connection: { application_name: "wordmill supabase", "storage.allow_delete_query": "true" },
    },
  });
  const app = new App({
    connection,
    api: { schemas: ["public"], extra_search_path: ["public", "extensions"], max_rows: 1000 },
    auth: {
      enabled: true,
      site_url: settings.url,
      additional_redirect_urls: [`${settings.url}/**`],
      jwt_secret: settings.jwtSecret,
      jwt_expiry: 3600,
      publishable_key: settings.publishableKey,
      secret_key: settings.secretKey,
      email: { enable_signup: true, enable_confirmations: false },
    },
    storage: { enabled: true, file_size_limit: "50MiB" },
    studio: { enabled: false },
    db: { migrations: { enabled: false } },
    options: { server: { admin: false, disableStudio: true } },
  });
  app._storageAdapter = new Files(settings.files, connection.driver);
  await app.init();
  const admin = adminApi(app, connection.driver, settings);
  return async (request, peerAddress) => {
    const path = new URL(request.url).pathname;
    if (path.startsWith("/auth/v1/admin/")) return admin(request, path);
    if (path === "/auth/v1/health") return Response.json({ name: "GoTrue", version: "lite", description: "local" });
    const ask = (one) => app.fetch(one, { peerAddress: peerAddress ?? null });
    const whole = request.method === "POST" && callFor(path);
    if (whole) return whole(request, path, ask);
    const mended = await mendRequest(request, path, settings);
    return mended instanceof Response ? mended : mendResponse(await ask(mended), mended, path, settings);
  };
}
