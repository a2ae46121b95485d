// lite's connection to PostgreSQL, changed in four ways towards what PostgREST does.
//
// Grants are ours: lite would hand out rights on every table of a schema with row level security. Who asks, and for
// what, is told to the database in one round trip each instead of five, with the role's own time limit. And an error
// of the database keeps its code and gets PostgREST's status, where lite answers 500 "SUP" to what it does not know.
// Numbers are numbers, whatever they end in.
// Surprise: lite has no door for such errors but the one for `raise sqlstate 'PGRST'`, so they are dressed as that.
import { PostgresConnection } from "@supabase/lite/postgres";
import { sql } from "kysely";

const LITE_KNOWS = /^(42|22|21|55|53|PT|PGRST|23505|23503|23502|25006)/;
const STATUS = [
  [/^08/, 503], [/^0[LP]/, 403], [/^23/, 400], [/^28/, 403], [/^57P01/, 503], [/^P0001/, 400],
  [/^(09|25|2D|38|39|3B|40|54|57|58|F0|HV|P0|XX)/, 500],
];

export class Connection extends PostgresConnection {
  rlsState = "active";

  constructor(options) {
    super(options);
    // lite writes RPC arguments of type jsonb as JSON, and the driver would write that text as JSON once more.
    for (const type of [114, 3802]) this.driver.options.serializers[type] = asJson;
    // Of numbers with a trailing zero, as 0.10, lite makes texts.
    this.driver.options.parsers[1700] = asNumber;
  }

  async applyJwtSessionContext(executor, context) {
    const { role: asked, uid, jwt } = context.auth ?? {};
    const role = asked || "anon";
    const claims = jwt && typeof jwt === "object" ? JSON.stringify(jwt) : JSON.stringify({ role });
    await sql`select set_config('role', ${role}, true),
      set_config('request.jwt.claim.sub', ${String(uid ?? "")}, true),
      set_config('request.jwt.claim.role', ${role}, true),
      set_config('request.jwt.claims', ${claims}, true),
      set_config('storage.operation', ${String(context.storage?.operation ?? "")}, true),
      set_config('statement_timeout', ${role === "anon" ? "3s" : "8s"}, true)`.execute(executor);
  }

  async applyRpcRequestGucs(executor, call) {
    await sql`select set_config('response.status', '', true), set_config('response.headers', '', true),
      set_config('request.method', ${call.method}, true), set_config('request.path', ${call.path}, true),
      set_config('request.headers', ${JSON.stringify(call.requestHeaders ?? {})}, true)`.execute(executor);
  }

  normalizeDbError(thrown) {
    const error = super.normalizeDbError(thrown);
    if (!/^[0-9A-Z]{5}$/.test(error?.code ?? "") || LITE_KNOWS.test(error.code)) return error;
    const status = STATUS.find(([codes]) => codes.test(error.code))?.[1] ?? 400;
    const { code, message, detail: details = null, hint = null } = error;
    return Object.assign(new Error(JSON.stringify({ code, message, details, hint })), {
      code: "PGRST",
      detail: JSON.stringify({ status, headers: {} }),
    });
  }
}

function asNumber(text) {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

// lite leaves text as it is and turns all else into JSON, so what parses has been turned.
function asJson(value) {
  if (typeof value !== "string") return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}
