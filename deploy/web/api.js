// The project this page talks to: rows straight from Supabase under row level security, functions by fetch.
// Surprise: on one machine 127.0.0.1 and localhost are two origins; the page stays with the one it was opened at.

export const DIRECT_BYTES = 5 * 1024 * 1024;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** What a function refused, in its own words. */
export class Refused extends Error {
  constructor(problem, retryAfter) {
    super(problem.detail || problem.title || "The request was refused.");
    this.code = problem.code;
    this.retryAfter = retryAfter;
  }
}

export async function connect() {
  const answer = await fetch("wordmill-config.json");
  if (!answer.ok) throw new Error("wordmill-config.json is missing: it names the project this page belongs to.");
  const config = await answer.json();
  const url = sameMachine(config.supabase_url) ?? location.origin;
  return new Api(url, config.publishable_key, addresses(config.functions_url ?? `${url}/functions/v1`),
    config.extra_languages ?? []);
}

class Api {
  constructor(url, key, addressOf, extraLanguages) {
    this.url = url;
    this.key = key;
    this.addressOf = addressOf;
    this.extraLanguages = extraLanguages;
    this.supabase = globalThis.supabase.createClient(url, key);
  }

  /** Upload one file; the job that it set off. */
  async send(file, wishes) {
    const once = crypto.randomUUID?.() ?? String(Math.random());
    if (file.size <= DIRECT_BYTES) {
      const form = new FormData();
      for (const [name, value] of Object.entries(wishes)) form.set(name, String(value));
      form.set("file", file, file.name);
      return (await this.#call("upload_intake", form, once)).job;
    }
    const ticket = await this.#call("upload_intake", { filename: file.name, size_bytes: file.size }, once);
    const { path, token, headers } = ticket.upload;
    const put = await this.supabase.storage
      .from("document-uploads")
      .uploadToSignedUrl(path, token, file, { contentType: headers?.["content-type"] ?? file.type });
    if (put.error) throw put.error;
    const done = { action: "complete", document_id: ticket.document_id, ...wishes };
    return (await this.#call("upload_intake", done, `${once}-complete`)).job;
  }

  /** The latest jobs, newest first. */
  jobs() {
    const columns = "id,status,stage,progress,retry_count,error_message,params,created_at,queue_position,eta_seconds";
    return read(this.supabase.from("jobs").select(columns).order("created_at", { ascending: false }).limit(30));
  }

  /** The wordlist of a job, with what its document's readers had to leave out. */
  async wordlist(jobId) {
    const columns = "*,document:documents!wordlists_document_id_fkey(warnings)";
    return (await read(this.supabase.from("wordlists").select(columns).eq("job_id", jobId).limit(1)))[0];
  }

  async zoneText(documentId, index) {
    const zones = this.supabase.from("zones").select("text").eq("document_id", documentId).eq("index", index);
    return (await read(zones))[0]?.text ?? "";
  }

  correct(documentId, index, text) {
    return read(this.supabase.rpc("correct_zone", { p_document_id: documentId, p_index: index, p_text: text }));
  }

  /** The learner's translation of a pair, in this list and in every later one. */
  translate(wordlistId, pair, translation) {
    const given = { p_wordlist_id: wordlistId, p_lemma: pair.lemma, p_pos: pair.pos, p_translation: translation };
    return read(this.supabase.rpc("correct_pair", given));
  }

  /** Later wordlists leave the word out. */
  know({ source_lang, target_lang }, { lemma, pos }) {
    const word = { source_lang, target_lang, lemma, pos, known: true };
    const onConflict = "user_id,source_lang,target_lang,lemma,pos";
    return read(this.supabase.from("vocabulary").upsert(word, { onConflict }));
  }

  control(jobId, action) {
    return this.#call("job_control", { job_id: jobId, action });
  }

  /** A signed address of the wordlist in that format, as soon as the file is there. */
  async exportUrl(wordlistId, format) {
    for (let tries = 0; tries < 40; tries += 1) {
      const answer = await this.#call("export_generation", { wordlist_id: wordlistId, format });
      if (answer.url) return new URL(answer.url, this.url).href;
      if (answer.export?.status === "failed") throw new Refused({ detail: answer.export.error_message });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Refused({ detail: "The file is not ready yet. Try again in a minute." });
  }

  async #call(name, body, key) {
    const { data } = await this.supabase.auth.getSession();
    const headers = { authorization: `Bearer ${data.session?.access_token ?? ""}`, apikey: this.key };
    if (key) headers["idempotency-key"] = key;
    const isForm = body instanceof FormData;
    if (!isForm) headers["content-type"] = "application/json";
    const answer = await fetch(this.addressOf(name), {
      method: "POST", headers, body: isForm ? body : JSON.stringify(body),
    });
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(content, Number(answer.headers.get("retry-after")) || undefined);
    return content;
  }
}

async function read(query) {
  const { data, error } = await query;
  // Our own functions say their sentence in the details; the message is a code.
  if (error) throw new Error(error.code?.startsWith("PT") ? error.details : error.message);
  return data;
}

/** A function's name to its address: one base for all, or an object where a cloud gives each its own. */
function addresses(given) {
  if (typeof given === "object") return (name) => given[name];
  const base = sameMachine(given);
  return (name) => `${base}/${name}`;
}

function sameMachine(address) {
  if (!address) return undefined;
  const given = new URL(address);
  const isHere = LOOPBACK.has(given.hostname) && LOOPBACK.has(location.hostname) && given.port === location.port;
  return `${isHere ? location.origin : given.origin}${given.pathname.replace(/\/$/, "")}`;
}
