// The page as a whole: a lesson, the pictures of it, and what a reader does.

import { find } from "../dom.js";
import { Controls } from "./controls.js";
import { DigitPad } from "./digit_pad.js";
import { drawnFunction, taskOf } from "./drawn_function.js";
import { FunctionPictures } from "./function_pictures.js";
import { Lesson } from "./lesson.js";
import { defaults, knobsAt, readState, turned, writtenState } from "./link.js";
import { scoreText } from "./look.js";
import { Pen } from "./pen.js";
import { ScoreCurves } from "./score_curves.js";
import { showAnswers, showScores } from "./score_table.js";

/** @typedef {import("./benchmark.js").Benchmark} Benchmark */
/** @typedef {import("./link.js").State} State */

const NAMES = ["the hypernetwork", "fine-tuning"];
const FRAME = 11; // ms of a frame in which steps are taken
const SECONDS_PER_TASK = 3; // at normal speed
const SLOW = 25; // steps a second

/** What a reader sees and does. */
export class Page {
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
    this.pens = this.functions.plots.map((plot) => new Pen(plot, (line) => this.sketch(line), (line) => this.drawn(line)));
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
    else this.state = turned(state, lesson.at, /** @type {"beta" | "rate" | "lookahead"} */ (name), value);
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
    this.due = Math.min(this.due + (pace * (now - this.before)) / 1000, pace / 4);
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
    this.controls.showKnobs(knobsAt(state, lesson.at)); // which a link may change on the way
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
    const run = /** @type {HTMLButtonElement} */ (this.part("run"));
    const text = this.running ? "Pause" : lesson.over ? "Once more" : lesson.at ? "Go on" : "Start";
    if (run.textContent !== text) run.textContent = text;
    /** @type {HTMLButtonElement} */ (this.part("step")).disabled = lesson.over;
    this.speak(state.steps);
  }

  /** Tells those who can't see it, after each task. @param {number} steps */
  speak(steps) {
    const lesson = this.present(), learned = Math.floor(lesson.at / steps);
    if (learned === this.spoken) return;
    this.spoken = learned;
    const { scores } = lesson.history[lesson.history.length - 1];
    const known = scores.map((of, m) => `${NAMES[m]} ${of.map((score) => scoreText(score, lesson.kind)).join(", ")}`);
    this.part("spoken").textContent = learned ? `${learned} of ${lesson.tasks.length} tasks learned: ${known.join("; ")}` : "";
  }

  /** @param {boolean} drawing */
  setDrawing(drawing) {
    this.part("draw").setAttribute("aria-pressed", String(drawing));
    this.part("draw-hint").textContent = drawing
      ? "Draw a line from left to right into one of the two pictures; by keyboard with arrow keys and the space bar." : "";
    this.functions.drawing = [];
    if (drawing) this.go(false);
    [...this.pens].reverse().forEach((pen) => pen.setReady(drawing));
  }

  /** @param {import("./drawn_function.js").Point[]} line */
  sketch(line) {
    this.functions.drawing = line.map(({ x, y }) => [x, y]);
    this.functions.show(this.present());
  }

  /** @param {import("./drawn_function.js").Point[]} line */
  drawn(line) {
    const own = drawnFunction(line);
    if (!own) return this.say("The line is too short for a function: draw on from left to right.");
    this.say("");
    this.setDrawing(false);
    this.own(own);
    this.go(true);
  }

  /** A task of one's own, after all others, or none: it begins anew only where it has had a step already. */
  own(/** @type {import("./drawn_function.js").Drawn | null} */ own) {
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
    if (drawn) showAnswers(this.part("answers"), lesson, /** @type {number[]} */ (digit));
  }

  copy() {
    const { location, defaultView } = this.page;
    const told = (/** @type {string} */ text) => (this.part("copy").textContent = text);
    const copied = defaultView?.navigator.clipboard?.writeText(location.href) ?? Promise.reject();
    copied.then(() => told("Copied"), () => told("See the address")).then(() => setTimeout(told, 2000, "Copy link"));
  }
}

/**
 * How to train the same with the library, as Python code, and what is to be added in words.
 * @param {State} state
 * @param {Benchmark} from
 */
function recipe(state, from) {
  const usual = defaults(state.benchmark, from);
  const names = /** @type {const} */ ([
    ["beta", "beta"], ["rate", "learning_rate"], ["dim", "embedding_dim"], ["steps", "steps"],
  ]);
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
