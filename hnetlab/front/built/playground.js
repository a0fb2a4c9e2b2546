// source/playground/packed.js
var TYPES = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array };
async function unpacked({ type, data }) {
  const text = atob(data), bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  const { writable, readable } = new DecompressionStream("deflate"), writer = writable.getWriter();
  const [whole] = await Promise.all([new Response(readable).arrayBuffer(), writer.write(bytes), writer.close()]);
  return new TYPES[type](whole);
}

// source/playground/benchmark.js
async function benchmark({ title, settings, tasks }) {
  const shared = settings.kind === "regression";
  const unfolded = tasks.map(async ({ name, classes, ...arrays }, number) => {
    const [xTrain, yTrain, xTest, yTest] = await Promise.all(
      [arrays.x_train, arrays.y_train, arrays.x_test, arrays.y_test].map(numbers)
    );
    return { name, classes, xTrain, yTrain, xTest, yTest, head: headAt(shared, number, classes.length) };
  });
  return { title, settings, tasks: await Promise.all(unfolded) };
}
var headAt = (shared, place, classes) => shared ? { start: 0, stop: 1 } : { start: place * classes, stop: (place + 1) * classes };
function ordered({ settings, tasks }, order) {
  const chosen = order.map((number, place) => ({ ...tasks[number], head: tasks[place].head }));
  const widths = [...settings.widths.slice(0, -1), Math.max(...chosen.map(({ head }) => head.stop))];
  return { settings: { ...settings, widths }, tasks: chosen };
}
async function numbers(packed) {
  const values = Float64Array.from(await unpacked(packed));
  return packed.type === "uint8" ? values.map((value) => Math.fround(value / 255)) : values;
}

// source/dom.js
function put(parent, tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}
function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`There is no ${selector} here.`);
  return (
    /** @type {HTMLElement} */
    found
  );
}

// source/playground/drawn_function.js
var KNOTS = 17;
var NARROWEST = 0.3;
var TRAIN = 100;
var TEST = 50;
var rounded = (value) => Math.round(100 * value) / 100;
function drawnFunction(points) {
  const places = new Map(points.map(({ x, y }) => [rounded(x), y]));
  const line2 = [...places].sort((a, b) => a[0] - b[0]);
  if (line2.length < 2) return null;
  const [from, to] = [line2[0][0], line2[line2.length - 1][0]];
  if (to - from < NARROWEST) return null;
  const values = evenly(from, to, KNOTS).map((x) => {
    const next = Math.max(1, line2.findIndex(([place]) => place >= x - 1e-9));
    const [[x0, y0], [x1, y1]] = [line2[next - 1], line2[next]];
    return rounded(y0 + (y1 - y0) * (x - x0) / (x1 - x0));
  });
  return { from, to, values };
}
function valueAt({ from, to, values }, x) {
  const place = (x - from) / (to - from) * (values.length - 1);
  const knot = Math.min(values.length - 2, Math.max(0, Math.floor(place)));
  return values[knot] + (values[knot + 1] - values[knot]) * (place - knot);
}
function taskOf(drawn) {
  const [xTrain, xTest] = [TRAIN, TEST].map((count) => Float64Array.from(evenly(drawn.from, drawn.to, count)));
  const values = (x) => x.map((each) => valueAt(drawn, each));
  return { name: "your own", classes: ["0"], xTrain, yTrain: values(xTrain), xTest, yTest: values(xTest) };
}
var writtenFunction = ({ from, to, values }) => [from, to, ...values].join("_");
function readFunction(text) {
  const [from, to, ...values] = text.split("_").map(Number);
  const fits = values.length >= 2 && values.length <= 100 && to - from >= NARROWEST;
  return fits && [from, to, ...values].every((value) => Math.abs(value) <= 10) ? { from, to, values } : null;
}
var evenly = (from, to, count) => Array.from({ length: count }, (_, i) => from + (to - from) * i / (count - 1));

// source/playground/link.js
var BOUNDS = {
  seed: { least: 0, most: 2 ** 31 - 1, whole: true },
  dim: { least: 1, most: 32, whole: true },
  steps: { least: 10, most: 1e4, whole: true },
  beta: { least: 0, most: 100, whole: false },
  rate: { least: 1e-5, most: 1, whole: false }
};
var SPEEDS = (
  /** @type {const} */
  ["slow", "normal", "fast"]
);
function defaults(name, { settings, tasks }) {
  return {
    benchmark: name,
    order: tasks.map((_, number) => number),
    seed: 1,
    dim: settings.embedding_dim,
    steps: settings.steps,
    beta: settings.beta,
    lookahead: settings.lookahead,
    rate: settings.learning_rate,
    speed: "normal",
    own: null,
    digit: null,
    changes: [],
    hide: [],
    start: true
  };
}
function readNumber(name, text) {
  const { least, most, whole } = BOUNDS[name], value = Number(text);
  if (!text?.trim() || !(value >= least && value <= most) || whole && !Number.isInteger(value)) return null;
  return value;
}
function readOrder(text, count) {
  const order = (text?.match(/\d+/g) ?? []).map((number) => Number(number) - 1);
  const known = order.every((number) => number >= 0 && number < count);
  return order.length >= 2 && known && new Set(order).size === order.length ? order : null;
}
function writtenState(state) {
  const parts = new URLSearchParams({
    b: state.benchmark,
    seed: String(state.seed),
    beta: String(state.beta),
    lookahead: String(Number(state.lookahead)),
    rate: String(state.rate),
    dim: String(state.dim),
    steps: String(state.steps),
    order: state.order.map((number) => number + 1).join("-"),
    speed: state.speed
  });
  if (state.own) parts.set("own", writtenFunction(state.own));
  if (state.digit?.some(Boolean)) parts.set("digit", state.digit.join(""));
  if (state.changes.length)
    parts.set("at", state.changes.map(({ step, name, value }) => `${step}_${name}_${value}`).join("-"));
  if (state.hide.length) parts.set("hide", state.hide.join("-"));
  if (!state.start) parts.set("start", "0");
  return String(parts);
}
function readState(text, benchmarks) {
  const parts = new URLSearchParams(text.replace(/^#/, "")), names = Object.keys(benchmarks);
  const refused = [];
  const take = (part, read, otherwise) => {
    const given = parts.get(part);
    if (given === null) return otherwise;
    const value = read(given);
    if (value === null) refused.push(`${part}=${given}`);
    return value ?? otherwise;
  };
  const among = (allowed) => (given) => allowed.includes(given) ? given : null;
  const benchmark2 = take("b", among(names), names[0]), from = benchmarks[benchmark2];
  const state = defaults(benchmark2, from);
  for (
    const name of
    /** @type {const} */
    ["seed", "dim", "steps", "beta", "rate"]
  )
    state[name] = take(name, (given) => readNumber(name, given), state[name]);
  state.lookahead = take("lookahead", among(["0", "1"]), state.lookahead ? "1" : "0") === "1";
  state.start = take("start", among(["0", "1"]), "1") === "1";
  state.order = take("order", (given) => readOrder(given, from.tasks.length), state.order);
  state.speed = /** @type {State["speed"]} */
  take("speed", among(SPEEDS), state.speed);
  if (from.settings.kind === "regression") state.own = take("own", readFunction, null);
  else state.digit = take("digit", readDigit, null);
  state.changes = take("at", readChanges, state.changes);
  state.hide = (parts.get("hide") ?? "").split(/[-,]/).filter(Boolean);
  return { state, refused };
}
var readDigit = (text) => /^\d{64}$/.test(text) ? [...text].map(Number) : null;
function readChanges(text) {
  const changes = text.split(/-(?=\d+_)/).map((each) => {
    const [, step, name, value] = /^(\d+)_(beta|lookahead|rate)_(.+)$/.exec(each) ?? [];
    const number = name === "lookahead" ? Number(value) : readNumber(name === "rate" ? "rate" : "beta", value ?? null);
    return { step: Number(step), name: (
      /** @type {Change["name"]} */
      name
    ), value: number };
  });
  const known = changes.every(({ step, value }) => Number.isInteger(step) && value !== null);
  return known ? inOrder(
    /** @type {Change[]} */
    changes
  ) : null;
}
function turned(state, at, name, value) {
  const kept = state.changes.filter((change) => change.name !== name || change.step < at);
  if (!at) return { ...state, [name]: value, changes: kept };
  return { ...state, changes: inOrder([...kept, { step: at, name, value: Number(value) }]) };
}
var inOrder = (changes) => [...changes].sort((one, other) => one.step - other.step);
function knobsAt(state, step) {
  const knobs = { beta: state.beta, lookahead: Number(state.lookahead), rate: state.rate };
  for (const change of state.changes) if (change.step <= step) knobs[change.name] = change.value;
  return { beta: knobs.beta, lookahead: Boolean(knobs.lookahead), learning_rate: knobs.rate };
}

// source/playground/controls.js
var NUMBERS = (
  /** @type {const} */
  ["beta", "rate", "dim", "steps", "seed"]
);
var FRESH = ["dim", "steps", "seed", "order", "benchmark"];
var Controls = class {
  /**
   * @param {Document} page
   * @param {Record<string, import("./benchmark.js").Benchmark>} benchmarks
   * @param {(chosen: Chosen) => void} onChosen
   * @param {(message: string) => void} say
   */
  constructor(page, benchmarks, onChosen, say) {
    this.page = page;
    this.say = say;
    this.onChosen = onChosen;
    this.tasks = 0;
    this.knobs = "";
    for (const [name, { title }] of Object.entries(benchmarks)) put(this.input("benchmark"), "option", "", title).setAttribute("value", name);
    for (const name of NUMBERS) this.listen(name, (text) => readNumber(name, text), this.bounds(name));
    this.listen("order", (text) => readOrder(text, this.tasks), "at least two numbers of tasks, each once, such as 2, 1");
    this.listen("benchmark", (text) => text, "");
    this.listen("speed", (text) => text, "");
    const lookahead = this.input("lookahead");
    lookahead.addEventListener("change", () => onChosen({ name: "lookahead", value: lookahead.checked, fresh: false }));
    find(page, "form").addEventListener("submit", (event) => event.preventDefault());
  }
  /** @param {string} id @returns {HTMLInputElement} */
  input(id) {
    return (
      /** @type {HTMLInputElement} */
      find(this.page, `#${id}`)
    );
  }
  /** @param {keyof typeof BOUNDS} name */
  bounds(name) {
    const { least, most, whole } = BOUNDS[name];
    return `${whole ? "a whole number" : "a number"} from ${least} to ${most}`;
  }
  /**
   * @param {string} name
   * @param {(text: string) => any} read null for what is not allowed
   * @param {string} allowed
   */
  listen(name, read, allowed) {
    const input = this.input(name);
    input.addEventListener("change", () => {
      const value = read(input.value);
      input.setAttribute("aria-invalid", String(value === null));
      this.say(value === null ? `${input.value} is not allowed here: give ${allowed}.` : "");
      if (value !== null) this.onChosen({ name, value, fresh: FRESH.includes(name) });
    });
  }
  /**
   * Shows the knobs as they are at present; as long as they stay, what somebody types there stays too.
   * @param {import("../learning/method.js").Knobs} knobs
   */
  showKnobs({ beta, lookahead, learning_rate: rate }) {
    const knobs = JSON.stringify([beta, lookahead, rate]);
    if (knobs === this.knobs) return;
    this.knobs = knobs;
    this.write({ beta, rate });
    this.input("lookahead").checked = lookahead;
  }
  /** @param {Record<string, string | number>} texts by the names of the controls */
  write(texts) {
    for (const [name, value] of Object.entries(texts)) {
      const input = this.input(name);
      input.value = String(value);
      input.removeAttribute("aria-invalid");
    }
  }
  /**
   * Shows what is chosen, with the knobs as they are at present, and hides what is to be hidden.
   * @param {State} state
   * @param {import("../learning/method.js").Knobs} knobs
   * @param {number} tasks how many there are to be ordered
   */
  show(state, knobs, tasks) {
    this.tasks = tasks;
    this.knobs = "";
    this.showKnobs(knobs);
    const texts = {
      benchmark: state.benchmark,
      speed: state.speed,
      dim: state.dim,
      steps: state.steps,
      seed: state.seed,
      order: state.order.map((number) => number + 1).join(", ")
    };
    this.write(texts);
    for (const control of this.page.querySelectorAll("[data-control]"))
      control.classList.toggle("taken-away", state.hide.includes(
        /** @type {HTMLElement} */
        control.dataset.control ?? ""
      ));
  }
};

// source/playground/digit_pad.js
var SIDE = 8;
var DARKEST = 9;
var ARROWS = (
  /** @type {Record<string, number>} */
  { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }
);
var DigitPad = class {
  /**
   * @param {HTMLElement} place
   * @param {(levels: number[]) => void} onDrawn
   */
  constructor(place, onDrawn) {
    this.onDrawn = onDrawn;
    this.levels = Array(SIDE * SIDE).fill(0);
    this.cursor = 0;
    this.grid = put(place, "div", "digit-pad");
    this.grid.tabIndex = 0;
    this.grid.setAttribute("role", "application");
    this.grid.setAttribute(
      "aria-label",
      "Draw a digit of 8 by 8 pixels: arrow keys move, the space bar darkens a pixel, Delete clears all"
    );
    this.cells = this.levels.map(() => put(this.grid, "i"));
    this.grid.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      this.grid.focus({ preventScroll: true });
      this.grid.setPointerCapture(event.pointerId);
      this.press(event);
    });
    this.grid.addEventListener("pointermove", (event) => this.grid.hasPointerCapture(event.pointerId) && this.press(event));
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.show(this.levels);
  }
  /** @param {number[]} levels */
  show(levels) {
    this.levels = [...levels];
    this.cells.forEach((cell, i) => {
      cell.style.setProperty("--ink-share", `${100 * this.levels[i] / DARKEST}%`);
      cell.classList.toggle("cursor", i === this.cursor);
    });
  }
  /** @param {PointerEvent} event */
  press({ clientX, clientY }) {
    const box = this.grid.getBoundingClientRect();
    const u = (clientX - box.left) / box.width * SIDE - 0.5, v = (clientY - box.top) / box.height * SIDE - 0.5;
    const levels = this.levels.map((level, i) => {
      const distance = Math.hypot(i % SIDE - u, Math.floor(i / SIDE) - v);
      return Math.max(level, Math.round(DARKEST * Math.min(1, Math.max(0, 1.35 - distance))));
    });
    this.change(levels);
  }
  /** @param {KeyboardEvent} event */
  key(event) {
    const by = ARROWS[event.key];
    if (by) {
      const to = this.cursor + by, sideways = Math.abs(by) === 1;
      const stays = sideways && Math.floor(to / SIDE) !== Math.floor(this.cursor / SIDE);
      if (to >= 0 && to < this.levels.length && !stays) this.cursor = to;
      this.show(this.levels);
    } else if (event.key === " ") {
      this.change(this.levels.map((level, i) => i === this.cursor ? level ? 0 : DARKEST : level));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.change(this.levels.map(() => 0));
    } else return;
    event.preventDefault();
  }
  /** @param {number[]} levels */
  change(levels) {
    this.show(levels);
    this.onDrawn(this.levels);
  }
};
var inputsOf = (levels) => Float64Array.from(levels, (level) => level / DARKEST);

