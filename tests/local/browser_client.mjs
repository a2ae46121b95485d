// A web app's day in supabase-js, told as JSON lines: what a browser would do against the local stack.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [root, url, key] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${root}/deploy/local/package.json`));
const { createClient } = require("@supabase/supabase-js");

const client = createClient(url, key, { auth: { autoRefreshToken: false, persistSession: false } });
const told = {};
const tell = (name, { data, error }) => {
  if (error) throw new Error(`${name}: ${error.message}`);
  told[name] = data;
  return data;
};

const email = `js-${crypto.randomUUID()}@example.com`;
const { user } = tell("signUp", await client.auth.signUp({ email, password: "correct-horse-battery" }));
tell("signIn", await client.auth.signInWithPassword({ email, password: "correct-horse-battery" }));
const { id } = tell("insert", await client.from("notes").insert({ body: "aus dem Browser" }).select("id").single());
tell("read", await client.from("notes").select("body, loud").eq("id", id).single());
tell("rpc", await client.rpc("add_up", { a: 20, b: 22 }));
const papers = client.storage.from("papers");
const path = `${user.id}/a.txt`;
tell("upload", await papers.upload(path, new Blob(["blob"], { type: "text/plain" })));
tell("download", { data: await (await papers.download(path)).data.text() });
const { signedUrl } = tell("sign", await papers.createSignedUrl(path, 60));
tell("fetch", { data: await (await fetch(signedUrl)).text() });
const slot = tell("slot", await papers.createSignedUploadUrl(`${user.id}/b.txt`));
tell("put", await papers.uploadToSignedUrl(slot.path, slot.token, new Blob(["slot"], { type: "text/plain" })));
told.many = tell("signMany", await papers.createSignedUrls([path, `${user.id}/none.txt`], 60)).map((one) => !one.error);
told.names = tell("list", await papers.list(user.id)).map((entry) => entry.name);
told.removed = tell("remove", await papers.remove([path])).length;
const preflight = await fetch(`${url}/rest/v1/notes`, {
  method: "OPTIONS",
  headers: {
    origin: "http://localhost:3000",
    "access-control-request-method": "POST",
    "access-control-request-headers": "apikey,authorization,content-type,prefer,x-client-info",
  },
});
told.preflight = [preflight.ok, preflight.headers.get("access-control-allow-origin")];
const { error: signedOut } = await client.auth.signOut();
told.signedOut = signedOut === null;
process.stdout.write(`${JSON.stringify(told)}\n`);
