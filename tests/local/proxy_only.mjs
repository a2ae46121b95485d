// The proxy of the front door alone, between a test and a backend of the test's own.
import { createServer } from "node:http";
import { proxyTo } from "../../deploy/local/supabase/proxy.mjs";

const server = createServer(proxyTo(Number(process.argv[2])));
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