// source/learning/loss.js
function squaredError(outputs, y, width, { start, stop }) {
  const n = outputs.length / width, wide = stop - start, slope = new Float64Array(outputs.length);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < wide; k++) {
      const error = outputs[i * width + start + k] - y[i * wide + k];
      loss += error ** 2;
      slope[i * width + start + k] = 2 * error / (n * wide);
    }
  }
  return { loss: loss / (n * wide), slope };
}
function crossEntropy(outputs, y, width, { start, stop }) {
  const n = outputs.length / width, slope = new Float64Array(outputs.length);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    const from = i * width + start, logits = outputs.subarray(from, i * width + stop);
    const logarithms = logSoftmax(logits);
    loss -= logarithms[y[i]];
    logarithms.forEach((value, k) => slope[from + k] = Math.exp(value) / n);
    slope[from + y[i]] -= 1 / n;
  }
  return { loss: loss / n, slope };
}
function logSoftmax(logits) {
  let most = -Infinity, sum = 0;
  for (let k = 0; k < logits.length; k++) most = Math.max(most, logits[k]);
  for (let k = 0; k < logits.length; k++) sum += Math.exp(logits[k] - most);
  const all = most + Math.log(sum);
  return logits.map((value) => value - all);
}
function logEntropy(logits) {
  const top = logits.indexOf(Math.max(...logits));
  const below = Array.from(logits, (value) => value - logits[top]);
  const rest = logSum(below.filter((_, k) => k !== top));
  const surprise = Math.log1p(Math.exp(rest));
  const terms = below.map((value, k) => k === top ? (surprise > 1e-300 ? Math.log(surprise) : rest) - surprise : value - surprise + Math.log(surprise - value));
  return logSum(terms.filter((term) => !Number.isNaN(term)));
}
function logSum(values) {
  const most = Math.max(...values);
  return Number.isFinite(most) ? most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0)) : most;
}

// source/learning/score.js
function outputsFor(target, w, x) {
  return target.answers(w, x, x.length / target.widths[0]);
}
function score(target, w, task, kind) {
  const outputs = outputsFor(target, w, task.xTest), { start, stop } = task.head;
  if (kind === "regression") return squaredError(outputs, task.yTest, target.outputs, task.head).loss;
  let right = 0;
  for (let i = 0; i < task.yTest.length; i++) {
    const from = i * target.outputs;
    right += Number(largest(outputs.subarray(from + start, from + stop)) === task.yTest[i]);
  }
  return right / task.yTest.length;
}
function answer(outputs, { start, stop }) {
  const logits = outputs.subarray(start, stop), best = largest(logits);
  return { best, probability: Math.exp(logSoftmax(logits)[best]), logEntropy: logEntropy(logits) };
}
function surest(answers) {
  return answers.reduce((best, { logEntropy: doubt }, i) => doubt < answers[best].logEntropy ? i : best, 0);
}
function entropyText(logarithm, digits) {
  const value = Math.exp(logarithm), tens = logarithm / Math.LN10, power = Math.floor(tens);
  if (value >= 10 ** -digits || logarithm === -Infinity) return value.toFixed(digits);
  return `${(10 ** (tens - power)).toFixed(1)}e${power}`;
}
function largest(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}

// source/playground/look.js
var COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00", "#3B2E8C"];
var DASHES = ["", "7 3", "2 3", "7 3 2 3", "12 3", "12 3 2 3"];
var colorOf = (place) => COLORS[place % COLORS.length];
var dashOf = (place) => DASHES[place % DASHES.length];
var scoreText = (score2, kind) => kind === "regression" ? score2.toFixed(4) : `${(100 * score2).toFixed(1)} %`;

