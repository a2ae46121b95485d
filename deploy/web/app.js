// Ties the page together: who is signed in decides what is shown.
// Surprise: there is no state here beside the session; the list of documents is always what the rows say.
import { connect } from "./api.js";
import { announce, byId, setText, showProblem } from "./dom.js";
import { Jobs } from "./jobs.js";
import { setUpUploads } from "./uploads.js";
import { showWordlist } from "./wordlist.js";

try {
  start(await connect());
} catch (problem) {
  showProblem(problem.message);
}

function start(api) {
  const jobs = new Jobs(api, {
    open: async (job, name) => {
      const wordlist = await api.wordlist(job.id);
      if (!wordlist) throw new Error("The wordlist was deleted.");
      const corrections = {
        read: (zone) => api.zoneText(wordlist.document_id, zone),
        write: (zone, text) => api.correct(wordlist.document_id, zone, text),
        rebuild: async () => jobs.add(await api.control(job.id, "rebuild"), name),
      };
      const vocabulary = {
        translate: (pair, translation) => api.translate(wordlist.id, pair, translation),
        know: (pair) => api.know(wordlist, pair),
      };
      showWordlist(wordlist, { name, corrections, vocabulary, exportUrl: (id, format) => api.exportUrl(id, format) });
    },
  });
  let present = null;
  api.supabase.auth.onAuthStateChange((_event, session) => {
    const user = session?.user ?? null;
    if (byId("entrance").hidden === byId("workshop").hidden || user?.id !== present) enter(user, jobs);
    present = user?.id;
  });
  setUpUploads({
    send: (file, wishes) => api.send(file, wishes),
    sent: (job, file) => jobs.add(job, file.name),
    extraLanguages: api.extraLanguages,
  });
  setUpDoor(api);
}

function enter(user, jobs) {
  byId("entrance").hidden = Boolean(user);
  byId("workshop").hidden = byId("account").hidden = !user;
  byId("wordlist").hidden = true;
  byId("wordlist").replaceChildren();
  setText(byId("news"), "");
  showProblem();
  setText(byId("who"), user?.email ?? "");
  jobs.stop();
  // Not within the event: supabase-js holds its lock until the handler has returned.
  if (user) setTimeout(() => jobs.start(), 0);
}

function setUpDoor(api) {
  byId("sign-out").addEventListener("click", () => api.supabase.auth.signOut({ scope: "local" }));
  byId("sign-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    showProblem();
    const given = { email: byId("email").value, password: byId("password").value };
    const isNew = event.submitter?.value === "up";
    const { data, error } = await (isNew ? api.supabase.auth.signUp(given) : api.supabase.auth.signInWithPassword(given));
    if (error) return showProblem(isNew ? error.message : `${error.message}. New here? Create an account.`);
    byId("password").value = "";
    if (!data.session) return showProblem("Look into your mail to confirm the address, then sign in.");
    announce(`Signed in as ${data.user.email}`);
    return byId("main").focus();
  });
}
