// The one front door of the local stack: /rest, /auth and /storage from @supabase/lite, /functions and the web page.
//
// Its listening socket is handed over by the stack, so the port is taken before Node starts and
// a restart of this process loses no connection attempt.
// Surprise: standard input is a life line. When it closes, the stack is gone, and so are we.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { makeSupabase } from "./supabase.mjs";
import { pages } from "./pages.mjs";
import { proxyTo } from "./proxy.mjs";

const settings = JSON.parse(process.env.WORDMILL_FRONT);
const supabase = await makeSupabase(settings);
const functions = proxyTo(settings.functionsPort);
const page = pages(settings.pages);
const api = getRequestListener((request, { incoming }) => supabase(request, incoming.socket.remoteAddress), {
  overrideGlobalObjects: false,
});

const server = createServer((request, response) => {
  const path = request.url ?? "/";
  if (path.startsWith("/functions/v1/")) return functions(request, response);
  if (/^\/(rest|auth|storage)\/v1(\/|\?|$)/.test(path)) return api(request, response);
  return page(request, response);
});
server.keepAliveTimeout = 65_000;
server.requestTimeout = 0; // a slow upload is not an attack on a laptop
server.listen({ fd: settings.listenOn });

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
process.on("SIGTERM", () => {
  server.closeIdleConnections();
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(0), 1_000).unref();
});