// source/playground/plot.js
var SVG = "http://www.w3.org/2000/svg";
var ROOM = { left: 46, right: 14, top: 10, bottom: 40, label: 11 };
var SHAPE = 0.62;
var DIGIT = 8;
function draw(parent, tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  parent.append(element);
  return element;
}
var Plot = class {
  /**
   * @param {HTMLElement} place
   * @param {Axes} axes
   */
  constructor(place, axes) {
    this.axes = axes;
    this.lines = [];
    this.marks = [];
    this.svg = /** @type {SVGSVGElement} */
    draw(put(place, "div", "plot"), "svg", { role: "img" });
    this.ground = draw(this.svg, "g", {});
    this.content = draw(this.svg, "g", {});
    this.width = 0;
    this.height = 0;
    new ResizeObserver(() => this.lay()).observe(
      /** @type {Element} */
      this.svg.parentNode
    );
    this.lay();
  }
  /** Fits the picture to its place, with axes and all. */
  lay() {
    const width = Math.round(
      /** @type {HTMLElement} */
      this.svg.parentNode.clientWidth
    ) || 320;
    this.width = width;
    this.height = Math.round(width * SHAPE);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.setAxes(this.axes);
  }
  /** @param {number} x */
  across(x) {
    const [low, high] = this.axes.x;
    return ROOM.left + (x - low) / (high - low) * (this.width - ROOM.left - ROOM.right);
  }
  /** @param {number} y */
  down(y) {
    const [low, high] = this.axes.y;
    return ROOM.top + (high - y) / (high - low) * (this.height - ROOM.top - ROOM.bottom);
  }
  /**
   * The place of a pointer in the units of the axes, kept within them.
   * @param {{ clientX: number, clientY: number }} event
   */
  at({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect(), { x: [west, east], y: [south, north] } = this.axes;
    const u = (clientX - box.left) / box.width * this.width, v = (clientY - box.top) / box.height * this.height;
    const x = west + (u - ROOM.left) / (this.width - ROOM.left - ROOM.right) * (east - west);
    const y = north - (v - ROOM.top) / (this.height - ROOM.top - ROOM.bottom) * (north - south);
    return { x: Math.min(east, Math.max(west, x)), y: Math.min(north, Math.max(south, y)) };
  }
  /** @param {Axes} axes */
  setAxes(axes) {
    this.axes = axes;
    this.svg.setAttribute("aria-label", axes.about);
    this.ground.replaceChildren();
    const { left, top } = ROOM, right = this.width - ROOM.right, bottom = this.height - ROOM.bottom;
    for (const value of roundValues(...axes.x, this.width / 90)) {
      const x = this.across(value), text = written(value);
      draw(this.ground, "line", { class: "tick", x1: x, x2: x, y1: bottom, y2: bottom + 5 });
      const inside = Math.min(x, this.width - DIGIT * text.length / 2);
      draw(this.ground, "text", { x: inside, y: bottom + 18, "text-anchor": "middle" }, text);
    }
    for (const value of roundValues(...axes.y, this.height / 50)) {
      const y = this.down(value);
      draw(this.ground, "line", { class: "grid", x1: left, x2: right, y1: y, y2: y });
      draw(this.ground, "text", { x: left - 6, y: y + 4, "text-anchor": "end" }, written(value));
    }
    draw(this.ground, "line", { class: "tick", x1: left, x2: right, y1: bottom, y2: bottom });
    draw(this.ground, "text", { x: (left + right) / 2, y: this.height - 4, "text-anchor": "middle" }, axes.xTitle);
    const middle = (top + bottom) / 2;
    const turned3 = `rotate(-90 11 ${middle})`;
    draw(this.ground, "text", { x: 11, y: middle, "text-anchor": "middle", transform: turned3 }, axes.yTitle);
    this.show(this.lines, this.marks);
  }
  /**
   * Shows these lines in place of those before, and upright marks at the `marks` of the x axis.
   * @param {Line[]} lines
   * @param {number[]} [marks]
   */
  show(lines, marks = []) {
    this.lines = lines;
    this.marks = marks;
    this.content.replaceChildren();
    const [south, north] = this.axes.y, over = (north - south) / 4;
    for (const x of marks) {
      const u = this.across(x);
      draw(this.content, "line", { class: "mark", x1: u, x2: u, y1: this.down(north), y2: this.down(south) });
    }
    const ends = [];
    for (const { points, color, className, dash, label } of lines) {
      if (!points.length) continue;
      const kept = points.map(([x, y]) => [this.across(x), this.down(Math.min(north + over, Math.max(south - over, y)))]);
      const text = kept.map(([u2, v2]) => `${u2.toFixed(1)},${v2.toFixed(1)}`).join(" ");
      const line2 = draw(this.content, "polyline", { class: className, points: text, style: `--task: ${color}` });
      if (dash) line2.setAttribute("stroke-dasharray", dash);
      const [u, v] = kept[kept.length - 1];
      if (label) ends.push({ label, u: Math.min(u + 3, this.width - 9), v: v + 4 });
    }
    spread(ends, this.height - ROOM.bottom);
    for (const { label, u, v } of ends) draw(this.content, "text", { class: "label", x: u, y: v }, label);
  }
};
function spread(labels, bottom) {
  const placed = [...labels].sort((a, b) => a.v - b.v), near = (a, b) => Math.abs(a - b) < ROOM.label;
  placed.forEach((label, i) => {
    for (const above of placed.slice(0, i)) if (near(above.u, label.u)) label.v = Math.max(label.v, above.v + ROOM.label);
  });
  let floor = bottom;
  for (const label of placed.reverse()) {
    if (label.v <= floor) break;
    label.v = floor;
    floor -= ROOM.label;
  }
}
var written = (value) => String(Number(value.toPrecision(6))).replace("-", "−");
function roundValues(low, high, count) {
  const least = (high - low) / Math.max(1, count), power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

// source/playground/function_pictures.js
var POINTS = 60;
var BEYOND = 0.12;
var FunctionPictures = class {
  /**
   * @param {HTMLElement[]} places
   * @param {string[]} names
   */
  constructor(places, names) {
    const axes = { x: (
      /** @type {[number, number]} */
      [-4.6, 4.6]
    ), y: (
      /** @type {[number, number]} */
      [-2.2, 2.2]
    ) };
    this.plots = places.map(
      (place, i) => new Plot(place, { ...axes, xTitle: "input x", yTitle: "output", about: `Functions of ${names[i]}` })
    );
    this.drawing = [];
  }
  /** @param {Lesson} lesson */
  show(lesson) {
    const truths = lesson.tasks.map((task, i) => line("truth", task.xTest, task.yTest, colorOf(i)));
    if (this.drawing.length) truths.push({ points: this.drawing, color: "currentcolor", className: "drawing" });
    lesson.methods.forEach((method, m) => {
      const known = lesson.tasks.slice(0, lesson.begun).map((task, i) => {
        const x = around(task.xTest), w = method.weights(method.embeddings[i]);
        return line("known", x, outputsFor(method.target, w, x), colorOf(i), String(i + 1));
      });
      this.plots[m].show([...truths, ...known]);
    });
  }
};
var line = (className, x, y, color, label) => ({
  className,
  color,
  label,
  points: Array.from(x, (each, i) => [each, y[i]])
});
function around(x) {
  const [low, high] = [x[0], x[x.length - 1]], margin = BEYOND * (high - low);
  const wide = { from: 0, to: 1, values: [low - margin, high + margin] };
  return Float64Array.from({ length: POINTS }, (_, i) => valueAt(wide, i / (POINTS - 1)));
}

// source/learning/adam.js
var BETA1 = 0.9;
var BETA2 = 0.999;
var EPSILON = 1e-8;
var Adam = class {
  /** @param {Numbers} parameters changed in place */
  constructor(parameters) {
    this.parameters = parameters;
    this.steps = 0;
    this.average = new Float64Array(parameters.length);
    this.square = new Float64Array(parameters.length);
  }
  /**
   * Takes a step along `gradient`.
   * @param {Numbers} gradient
   * @param {number} rate
   */
  step(gradient, rate) {
    this.steps++;
    const { parameters, average, square } = this, { size, root } = this.scale(this.steps, rate);
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      average[i] += (1 - BETA1) * (slope - average[i]);
      square[i] = BETA2 * square[i] + (1 - BETA2) * slope * slope;
      parameters[i] -= size * average[i] / (Math.sqrt(square[i]) / root + EPSILON);
    }
  }
  /**
   * Writes to `ahead` the parameters as a step along `gradient` would leave them; nothing else changes.
   * @param {Numbers} gradient
   * @param {number} rate
   * @param {Numbers} ahead
   */
  ahead(gradient, rate, ahead) {
    const { parameters, average, square } = this, { size, root } = this.scale(this.steps + 1, rate);
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      const first = average[i] + (1 - BETA1) * (slope - average[i]);
      const second = BETA2 * square[i] + (1 - BETA2) * slope * slope;
      ahead[i] = parameters[i] - size * first / (Math.sqrt(second) / root + EPSILON);
    }
  }
  /**
   * Corrections for the moments' start at zero.
   * @param {number} steps
   * @param {number} rate
   */
  scale(steps, rate) {
    return { size: rate / (1 - BETA1 ** steps), root: Math.sqrt(1 - BETA2 ** steps) };
  }
};

// source/random/sha256.js
function primes(count) {
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}
var fraction = (value) => (value - Math.floor(value)) * 2 ** 32 >>> 0;
var CONSTANTS = primes(64).map((prime) => fraction(Math.cbrt(prime)));
var START = primes(8).map((prime) => fraction(Math.sqrt(prime)));
var turned2 = (x, by) => x >>> by | x << 32 - by;
function padded(text) {
  const bytes = new TextEncoder().encode(text);
  const blocks = new Uint8Array(64 * Math.ceil((bytes.length + 9) / 64));
  blocks.set(bytes);
  blocks[bytes.length] = 128;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(blocks.length - 4, bytes.length << 3);
  return view;
}
function sha256(text) {
  const message = padded(text);
  const state = new Uint32Array(START);
  const words = new Uint32Array(64);
  for (let at = 0; at < message.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = message.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const early = words[i - 15], late = words[i - 2];
      const low = turned2(early, 7) ^ turned2(early, 18) ^ early >>> 3;
      const high = turned2(late, 17) ^ turned2(late, 19) ^ late >>> 10;
      words[i] = words[i - 16] + low + words[i - 7] + high;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const chosen = e & f ^ ~e & g, major = a & b ^ a & c ^ b & c;
      const first = h + (turned2(e, 6) ^ turned2(e, 11) ^ turned2(e, 25)) + chosen + CONSTANTS[i] + words[i] | 0;
      const second = (turned2(a, 2) ^ turned2(a, 13) ^ turned2(a, 22)) + major | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, d + first | 0, c, b, a, first + second | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => state[i] += value);
  }
  return state;
}

