// Hands /functions/v1/* on to the process of the functions, byte for byte in both directions.
// Surprise: headers that belong to one connection only (RFC 9110, 7.6.1) must not travel, and the ones that
// `Connection` names neither.
import { Agent, request as ask } from "node:http";

const HOP_BY_HOP = new Set([
  "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
  "transfer-encoding", "upgrade",
]);

export function proxyTo(port) {
  // waitress closes idle connections after a while: half of that is safe for reuse.
  const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 30_000 });
  return (incoming, outgoing) => {
    const headers = { ...travelling(incoming), ...forwarded(incoming) };
    const onward = ask({ host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers, agent });
    onward.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode, answer.statusMessage, travellingRaw(answer));
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    onward.on("error", (problem) => (outgoing.headersSent ? outgoing.destroy() : refuse(outgoing, problem)));
    outgoing.on("close", () => outgoing.writableFinished || onward.destroy());
    incoming.pipe(onward);
  };
}

function named(message) {
  return new Set((message.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
}

function travelling(message) {
  const also = named(message);
  return Object.fromEntries(
    Object.entries(message.headers).filter(([name]) => !HOP_BY_HOP.has(name) && !also.has(name)),
  );
}

// Raw pairs, so that a header sent twice (Set-Cookie, Link) arrives twice.
function travellingRaw(message) {
  const also = named(message);
  const kept = [];
  for (let at = 0; at < message.rawHeaders.length; at += 2) {
    const name = message.rawHeaders[at].toLowerCase();
    if (!HOP_BY_HOP.has(name) && !also.has(name)) kept.push(message.rawHeaders[at], message.rawHeaders[at + 1]);
  }
  return kept;
}

function forwarded(message) {
  const before = message.headers["x-forwarded-for"];
  const peer = message.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  return {
    "x-forwarded-for": before ? `${before}, ${peer}` : peer,
    "x-forwarded-proto": message.headers["x-forwarded-proto"] ?? "http",
    "x-forwarded-host": message.headers["x-forwarded-host"] ?? message.headers.host ?? "",
  };
}

function refuse(outgoing, problem) {
  const text = JSON.stringify({
    type: "about:blank",
    title: "The functions do not answer",
    status: 502,
    code: "functions_unreachable",
    detail: `the functions' process closed the connection (${problem.code ?? problem.message}); it is being restarted`,
  });
  outgoing.writeHead(502, { "content-type": "application/problem+json", "retry-after": "1" });
  outgoing.end(text);
}
