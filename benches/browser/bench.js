// Drives Stratify's worker as the page does, through the same messages, for a benchmark that compares it with others on one file of customers.
// Sets window.__peerbench: load a file, evaluate six segments by first match, histograms, tiers of the best, export.
let worker;
let next = 1;
const waiting = new Map();

/** Asks the worker; the reply's content, and the blobs that came beside it. */
function ask(request, file) {
  const id = next++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ ask: JSON.stringify({ id, request }), ...(file ? { file } : {}) });
  });
}

function hear({ data }) {
  if (data.panic) throw new Error(data.panic);
  const tell = JSON.parse(data.tell);
  if (tell === "Ready") return waiting.get(0)?.resolve();
  const answer = tell.Answer;
  if (!answer) return;
  const { resolve, reject } = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (answer.answer.Err) return reject(new Error(JSON.stringify(answer.answer.Err)));
  const reply = answer.answer.Ok;
  resolve({ reply: typeof reply === "string" ? reply : Object.values(reply)[0], blobs: data.blobs ?? [] });
}

const segment = (name, colour, when) => ({ name, colour, when });

/** The workbook of the benchmark: six segments, the first of which asks for a revenue of `least`. */
function workbook(least, median) {
  const segments = [
    segment("S1", "blue", { all: [{ column: "revenue", op: ">=", value: least }, { column: "orders", op: ">=", value: 10 }] }),
    segment("S2", "green", {
      all: [
        { column: "last_order_date", op: "between", value: "2026-04-01", to: "2026-06-30" },
        { column: "country", op: "is any of", values: ["Germany", "France", "Spain", "Italy", "Poland"] },
      ],
    }),
    segment("S3", "sky", {
      all: [
        { any: [{ column: "channel", op: "is", value: "email" }, { column: "channel", op: "is", value: "affiliate" }] },
        { column: "discount_rate", op: ">", value: 0.3 },
        { column: "email_opt_in", op: "is no" },
      ],
    }),
    segment("S4", "yellow", {
      any: [
        { column: "satisfaction", op: "<=", value: 2 },
        { all: [{ column: "satisfaction", op: "is empty" }, { column: "revenue", op: ">", value: median }] },
      ],
    }),
    segment("S5", "orange", {
      all: [
        { column: "city", op: "contains", value: "an", match_case: true },
        { column: "signup_date", op: "before", value: "2022-01-01" },
      ],
    }),
  ];
  const step = { name: "segment", kind: "rules", segments, everyone_else: { name: "S6", colour: "grey" } };
  return { stratify: 1, name: "Benchmark", value_column: "revenue", steps: [step] };
}

window.__peerbench = {
  meta: { label: "Stratify", package: "", worker: true },

  async init() {
    const ready = new Promise((resolve) => waiting.set(0, { resolve }));
    worker = new Worker("./worker_loader.js", { type: "module" });
    worker.onmessage = hear;
    await ready;
    // As the page does while nobody has chosen a file yet.
    await ask("WarmUp");
  },

  async load(file) {
    const { reply } = await ask({ Open: { name: file.name, options: {} } }, file);
    return { rows: reply.report.rows };
  },

  async evaluate({ T, median }) {
    const { reply } = await ask({ Evaluate: { workbook: workbook(T, median), measures: ["orders"] } });
    const groups = reply.steps[0].groups;
    return { n: groups.map((g) => g.count), sum: groups.map((g) => g.value), mean: groups.map((g) => g.measures[0].mean) };
  },

  async histogram({ k }) {
    const given = { start: 0, end: 40 / k, count: 40 };
    const { reply } = await ask({ Distribution: { column: "revenue", step: 0, bins: 40, given } });
    return reply.groups.flatMap((g) => g.counts);
  },

  async tiers({ n1, n2 }) {
    const { reply } = await ask({ Slices: { column: "revenue", ranks: [n1, n2] } });
    return { n: reply.slices.map((s) => s.count), sum: reply.slices.map((s) => s.sum) };
  },

  /** How many rows of the table a search finds; sorts them, and gets the first. Beside the work that is compared: as the table asks while one types. */
  async rows({ search = "", column = null, descending = false }) {
    const sort = column && { column, descending };
    const { reply } = await ask({ Rows: { query: { filter: null, search, sort }, start: 0, count: 50, columns: ["customer_id", "revenue"] } });
    return reply.total;
  },

  async exportCsv() {
    const { blobs } = await ask({ Export: { options: { filter: null, columns: null, bom: false, guard: true, layout: "One" } } });
    return blobs[0];
  },
};