// source/random/generator.js
var SIZE = 624;
var SHIFT = 397;
var BLOCK = 16;
var written2 = (part) => typeof part === "number" ? String(part) : `'${part}'`;
function generator(seed, ...purpose) {
  const [first, second] = sha256(`(${[seed, ...purpose].map(written2).join(", ")})`);
  return new Generator((swapped(first) >>> 1 | (swapped(second) & 1) << 31) >>> 0);
}
var swapped = (word) => (word >>> 24 | word >>> 8 & 65280 | word << 8 & 16711680 | word << 24) >>> 0;
var Generator = class {
  /** @param {number} seed 32 bits */
  constructor(seed) {
    this.state = new Uint32Array(SIZE);
    this.state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const last = this.state[i - 1];
      this.state[i] = Math.imul(1812433253, last ^ last >>> 30) + i;
    }
    this.at = SIZE;
    this.kept = null;
  }
  /** 32 random bits. */
  bits() {
    if (this.at === SIZE) this.turn();
    let y = this.state[this.at++];
    y ^= y >>> 11;
    y ^= y << 7 & 2636928640;
    y ^= y << 15 & 4022730752;
    return (y ^ y >>> 18) >>> 0;
  }
  /** The next state of the twister. */
  turn() {
    const { state } = this;
    for (let i = 0; i < SIZE; i++) {
      const y = state[i] & 2147483648 | state[(i + 1) % SIZE] & 2147483647;
      state[i] = state[(i + SHIFT) % SIZE] ^ y >>> 1 ^ (y & 1 ? 2567483615 : 0);
    }
    this.at = 0;
  }
  /** A number in [0, 1) of float32. */
  uniform() {
    return (this.bits() & 16777215) / 2 ** 24;
  }
  /** A number in [0, 1) of float64, from 53 bits. */
  uniform53() {
    const high = this.bits(), low = this.bits();
    return ((high & 2097151) * 2 ** 32 + low) / 2 ** 53;
  }
  /**
   * Uniform numbers between `low` and `high`.
   * @param {number} count
   * @param {number} low
   * @param {number} high
   * @returns {Float32Array}
   */
  uniforms(count, low, high) {
    const from = Math.fround(low), width = Math.fround(Math.fround(high) - from);
    return Float32Array.from({ length: count }, () => this.uniform() * width + from);
  }
  /**
   * Numbers from N(0, 1), as `torch.randn` gives them.
   * @param {number} count
   * @returns {Float32Array}
   */
  normals(count) {
    if (count < BLOCK) return Float32Array.from({ length: count }, () => this.normal());
    const values = Float32Array.from({ length: count }, () => this.uniform());
    for (let at = 0; at + BLOCK <= count; at += BLOCK) toNormal(values.subarray(at, at + BLOCK));
    if (count % BLOCK) {
      const last = values.subarray(count - BLOCK);
      for (let i = 0; i < BLOCK; i++) last[i] = this.uniform();
      toNormal(last);
    }
    return values;
  }
  /** One number from N(0, 1): of two made together the first, then the second (Box and Muller 1958). */
  normal() {
    if (this.kept !== null) {
      const second = this.kept;
      this.kept = null;
      return second;
    }
    const angle = 2 * Math.PI * this.uniform53(), radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
  /**
   * The numbers from 0 on in random order, as `torch.randperm` gives them.
   * @param {number} count
   * @returns {Int32Array}
   */
  permutation(count) {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < count - 1; i++) {
      const other = i + this.bits() % (count - i);
      [order[i], order[other]] = [order[other], order[i]];
    }
    return order;
  }
};
function toNormal(values) {
  for (let i = 0; i < BLOCK / 2; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[i])), angle = 2 * Math.PI * values[i + 8];
    values[i] = radius * Math.cos(angle);
    values[i + 8] = radius * Math.sin(angle);
  }
}

// source/learning/data_order.js
var DataOrder = class {
  /**
   * @param {number} seed
   * @param {number} task its place in the sequence
   * @param {number} count of training samples
   * @param {number} batch samples per step
   */
  constructor(seed, task, count, batch) {
    this.seed = seed;
    this.task = task;
    this.count = count;
    this.batch = batch;
    this.epochs = /* @__PURE__ */ new Map();
  }
  /**
   * The samples of optimizer step `step`, counted from 0.
   * @param {number} step
   * @returns {number[]}
   */
  indices(step) {
    return Array.from({ length: this.batch }, (_, i) => {
      const at = step * this.batch + i;
      return this.order(Math.floor(at / this.count))[at % this.count];
    });
  }
  /** @param {number} epoch */
  order(epoch) {
    let order = this.epochs.get(epoch);
    if (!order) {
      order = generator(this.seed, "order", `task ${this.task}`, epoch).permutation(this.count);
      for (const known of this.epochs.keys()) if (known !== epoch - 1) this.epochs.delete(known);
      this.epochs.set(epoch, order);
    }
    return order;
  }
};

// source/learning/activation.js
var VALUES = {
  relu: (x) => x > 0 ? x : 0,
  elu: (x) => x > 0 ? x : Math.expm1(x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh
};
var SLOPES = {
  relu: (y) => y > 0 ? 1 : 0,
  elu: (y) => y > 0 ? 1 : y + 1,
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y
};
function activate(name, values) {
  const value = VALUES[name];
  for (let i = 0; i < values.length; i++) values[i] = value(values[i]);
}
function timesSlope(name, values, gradient) {
  const slope = SLOPES[name];
  for (let i = 0; i < values.length; i++) gradient[i] *= slope(values[i]);
}

// source/learning/matrix.js
function addProduct(a, b, out, n, k, m) {
  for (let i = 0; i < n; i++) {
    const row = i * m;
    let j = 0;
    for (; j + 4 <= k; j += 4) {
      const p = i * k + j, a0 = a[p], a1 = a[p + 1], a2 = a[p + 2], a3 = a[p + 3];
      if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0) continue;
      const b0 = j * m, b1 = b0 + m, b2 = b1 + m, b3 = b2 + m;
      for (let c = 0; c < m; c++) out[row + c] += a0 * b[b0 + c] + a1 * b[b1 + c] + a2 * b[b2 + c] + a3 * b[b3 + c];
    }
    for (; j < k; j++) {
      const factor = a[i * k + j], from = j * m;
      for (let c = 0; c < m; c++) out[row + c] += factor * b[from + c];
    }
  }
}
function addProductOfTransposed(a, b, out, n, k, m) {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const b0 = i * m, b1 = b0 + m, b2 = b1 + m, b3 = b2 + m;
    for (let j = 0; j < k; j++) {
      const p = i * k + j, a0 = a[p], a1 = a[p + k], a2 = a[p + 2 * k], a3 = a[p + 3 * k];
      if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0) continue;
      const row = j * m;
      for (let c = 0; c < m; c++) out[row + c] += a0 * b[b0 + c] + a1 * b[b1 + c] + a2 * b[b2 + c] + a3 * b[b3 + c];
    }
  }
  for (; i < n; i++) {
    for (let j = 0; j < k; j++) {
      const factor = a[i * k + j], row = j * m, from = i * m;
      if (factor !== 0) for (let c = 0; c < m; c++) out[row + c] += factor * b[from + c];
    }
  }
}
function addProductWithTransposed(a, b, out, n, k, m) {
  for (let i = 0; i < n; i++) {
    let j = 0;
    for (; j + 4 <= m; j += 4) {
      const b0 = j * k, b1 = b0 + k, b2 = b1 + k, b3 = b2 + k, row = i * k;
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let c = 0; c < k; c++) {
        const factor = a[row + c];
        s0 += factor * b[b0 + c];
        s1 += factor * b[b1 + c];
        s2 += factor * b[b2 + c];
        s3 += factor * b[b3 + c];
      }
      const to = i * m + j;
      out[to] += s0;
      out[to + 1] += s1;
      out[to + 2] += s2;
      out[to + 3] += s3;
    }
    for (; j < m; j++) {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += a[i * k + c] * b[j * k + c];
      out[i * m + j] += sum;
    }
  }
}
function fillRows(row, out, n) {
  for (let i = 0; i < n; i++) out.set(row, i * row.length);
}
function addRows(a, out, n) {
  const m = out.length;
  for (let i = 0; i < n; i++) for (let c = 0; c < m; c++) out[c] += a[i * m + c];
}

