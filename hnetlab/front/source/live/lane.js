// One run: how far it has come, its four plots, the colors of its tasks, and a strip of test images.
import { put } from "../dom.js";
import { Curves } from "./curves.js";
import { Memory, Strip } from "./images.js";
import { Matrix } from "./matrix.js";
import { written } from "./numbers.js";
import { Plane } from "./plane.js";

/**
 * @typedef {import("./numbers.js").Score} Score
 * @typedef {{ label: string, color: string, dash: string }} Task
 */

const SVG = "http://www.w3.org/2000/svg";

export class Lane {
  #end = new AbortController();
  #place;

  /**
   * @param {Element} parent
   * @param {import("../panel.js").Frame} frame
   * @param {string} name of its part
   */
  constructor(parent, { parts, links, signal }, name) {
    const end = this.#end.signal;
    signal.addEventListener("abort", () => this.#end.abort());
    this.#place = put(parent, "article", "lane");
    this.#place.dataset.part = name;
    const head = put(this.#place, "header");
    const title = put(head, "h3");
    const progress = put(head, "progress");
    progress.setAttribute("aria-label", "Steps taken");
    const where = put(head, "div", "where");
    const said = put(head, "div", "said");
    const legend = put(this.#place, "ul", "legend");
    const plots = put(this.#place, "div", "plots");
    const matrix = new Matrix(plots, end, links);
    const scores = new Curves(plots, end, "scores", links);
    const losses = new Curves(plots, end, "losses", null);
    const plane = new Plane(plots, end, links);
    const told = new Matrix(plots, end, links);
    const changes = put(this.#place, "ol", "changes");
    const strip = new Strip(this.#place);
    const memory = new Memory(this.#place);
    links.watch((lit) => {
      for (const [task, item] of [...legend.children].entries()) {
        item.classList.toggle("pale", lit.length > 0 && !lit.includes(task) && !item.classList.contains("loss"));
      }
    }, end);
    parts.watch(
      name,
      (state, changed) => {
        const { scene = {} } = state;
        if (!scene.tasks) return;
        const has = (/** @type {string[]} */ ...fields) => "scene" in changed || fields.some((field) => field in changed);
        if (title.textContent !== state.title) title.textContent = state.title;
        if (said.textContent !== (state.note ?? "")) said.textContent = state.note ?? "";
        said.hidden = !state.note;
        progress.max = scene.steps || 1;
        progress.value = state.done ?? 0;
        this.#place.dataset.status = state.status;
        if (where.textContent !== state.where) where.textContent = state.where;
        const marks = state.marks?.changes ?? [];
        const lines = state.losses?.lines ?? [];
        if (has("losses")) describe(legend, scene.tasks, scene.few, lines);
        if (has("matrix")) matrix.show(state.matrix?.rows ?? [], scene.tasks.length, scene.score, scene.shades);
        if (has("told")) {
          const rows = state.told?.rows ?? [];
          told.place.hidden = !rows.length;
          told.show(rows, scene.tasks.length, scene.told, scene.shades);
        }
        if (has("scores", "marks")) scores.show(...scoreCourse(scene, state.scores, marks));
        if (has("losses", "marks")) losses.show(...lossCourse(scene, state.losses, marks));
        if (has("plane")) {
          plane.place.hidden = !state.plane?.points?.length && state.status !== "idle";
          const seeds = scene.seeds > 1 ? `of the first of ${scene.seeds} seeds` : "";
          plane.show(state.plane ?? { points: [], ways: [], titles: [], ranges: [] }, scene.tasks, seeds);
        }
        if (has("marks")) {
          changes.replaceChildren();
          for (const { text } of marks) put(changes, "li", "", text);
          changes.hidden = !marks.length;
        }
        if (has("images", "answers")) strip.show(state.images ?? {}, state.answers ?? [], scene.tasks);
        if (has("remembered")) memory.show(state.remembered ?? []);
      },
      end,
    );
  }

  close() {
    this.#end.abort();
    this.#place.remove();
  }
}

/** @param {any} scene @param {any} scores @param {any[]} changes @returns {[string, string, import("./curves.js").Course]} */
function scoreCourse(scene, scores, changes) {
  const score = /** @type {Score} */ (scene.score);
  const lines = scene.tasks.map((/** @type {Task} */ { label, color, dash }, /** @type {number} */ task) => ({
    task,
    name: label,
    color,
    dash,
    steps: (scores?.steps ?? []).slice(scores?.starts?.[task] ?? 0),
    values: scores?.lines?.[task] ?? [],
  }));
  const write = (/** @type {number} */ value) => `${written(value, score.brief)}${score.suffix}`;
  const more = { logarithmic: score.logarithmic, range: score.logarithmic ? null : score.range, write, thin: !scene.few };
  const note = scene.seeds > 1 ? `mean over ${scene.seeds} seeds` : "";
  return [`${score.axis} over steps`, note, { lines, changes, steps: scene.steps, ends: scene.ends, ...more }];
}

/** @param {any} scene @param {any} losses @param {any[]} changes @returns {[string, string, import("./curves.js").Course]} */
function lossCourse(scene, losses, changes) {
  const steps = losses?.steps ?? [];
  const lines = (losses?.lines ?? []).map((/** @type {any} */ { label, color, dash, values }) => ({
    name: label,
    color,
    dash,
    steps,
    values,
  }));
  const write = (/** @type {number} */ value) => written(value, ".3g");
  return ["loss over steps", "", { lines, changes, steps: scene.steps, ends: scene.ends, logarithmic: true, range: null, write, thin: false }];
}

/** What the colors and dashes are: of the tasks where they are few, and of the parts of the loss.
 * @param {HTMLElement} legend @param {Task[]} tasks @param {boolean} few @param {any[]} losses */
function describe(legend, tasks, few, losses) {
  const entries = [
    ...(few ? tasks.map(({ label, color, dash }) => ({ label, color, dash, kind: "task" })) : []),
    ...losses.map(({ label, color, dash }) => ({ label, color, dash, kind: "loss" })),
  ];
  const said = JSON.stringify([entries, few ? 0 : tasks.length]);
  if (legend.dataset.said === said) return;
  legend.dataset.said = said;
  legend.replaceChildren();
  if (!few) {
    const item = put(legend, "li", "loss scale");
    put(item, "span", "", "task 1");
    put(item, "span", "ramp").style.background = `linear-gradient(90deg, ${tasks
      .filter((_, index) => index % Math.ceil(tasks.length / 12) === 0)
      .map(({ color }) => color)
      .join(", ")})`;
    put(item, "span", "", `${tasks.length}`);
  }
  for (const { label, color, dash, kind } of entries) {
    const item = put(legend, "li", kind);
    item.append(swatch(color, dash));
    put(item, "span", "", label).title = label;
  }
}

/** @param {string} color @param {string} dash */
function swatch(color, dash) {
  const place = document.createElementNS(SVG, "svg");
  place.setAttribute("viewBox", "0 0 28 8");
  place.setAttribute("aria-hidden", "true");
  const stroke = document.createElementNS(SVG, "line");
  const dashed = /** @type {Record<string, string>} */ ({
    dash: "6 4",
    dot: "1.5 3",
    dashdot: "6 3 1.5 3",
    longdash: "10 4",
    longdashdot: "10 3 1.5 3",
  })[dash];
  for (const [key, value] of Object.entries({ x1: 0, y1: 4, x2: 28, y2: 4, stroke: color, "stroke-width": 2.5 })) {
    stroke.setAttribute(key, `${value}`);
  }
  if (dashed) stroke.setAttribute("stroke-dasharray", dashed);
  place.append(stroke);
  return place;
}