// source/learning/hypernetwork.js
var Hypernetwork = class {
  /** @param {Structure} structure */
  constructor({ size, embedding_dim, hidden, activation, chunk_size, chunk_embedding_dim }) {
    this.size = size;
    this.embeddingDim = embedding_dim;
    this.activation = activation;
    this.chunkEmbeddingDim = chunk_size === null ? 0 : chunk_embedding_dim;
    this.rows = Math.min(chunk_size ?? size, size);
    this.chunks = Math.ceil(size / this.rows);
    this.widths = [embedding_dim + this.chunkEmbeddingDim, ...hidden];
    this.features = this.widths[this.widths.length - 1];
    this.shapes = {};
    hidden.forEach((units, i) => {
      this.shapes[`hidden.${i}.weight`] = [this.widths[i], units];
      this.shapes[`hidden.${i}.bias`] = [units];
    });
    this.shapes["output.weight"] = [this.features, this.rows];
    this.shapes["output.bias"] = [this.rows];
    if (this.chunkEmbeddingDim) this.shapes.chunk_embeddings = [this.chunks, this.chunkEmbeddingDim];
    this.total = Object.values(this.shapes).reduce((sum, shape) => sum + numel(shape), 0);
  }
  /** @returns {number} of weights that a trace holds per task, of which the first P count */
  get stride() {
    return this.chunks * this.rows;
  }
  /**
   * The parameters by name within one flat array of `total` numbers.
   * @param {Numbers} flat
   * @returns {Theta}
   */
  views(flat) {
    let at = 0;
    return Object.fromEntries(
      Object.entries(this.shapes).map(([name, shape]) => [name, flat.subarray(at, at += numel(shape))])
    );
  }
  /**
   * Room for a pass with so many task embeddings.
   * @param {number} tasks
   * @returns {Trace}
   */
  trace(tasks) {
    const pairs = tasks * this.chunks;
    return {
      tasks,
      layers: this.widths.map((units) => new Float64Array(pairs * units)),
      weights: new Float64Array(tasks * this.stride)
    };
  }
  /**
   * Generates the target weights for task embeddings (tasks, E); they lie in `trace.weights` afterwards.
   * @param {Theta} theta
   * @param {Numbers} embeddings
   * @param {Trace} trace
   */
  forward(theta, embeddings, trace) {
    const pairs = trace.tasks * this.chunks, { layers } = trace;
    this.join(theta, embeddings, trace);
    for (let i = 1; i < layers.length; i++) {
      fillRows(theta[`hidden.${i - 1}.bias`], layers[i], pairs);
      addProduct(layers[i - 1], theta[`hidden.${i - 1}.weight`], layers[i], pairs, this.widths[i - 1], this.widths[i]);
      activate(this.activation, layers[i]);
    }
    fillRows(theta["output.bias"], trace.weights, pairs);
    addProduct(layers[layers.length - 1], theta["output.weight"], trace.weights, pairs, this.features, this.rows);
  }
  /**
   * Adds to `gradient` what `slope`, the gradient in the weights of a trace, means for theta.
   * @param {Theta} theta
   * @param {Trace} trace
   * @param {Numbers} slope (tasks, C * rows), zero past P
   * @param {Theta} gradient
   * @returns {Numbers} the gradient (pairs, In) in the inputs: task embedding, then chunk embedding
   */
  backward(theta, trace, slope, gradient) {
    const pairs = trace.tasks * this.chunks, { layers } = trace;
    const last = layers.length - 1;
    addProductOfTransposed(layers[last], slope, gradient["output.weight"], pairs, this.features, this.rows);
    addRows(slope, gradient["output.bias"], pairs);
    let back = new Float64Array(pairs * this.features);
    addProductWithTransposed(slope, theta["output.weight"], back, pairs, this.rows, this.features);
    for (let i = last; i > 0; i--) {
      const [inputs, units] = [this.widths[i - 1], this.widths[i]];
      timesSlope(this.activation, layers[i], back);
      addProductOfTransposed(layers[i - 1], back, gradient[`hidden.${i - 1}.weight`], pairs, inputs, units);
      addRows(back, gradient[`hidden.${i - 1}.bias`], pairs);
      const before = new Float64Array(pairs * inputs);
      addProductWithTransposed(back, theta[`hidden.${i - 1}.weight`], before, pairs, units, inputs);
      back = before;
    }
    if (this.chunkEmbeddingDim) this.addChunkGradient(back, gradient.chunk_embeddings);
    return back;
  }
  /**
   * The inputs [e; c] of every (task, chunk) pair.
   * @param {Theta} theta
   * @param {Numbers} embeddings
   * @param {Trace} trace
   */
  join(theta, embeddings, trace) {
    const [inputs] = trace.layers, [width] = this.widths;
    for (let pair = 0; pair < trace.tasks * this.chunks; pair++) {
      const task = Math.floor(pair / this.chunks), chunk = pair % this.chunks;
      for (let i = 0; i < this.embeddingDim; i++) inputs[pair * width + i] = embeddings[task * this.embeddingDim + i];
      for (let i = 0; i < this.chunkEmbeddingDim; i++)
        inputs[pair * width + this.embeddingDim + i] = theta.chunk_embeddings[chunk * this.chunkEmbeddingDim + i];
    }
  }
  /**
   * @param {Numbers} back
   * @param {Numbers} gradient
   */
  addChunkGradient(back, gradient) {
    const [width] = this.widths, of = this.chunkEmbeddingDim;
    for (let pair = 0; pair * width < back.length; pair++) {
      for (let i = 0; i < of; i++) gradient[pair % this.chunks * of + i] += back[pair * width + this.embeddingDim + i];
    }
  }
  /**
   * The gradient (E,) in the one embedding of a trace, from that in its inputs.
   * @param {Numbers} back
   * @returns {Numbers}
   */
  embeddingGradient(back) {
    const gradient = new Float64Array(this.embeddingDim), [width] = this.widths;
    for (let chunk = 0; chunk < this.chunks; chunk++)
      for (let i = 0; i < this.embeddingDim; i++) gradient[i] += back[chunk * width + i];
    return gradient;
  }
};
var numel = (shape) => shape.reduce((product, side) => product * side, 1);

// source/learning/regularizer.js
var OutputRegularizer = class {
  /**
   * @param {Hypernetwork} hypernet
   * @param {Theta} thetaStar the parameters before the present task
   * @param {Numbers} embeddings (T-1, E) of the old tasks
   */
  constructor(hypernet, thetaStar, embeddings) {
    this.hypernet = hypernet;
    this.embeddings = embeddings;
    this.tasks = embeddings.length / hypernet.embeddingDim;
    this.trace = hypernet.trace(this.tasks);
    hypernet.forward(thetaStar, embeddings, this.trace);
    this.targets = this.trace.weights.slice();
    this.slope = new Float64Array(this.targets.length);
  }
  /**
   * The value at `theta`; its gradient is added to `gradient`.
   * @param {Theta} theta
   * @param {number} beta
   * @param {Theta} gradient
   * @returns {number}
   */
  add(theta, beta, gradient) {
    const { hypernet, trace, targets, slope, tasks } = this, { size, stride } = hypernet;
    hypernet.forward(theta, this.embeddings, trace);
    const scale = beta / tasks;
    let sum = 0;
    for (let task = 0; task < tasks; task++) {
      for (let i = task * stride; i < task * stride + size; i++) {
        const change = trace.weights[i] - targets[i];
        sum += change * change;
        slope[i] = 2 * scale * change;
      }
    }
    hypernet.backward(theta, trace, slope, gradient);
    return scale * sum;
  }
};

// source/learning/start.js
function initialTheta(hypernet, target, seed) {
  const flat = new Float64Array(hypernet.total), theta = hypernet.views(flat);
  const random = generator(seed, "hypernetwork");
  for (const [name, [fanIn, fanOut]] of Object.entries(hypernet.shapes)) {
    if (name.endsWith("bias")) continue;
    const values = theta[name];
    if (name === "chunk_embeddings") values.set(random.normals(values.length));
    else if (name === "output.weight") values.set(random.uniforms(values.length, -Math.sqrt(3), Math.sqrt(3)));
    else {
      const bound = Math.sqrt(6 / (fanIn + fanOut));
      values.set(random.uniforms(values.length, -bound, bound));
    }
  }
  const weight = theta["output.weight"];
  fanOuts(hypernet, target).forEach((fanOut, row) => {
    const deviation = Math.fround(Math.sqrt(2 / (hypernet.features + fanOut)));
    for (let at = row; at < weight.length; at += hypernet.rows) weight[at] = Math.fround(weight[at] * deviation);
  });
  return flat;
}
function fanOuts(hypernet, target) {
  if (hypernet.chunkEmbeddingDim) return Array(hypernet.rows).fill(hypernet.rows);
  return target.widths.slice(1).flatMap((units, i) => {
    const size = target.widths[i] * units;
    return [...Array(size).fill(size), ...Array(units).fill(units)];
  });
}
function initialEmbeddings(count, dim, seed) {
  const drawn = Float64Array.from(generator(seed, "task embeddings").normals(count * dim));
  return Array.from({ length: count }, (_, task) => drawn.slice(task * dim, (task + 1) * dim));
}

// source/learning/sparse.js
var STRIP = 8;
function addSparseProductWithTransposed(a, b, out, n, k, m) {
  const { starts, places, values } = withoutZeros(a, n, k);
  const strip = new Float64Array(STRIP * k), sums = new Float64Array(STRIP);
  for (let j = 0; j < m; j += STRIP) {
    const wide = Math.min(STRIP, m - j);
    for (let u = 0; u < wide; u++) for (let c = 0, row = (j + u) * k; c < k; c++) strip[STRIP * c + u] = b[row + c];
    for (let i = 0; i < n; i++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      for (let p = starts[i], end = starts[i + 1]; p < end; p++) {
        const at = places[p], value = values[p];
        s0 += value * strip[at];
        s1 += value * strip[at + 1];
        s2 += value * strip[at + 2];
        s3 += value * strip[at + 3];
        s4 += value * strip[at + 4];
        s5 += value * strip[at + 5];
        s6 += value * strip[at + 6];
        s7 += value * strip[at + 7];
      }
      sums[0] = s0;
      sums[1] = s1;
      sums[2] = s2;
      sums[3] = s3;
      sums[4] = s4;
      sums[5] = s5;
      sums[6] = s6;
      sums[7] = s7;
      for (let u = 0; u < wide; u++) out[i * m + j + u] += sums[u];
    }
  }
}
function withoutZeros(a, n, k) {
  const starts = new Int32Array(n + 1), places = new Int32Array(n * k), values = new Float64Array(n * k);
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      const value = a[i * k + c];
      if (value === 0) continue;
      places[count] = STRIP * c;
      values[count++] = value;
    }
    starts[i + 1] = count;
  }
  return { starts, places, values };
}

// source/learning/target.js
var Target = class {
  /**
   * @param {number[]} widths units of the input, of each hidden layer and of the output
   * @param {string} activation
   */
  constructor(widths, activation) {
    this.widths = widths;
    this.activation = activation;
    this.outputs = widths[widths.length - 1];
    this.starts = [0];
    for (let i = 1; i < widths.length; i++) this.starts.push(this.starts[i - 1] + (widths[i - 1] + 1) * widths[i]);
    this.size = this.starts[widths.length - 1];
  }
  /**
   * The layer's matrix and biases as views of `w`.
   * @param {Numbers} w
   * @param {number} layer from 1
   */
  layer(w, layer) {
    const [start, end] = [this.starts[layer - 1], this.starts[layer]], biases = end - this.widths[layer];
    return { matrix: w.subarray(start, biases), bias: w.subarray(biases, end) };
  }
  /**
   * The values of every layer, the inputs `x` (n, In) first and the outputs (n, Out) last.
   * @param {Numbers} w
   * @param {Numbers} x
   * @param {number} n
   * @returns {Numbers[]}
   */
  forward(w, x, n) {
    const layers = [x];
    for (let i = 1; i < this.widths.length; i++) {
      const { matrix, bias } = this.layer(w, i), values = new Float64Array(n * this.widths[i]);
      fillRows(bias, values, n);
      addProductWithTransposed(layers[i - 1], matrix, values, n, this.widths[i - 1], this.widths[i]);
      if (i < this.widths.length - 1) activate(this.activation, values);
      layers.push(values);
    }
    return layers;
  }
  /**
   * The outputs (n, Out) alone, found faster where many inputs are zero.
   * @param {Numbers} w
   * @param {Numbers} x
   * @param {number} n
   * @returns {Numbers}
   */
  answers(w, x, n) {
    let values = x;
    for (let i = 1; i < this.widths.length; i++) {
      const { matrix, bias } = this.layer(w, i), inputs = values;
      values = new Float64Array(n * this.widths[i]);
      fillRows(bias, values, n);
      addSparseProductWithTransposed(inputs, matrix, values, n, this.widths[i - 1], this.widths[i]);
      if (i < this.widths.length - 1) activate(this.activation, values);
    }
    return values;
  }
  /**
   * Adds to `gradient` (P,) what `slope`, the gradient in the outputs (n, Out), means for the weights.
   * @param {Numbers} w
   * @param {Numbers[]} layers
   * @param {Numbers} slope overwritten
   * @param {Numbers} gradient
   * @param {number} n
   */
  backward(w, layers, slope, gradient, n) {
    let back = slope;
    for (let i = this.widths.length - 1; i > 0; i--) {
      const [inputs, units] = [this.widths[i - 1], this.widths[i]];
      const change = this.layer(gradient, i);
      addProductOfTransposed(back, layers[i - 1], change.matrix, n, units, inputs);
      addRows(back, change.bias, n);
      if (i === 1) return;
      const before = new Float64Array(n * inputs);
      addProduct(back, this.layer(w, i).matrix, before, n, units, inputs);
      timesSlope(this.activation, layers[i - 1], before);
      back = before;
    }
  }
};

// source/learning/method.js
var HypernetworkMethod = class {
  /**
   * @param {Settings} settings
   * @param {number} tasks how many embeddings there are
   * @param {number} seed
   */
  constructor(settings, tasks, seed) {
    this.settings = settings;
    this.seed = seed;
    this.target = new Target(settings.widths, settings.target_activation);
    this.hypernet = new Hypernetwork({
      size: this.target.size,
      embedding_dim: settings.embedding_dim,
      hidden: settings.hypernetwork_hidden,
      activation: settings.hypernetwork_activation,
      chunk_size: settings.chunk_size,
      chunk_embedding_dim: settings.chunk_embedding_dim
    });
    this.flat = initialTheta(this.hypernet, this.target, seed);
    this.theta = this.hypernet.views(this.flat);
    this.embeddings = initialEmbeddings(tasks, settings.embedding_dim, seed);
    this.ahead = new Float64Array(this.flat.length);
    this.thetaAhead = this.hypernet.views(this.ahead);
    this.gradient = new Float64Array(this.flat.length);
    this.gradients = this.hypernet.views(this.gradient);
    this.trace = this.hypernet.trace(1);
    this.slope = new Float64Array(this.hypernet.stride);
    this.regularizer = null;
    this.task = null;
  }
  /**
   * Gets ready for the steps of the task at `number` in the sequence.
   * @param {number} number
   * @param {Task} task
   */
  begin(number, task) {
    this.task = task;
    this.e = this.embeddings[number];
    this.optimizer = new Adam(this.flat);
    this.embeddingOptimizer = new Adam(this.e);
    const samples = task.xTrain.length / this.settings.widths[0];
    this.order = new DataOrder(this.seed, number, samples, this.settings.batch_size);
    const old = Float64Array.from(this.embeddings.slice(0, number).flatMap((e) => [...e]));
    const thetaStar = this.hypernet.views(this.flat.slice());
    this.regularizer = number ? new OutputRegularizer(this.hypernet, thetaStar, old) : null;
  }
  /**
   * Optimizer step `step` of the present task, counted from 0.
   * @param {number} step
   * @param {Knobs} knobs
   * @returns {Losses} before the step
   */
  step(step, { beta, lookahead, learning_rate: rate }) {
    if (!this.e || !this.optimizer || !this.embeddingOptimizer) throw new Error("begin comes before the first step");
    const { loss, slope } = this.taskGradients(step);
    let penalty = 0;
    if (this.regularizer && beta) {
      if (lookahead) this.optimizer.ahead(this.gradient, rate, this.ahead);
      penalty = this.regularizer.add(lookahead ? this.thetaAhead : this.theta, beta, this.gradients);
    }
    this.optimizer.step(this.gradient, rate);
    this.embeddingOptimizer.step(slope, rate);
    return { task: loss, regularizer: penalty };
  }
  /**
   * The task loss on a step's batch; its gradient in theta lies in `this.gradients`, that in e is given back.
   * @param {number} step
   */
  taskGradients(step) {
    const { task, e, order, target, hypernet, settings } = this;
    if (!task || !e || !order) throw new Error("begin comes before the first step");
    const rows = order.indices(step), n = rows.length;
    const x = gathered(task.xTrain, rows, target.widths[0]);
    const y = gathered(task.yTrain, rows, task.yTrain.length / (task.xTrain.length / target.widths[0]));
    hypernet.forward(this.theta, e, this.trace);
    const layers = target.forward(this.trace.weights, x, n);
    const measure = settings.kind === "regression" ? squaredError : crossEntropy;
    const { loss, slope } = measure(layers[layers.length - 1], y, target.outputs, task.head);
    this.slope.fill(0);
    target.backward(this.trace.weights, layers, slope, this.slope, n);
    this.gradient.fill(0);
    const back = hypernet.backward(this.theta, this.trace, this.slope, this.gradients);
    return { loss, slope: hypernet.embeddingGradient(back) };
  }
  /**
   * The target weights (P,) that the hypernetwork generates for one embedding (E,).
   * @param {Numbers} e
   * @returns {Numbers}
   */
  weights(e) {
    const trace = this.hypernet.trace(1);
    this.hypernet.forward(this.theta, e, trace);
    return trace.weights.subarray(0, this.target.size);
  }
};
function gathered(data, rows, width) {
  const found = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let k = 0; k < width; k++) found[i * width + k] = data[row * width + k];
  });
  return found;
}

// source/playground/lesson.js
var EVALUATIONS = 20;
var Lesson = class {
  /**
   * @param {Benchmark} from
   * @param {Choice} choice
   */
  constructor(from, { order, seed, dim, steps }) {
    const { settings, tasks } = ordered(from, order);
    this.kind = settings.kind;
    this.tasks = tasks;
    this.seed = seed;
    this.steps = steps;
    this.every = Math.max(1, Math.floor(steps / EVALUATIONS));
    const chosen = { ...settings, embedding_dim: dim };
    this.methods = [0, 1].map(() => new HypernetworkMethod(chosen, tasks.length, seed));
    this.at = 0;
    this.losses = this.methods.map(() => ({ task: NaN, regularizer: 0 }));
    this.history = [];
    this.evaluate();
  }
  /** How many steps there are in all. */
  get total() {
    return this.tasks.length * this.steps;
  }
  /** Whether all steps were taken. */
  get over() {
    return this.at >= this.total;
  }
  /** The task of the next step, at the end the last. */
  get task() {
    return Math.min(Math.floor(this.at / this.steps), this.tasks.length - 1);
  }
  /** How many tasks have had a step. */
  get begun() {
    return Math.ceil(this.at / this.steps);
  }
  /** Whether every number is one still. */
  get finite() {
    return !this.at || this.losses.every((loss) => Number.isFinite(loss.task + loss.regularizer));
  }
  /**
   * One step of both methods; nothing at the end.
   * @param {Knobs} knobs
   */
  step(knobs) {
    if (this.over) return;
    const step = this.at % this.steps, number = this.task;
    if (!step) for (const method of this.methods) method.begin(number, this.tasks[number]);
    this.losses = this.methods.map((method, i) => method.step(step, i ? { ...knobs, beta: 0 } : knobs));
    this.at++;
    if (!(this.at % this.steps) || !(this.at % this.steps % this.every)) this.evaluate();
  }
  /** Tests both methods on every task begun. */
  evaluate() {
    const scores = this.methods.map(
      (method) => this.tasks.slice(0, this.begun).map((task, i) => score(method.target, method.weights(method.embeddings[i]), task, this.kind))
    );
    this.history.push({ step: this.at, scores });
  }
  /**
   * Appends a task to be learned after those there are, for all of which everything stays the same.
   * @param {Omit<Task, "head">} task
   */
  append(task) {
    const { head } = this.tasks[this.tasks.length - 1];
    this.tasks.push({ ...task, head });
    for (const { embeddings } of this.methods) {
      const e = generator(this.seed, "own task", embeddings.length).normals(embeddings[0].length);
      embeddings.push(Float64Array.from(e));
    }
  }
  /** Takes the last task away, which must not have had a step yet. */
  remove() {
    this.tasks.pop();
    for (const { embeddings } of this.methods) embeddings.pop();
  }
};

// source/playground/pen.js
var ARROWS2 = (
  /** @type {Record<string, [number, number]>} */
  {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1]
  }
);
var STEP = 0.1;
var Pen = class {
  /**
   * @param {Plot} plot
   * @param {(line: Point[]) => void} onLine
   * @param {(line: Point[]) => void} onLifted
   */
  constructor(plot, onLine, onLifted) {
    this.plot = plot;
    this.onLine = onLine;
    this.onLifted = onLifted;
    this.line = [];
    this.down = false;
    this.ready = false;
    this.tip = { x: -0.5, y: 0 };
    const { svg } = plot;
    svg.addEventListener("pointerdown", (event) => {
      if (!this.ready || event.button) return;
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      this.press(plot.at(event));
    });
    svg.addEventListener("pointermove", (event) => this.down && svg.hasPointerCapture(event.pointerId) && this.draw(plot.at(event)));
    svg.addEventListener("lostpointercapture", () => this.down && this.lift());
    svg.addEventListener("keydown", (event) => this.ready && this.key(event));
  }
  /**
   * Whether the plot takes a drawing now.
   * @param {boolean} ready
   */
  setReady(ready) {
    const { svg } = this.plot;
    this.ready = ready;
    this.down = false;
    this.line = [];
    svg.classList.toggle("drawable", ready);
    if (ready) {
      svg.setAttribute("tabindex", "0");
      svg.setAttribute("role", "application");
      svg.setAttribute("aria-label", "Draw a function: arrow keys move the pen, the space bar puts it down and lifts it");
      svg.focus({ preventScroll: true });
    } else {
      svg.removeAttribute("tabindex");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", this.plot.axes.about);
    }
  }
  /** @param {KeyboardEvent} event */
  key(event) {
    const arrow = ARROWS2[event.key];
    if (event.key === " ") {
      if (this.down) this.lift();
      else this.press(this.tip);
    } else if (arrow) {
      const { x: [west, east], y: [south, north] } = this.plot.axes;
      const x = Math.min(east, Math.max(west, this.tip.x + STEP * arrow[0]));
      this.tip = { x, y: Math.min(north, Math.max(south, this.tip.y + STEP * arrow[1])) };
      if (this.down) this.draw(this.tip);
      else this.onLine([this.tip, { x: this.tip.x + 0.02, y: this.tip.y }]);
    } else return;
    event.preventDefault();
  }
  /** @param {Point} at */
  press(at) {
    this.down = true;
    this.line = [];
    this.draw(at);
  }
  /** @param {Point} at */
  draw(at) {
    this.tip = at;
    this.line.push(at);
    this.onLine(this.line);
  }
  lift() {
    this.down = false;
    this.onLifted(this.line);
  }
};

// source/playground/score_curves.js
var MOST_ERROR = 1;
var ScoreCurves = class {
  /**
   * @param {HTMLElement[]} places
   * @param {string[]} names
   */
  constructor(places, names) {
    this.names = names;
    this.plots = places.map((place) => new Plot(place, this.axes(1, "regression", "")));
    this.laid = "";
  }
  /**
   * @param {number} total
   * @param {"regression" | "classification"} kind
   * @param {string} name
   * @returns {import("./plot.js").Axes}
   */
  axes(total, kind, name) {
    const yTitle = kind === "regression" ? "test error" : "test accuracy (%)";
    const y = (
      /** @type {[number, number]} */
      kind === "regression" ? [0, MOST_ERROR] : [0, 100]
    );
    return { x: [0, total], y, xTitle: "step", yTitle, about: `${yTitle} of each task over the steps, ${name}` };
  }
  /** @param {Lesson} lesson */
  show({ total, kind, history, tasks, steps }) {
    if (this.laid !== `${total} ${kind}`) {
      this.laid = `${total} ${kind}`;
      this.plots.forEach((plot, m) => plot.setAxes(this.axes(total, kind, this.names[m])));
    }
    const scale = kind === "regression" ? 1 : 100;
    const marks = tasks.map((_, i) => i * steps).slice(1);
    this.plots.forEach((plot, m) => {
      const lines = tasks.map((_, i) => {
        const known = history.filter(({ scores }) => scores[m].length > i);
        const points = known.map(({ step, scores }) => (
          /** @type {[number, number]} */
          [step, Math.min(scale * scores[m][i], this.plots[m].axes.y[1])]
        ));
        return { points, color: colorOf(i), dash: dashOf(i), className: "curve", label: String(i + 1) };
      });
      plot.show(lines, marks);
    });
  }
};

// source/playground/score_table.js
function showScores(body, { tasks, history, kind }) {
  const { scores } = history[history.length - 1];
  const rows = tasks.map((task, i) => [`${i + 1}`, task.name, ...scores.map((of) => i in of ? scoreText(of[i], kind) : "–")]);
  while (body.children.length > rows.length) body.lastElementChild?.remove();
  rows.forEach(([number, name, ...texts], i) => {
    const row = body.children[i] ?? newRow(body, texts.length);
    const [task, ...cells] = row.children;
    const dot = (
      /** @type {HTMLElement} */
      task.firstElementChild
    ), label = (
      /** @type {Element} */
      task.lastElementChild
    );
    dot.style.setProperty("--task", colorOf(i));
    if (dot.textContent !== number) dot.textContent = number;
    if (label.textContent !== name) label.textContent = name;
    texts.forEach((text, m) => {
      const value = (
        /** @type {HTMLElement} */
        cells[m].lastElementChild
      ), bar = (
        /** @type {HTMLElement} */
        cells[m].firstElementChild
      );
      if (value.textContent !== text) value.textContent = text;
      const share = i in scores[m] ? filled(scores[m][i], kind) : 0;
      bar.style.setProperty("--task", colorOf(i));
      bar.style.setProperty("--share", `${100 * share}%`);
    });
  });
}
function newRow(body, methods) {
  const row = put(body, "tr"), head = put(row, "th");
  head.scope = "row";
  put(head, "b", "dot");
  put(head, "span");
  for (let m = 0; m < methods; m++) {
    const cell = put(row, "td");
    put(cell, "i", "score-bar").setAttribute("aria-hidden", "true");
    put(cell, "span");
  }
  return row;
}
var filled = (score2, kind) => kind === "regression" ? Math.min(1, Math.max(0, -Math.log10(score2) / 4)) : score2;
function showAnswers(body, { tasks, methods, begun }, levels) {
  body.replaceChildren();
  if (!levels.some(Boolean)) return;
  const x = inputsOf(levels);
  const answers = methods.map((method) => tasks.slice(0, begun).map(({ head }, i) => answer(outputsFor(method.target, method.weights(method.embeddings[i]), x), head)));
  const sure = answers.map(surest);
  tasks.slice(0, begun).forEach(({ name, classes }, i) => {
    const row = put(body, "tr"), head = put(row, "th");
    head.scope = "row";
    put(head, "b", "dot", `${i + 1}`).style.setProperty("--task", colorOf(i));
    put(head, "span", "", name);
    answers.forEach((of, m) => {
      const { best, probability, logEntropy: logEntropy2 } = of[i];
      const cell = put(row, "td", sure[m] === i ? "surest" : "");
      put(cell, "strong", "", classes[best]);
      put(cell, "span", "", ` ${(100 * probability).toFixed(0)} %, entropy ${entropyText(logEntropy2, 2)}`);
      if (sure[m] === i) put(cell, "span", "", " · least");
    });
  });
}

// source/playground/page.js
var NAMES = ["the hypernetwork", "fine-tuning"];
var FRAME = 11;
var SECONDS_PER_TASK = 3;
var SLOW = 25;
var Page = class {
  /**
   * @param {Document} page
   * @param {Record<string, Benchmark>} benchmarks
   */
  constructor(page, benchmarks) {
    this.page = page;
    this.benchmarks = benchmarks;
    this.running = false;
    this.due = 0;
    this.before = 0;
    this.spoken = 0;
    this.controls = new Controls(page, benchmarks, (chosen) => this.choose(chosen), (message) => this.say(message));
    this.functions = new FunctionPictures(this.places("functions"), NAMES);
    this.curves = new ScoreCurves(this.places("curves"), NAMES);
    this.pens = this.functions.plots.map((plot) => new Pen(plot, (line2) => this.sketch(line2), (line2) => this.drawn(line2)));
    this.digits = new DigitPad(this.part("digit-pad"), (levels) => this.drawDigit(levels));
    this.click("run", () => this.go(!this.running));
    this.click("step", () => this.oneStep());
    this.click("again", () => this.begin());
    this.click("copy", () => this.copy());
    this.click("draw", () => this.setDrawing(this.part("draw").getAttribute("aria-pressed") !== "true"));
    this.click("undraw", () => this.own(null));
    this.click("clear", () => this.digits.change(this.digits.levels.map(() => 0)));
    page.defaultView?.addEventListener("hashchange", () => this.open());
    this.open();
  }
  /** @param {string} id */
  part(id) {
    return find(this.page, `#${id}`);
  }
  /** @param {string} name */
  places(name) {
    return [0, 1].map((method) => this.part(`${name}-${method}`));
  }
  /** @param {string} id @param {() => void} act */
  click(id, act) {
    this.part(id).addEventListener("click", act);
  }
  /** @param {string} message */
  say(message) {
    this.part("message").textContent = message;
  }
  /** Takes on what the address says, unless the page itself has just written it there. */
  open() {
    const { hash } = this.page.location;
    if (hash.slice(1) === this.written) return;
    const { state, refused } = readState(hash, this.benchmarks);
    this.state = state;
    this.begin(refused.length ? `The link says what is not understood, and is read without it: ${refused.join(", ")}.` : "");
    const calm = this.page.defaultView?.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.go(state.start && !calm);
  }
  /** Begins a new lesson with what is chosen. @param {string} [message] */
  begin(message = "") {
    const state = this.chosen(), from = this.benchmarks[state.benchmark];
    this.lesson = new Lesson(from, state);
    if (state.own) this.lesson.append(taskOf(state.own));
    this.spoken = 0;
    this.say(message);
    this.setDrawing(false);
    const regression = this.lesson.kind === "regression";
    for (const part of this.page.querySelectorAll(".functions")) part.toggleAttribute("hidden", !regression);
    this.part("digit").hidden = regression;
    this.part("measure").textContent = regression ? "squared test error" : "test accuracy";
    this.digits.show(state.digit ?? this.digits.levels.map(() => 0));
    this.changed();
  }
  /** @returns {State} */
  chosen() {
    if (!this.state) throw new Error("nothing is chosen yet");
    return this.state;
  }
  /** @returns {Lesson} */
  present() {
    if (!this.lesson) throw new Error("no lesson has begun");
    return this.lesson;
  }
  /** Shows the controls as things are now, and writes them into the address. */
  changed() {
    const state = this.chosen(), lesson = this.present(), from = this.benchmarks[state.benchmark];
    this.controls.show(state, knobsAt(state, lesson.at), from.tasks.length);
    this.written = writtenState(state);
    this.page.defaultView?.history.replaceState(null, "", `#${this.written}`);
    this.part("undraw").hidden = !state.own;
    const { code, notes } = recipe(state, from);
    this.part("recipe").textContent = code;
    this.part("recipe-notes").textContent = notes;
    this.show();
  }
  /** @param {import("./controls.js").Chosen} chosen */
  choose({ name, value, fresh }) {
    const state = this.chosen(), lesson = this.present();
    if (name === "benchmark") {
      this.state = { ...defaults(value, this.benchmarks[value]), hide: state.hide, speed: state.speed };
    } else if (fresh || name === "speed") Object.assign(state, { [name]: value });
    else this.state = turned(
      state,
      lesson.at,
      /** @type {"beta" | "rate" | "lookahead"} */
      name,
      value
    );
    if (fresh) this.renew();
    else this.changed();
  }
  /** A new lesson, in which the knobs are from the start what they are now. */
  renew() {
    const state = this.chosen(), { beta, lookahead, learning_rate: rate } = knobsAt(state, this.present().at);
    Object.assign(state, { beta, lookahead, rate, changes: [] });
    this.begin();
  }
  /** @param {boolean} running */
  go(running) {
    if (running && this.present().over) this.begin();
    const idle = !this.running;
    this.running = running;
    this.before = performance.now();
    this.due = 0;
    this.show();
    if (running && idle) requestAnimationFrame(() => this.frame());
  }
  oneStep() {
    this.go(false);
    this.present().step(knobsAt(this.chosen(), this.present().at));
    this.show();
  }
  /** As many steps as the speed wants and a frame has time for. */
  frame() {
    if (!this.running) return;
    const lesson = this.present(), state = this.chosen(), now = performance.now();
    const pace = { slow: SLOW, normal: state.steps / SECONDS_PER_TASK, fast: Infinity }[state.speed];
    this.due = Math.min(this.due + pace * (now - this.before) / 1e3, pace / 4);
    this.before = now;
    for (; this.due >= 1 && !lesson.over && lesson.finite && performance.now() - now < FRAME; this.due--)
      lesson.step(knobsAt(state, lesson.at));
    if (!lesson.finite) {
      this.running = false;
      this.say(`The loss is no finite number any more after step ${lesson.at}: choose a smaller learning rate or beta.`);
    }
    if (lesson.over) this.running = false;
    this.show();
    if (this.running) requestAnimationFrame(() => this.frame());
  }
  show() {
    const lesson = this.present(), state = this.chosen();
    this.controls.showKnobs(knobsAt(state, lesson.at));
    if (lesson.kind === "regression") this.functions.show(lesson);
    else this.showAnswers();
    if (this.shown !== lesson.history[lesson.history.length - 1] || this.shownTasks !== lesson.tasks.length) {
      this.shown = lesson.history[lesson.history.length - 1];
      this.shownTasks = lesson.tasks.length;
      this.curves.show(lesson);
      showScores(this.part("scores"), lesson);
    }
    const [held] = lesson.losses, task = lesson.tasks[lesson.task];
    const losses = lesson.at ? ` · loss ${held.task.toFixed(4)}, regularizer ${held.regularizer.toFixed(5)}` : "";
    const place = lesson.over ? "All tasks are learned" : `Task ${lesson.task + 1} of ${lesson.tasks.length}, ${task.name}`;
    this.part("status").textContent = `${place} · step ${lesson.at} of ${lesson.total}${losses}`;
    const run = (
      /** @type {HTMLButtonElement} */
      this.part("run")
    );
    const text = this.running ? "Pause" : lesson.over ? "Once more" : lesson.at ? "Go on" : "Start";
    if (run.textContent !== text) run.textContent = text;
    this.part("step").disabled = lesson.over;
    this.speak(state.steps);
  }
  /** Tells those who can't see it, after each task. @param {number} steps */
  speak(steps) {
    const lesson = this.present(), learned = Math.floor(lesson.at / steps);
    if (learned === this.spoken) return;
    this.spoken = learned;
    const { scores } = lesson.history[lesson.history.length - 1];
    const known = scores.map((of, m) => `${NAMES[m]} ${of.map((score2) => scoreText(score2, lesson.kind)).join(", ")}`);
    this.part("spoken").textContent = learned ? `${learned} of ${lesson.tasks.length} tasks learned: ${known.join("; ")}` : "";
  }
  /** @param {boolean} drawing */
  setDrawing(drawing) {
    this.part("draw").setAttribute("aria-pressed", String(drawing));
    this.part("draw-hint").textContent = drawing ? "Draw a line from left to right into one of the two pictures; by keyboard with arrow keys and the space bar." : "";
    this.functions.drawing = [];
    if (drawing) this.go(false);
    [...this.pens].reverse().forEach((pen) => pen.setReady(drawing));
  }
  /** @param {import("./drawn_function.js").Point[]} line */
  sketch(line2) {
    this.functions.drawing = line2.map(({ x, y }) => [x, y]);
    this.functions.show(this.present());
  }
  /** @param {import("./drawn_function.js").Point[]} line */
  drawn(line2) {
    const own = drawnFunction(line2);
    if (!own) return this.say("The line is too short for a function: draw on from left to right.");
    this.say("");
    this.setDrawing(false);
    this.own(own);
    this.go(true);
  }
  /** A task of one's own, after all others, or none: it begins anew only where it has had a step already. */
  own(own) {
    const state = this.chosen(), lesson = this.present(), before = state.own;
    const begun = before && lesson.begun > lesson.tasks.length - 1;
    state.own = own;
    if (begun) return this.begin();
    if (before) lesson.remove();
    if (own) lesson.append(taskOf(own));
    this.changed();
  }
  /** @param {number[]} levels */
  drawDigit(levels) {
    this.chosen().digit = levels;
    this.changed();
  }
  showAnswers() {
    const { digit } = this.chosen(), lesson = this.present(), drawn = Boolean(digit?.some(Boolean));
    this.part("answer-table").hidden = !drawn || !lesson.begun;
    if (drawn) showAnswers(
      this.part("answers"),
      lesson,
      /** @type {number[]} */
      digit
    );
  }
  copy() {
    const { location, defaultView } = this.page;
    const told = (text) => this.part("copy").textContent = text;
    const copied = defaultView?.navigator.clipboard?.writeText(location.href) ?? Promise.reject();
    copied.then(() => told("Copied"), () => told("See the address")).then(() => setTimeout(told, 2e3, "Copy link"));
  }
};
function recipe(state, from) {
  const usual = defaults(state.benchmark, from);
  const names = (
    /** @type {const} */
    [
      ["beta", "beta"],
      ["rate", "learning_rate"],
      ["dim", "embedding_dim"],
      ["steps", "steps"]
    ]
  );
  const set = names.filter(([own]) => state[own] !== usual[own]).map(([own, name]) => `, ${name}=${state[own]}`);
  if (!state.lookahead) set.push(", lookahead=False");
  const code = `fit(Run(configure("${state.benchmark}", "hnet", seeds=[${state.seed}]${set.join("")})))`;
  const notes = [];
  if (String(state.order) !== String(usual.order)) notes.push(`with the tasks ${state.order.map((number) => number + 1).join(", ")}, in this order,`);
  if (state.changes.length) {
    const changes = state.changes.map(({ step, name, value }) => `${name} ${value} after step ${step}`);
    notes.push(`with these changes on the way (${changes.join("; ")})`);
  }
  return { code, notes: notes.join(" and ") };
}

// source/bundles/playground.js
var carried = JSON.parse(document.getElementById("data")?.textContent ?? "{}");
var entries = Object.entries(carried).map(async ([name, each]) => [name, await benchmark(each)]);
new Page(document, Object.fromEntries(await Promise.all(entries)));
