// What stands below the pad: a walk between tasks, distances, and which task an image seems to be of.

import { find, fixed, put } from "../dom.js";
import { entropyText, surest } from "../learning/score.js";
import { dashOf } from "../playground/look.js";
import { Plot } from "../playground/plot.js";
import { drawImage } from "./pictures.js";
import { spherical, straight } from "./walk.js";

/** @typedef {import("./probe.js").PageProbe} PageProbe */
/** @typedef {import("./page.js").ExplorerPage} ExplorerPage */

const BEYOND = 0.5, POINTS = 41, MOST_IMAGES = 40;

/** A slider along a path from one task's embedding to another's, and every task's scores along it. */
export class Walk {
  /**
   * @param {Document} page
   * @param {ExplorerPage} explorer
   */
  constructor(page, explorer) {
    this.explorer = explorer;
    const select = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (find(page, `#${id}`));
    this.start = select("start");
    this.end = select("end");
    this.kind = select("kind");
    this.position = /** @type {HTMLInputElement} */ (find(page, "#position"));
    this.text = find(page, "#position-text");
    this.end.selectedIndex = Math.min(1, this.end.options.length - 1);
    const { measure } = explorer.carried, y = /** @type {[number, number]} */ (measure.percent ? [0, 100] : [-4, 1]);
    const yTitle = measure.percent ? "test accuracy (%)" : "log10 of the test error";
    this.plot = new Plot(find(page, "#path-plot"), {
      x: [-BEYOND, 1 + BEYOND], y, xTitle: "position on the path", yTitle, about: `${yTitle} of each task along the path`,
    });
    for (const each of [this.start, this.end, this.kind]) each.onchange = () => this.change();
    this.position.oninput = () => this.go();
  }

  /** @param {number} t */
  place(t) {
    const { embeddings } = this.explorer.probe, path = this.kind.value === "straight" ? straight : spherical;
    return path(embeddings[this.start.selectedIndex], embeddings[this.end.selectedIndex], t);
  }

  positions() {
    return Array.from({ length: POINTS }, (_, i) => -BEYOND + ((1 + 2 * BEYOND) * i) / (POINTS - 1));
  }

  /** Draws the path across the plane, and the scores along it in slices of time. */
  line() {
    const { explorer } = this, { probe, carried } = explorer, run = (this.run = (this.run ?? 0) + 1);
    explorer.pad.show({ path: this.positions().map((t) => {
      const [x, y = 0] = explorer.coordinates(this.place(t));
      return /** @type {[number, number]} */ ([x, y]);
    }) });
    /** @type {[number, number][][]} */
    const points = carried.tasks.map(() => []);
    const left = this.positions(), drawn = (/** @type {number} */ score) =>
      carried.measure.percent ? 100 * score : Math.log10(Math.max(score, 1e-12));
    let most = 0;
    explorer.rest.work(() => {
      if (run !== this.run) return true;
      most ||= explorer.most();
      const t = left.shift();
      if (t === undefined) {
        this.show(points, most);
        return true;
      }
      probe.scores(this.place(t), most).forEach((score, i) => points[i].push([t, drawn(score)]));
      return false;
    });
  }

  /** @param {[number, number][][]} points @param {number} most samples of each task that they are from */
  show(points, most) {
    const { page, probe, carried } = this.explorer, few = probe.samples.some(({ count }) => count > most);
    this.lines = points.map((line, i) => ({
      points: line, color: carried.tasks[i].color, dash: dashOf(i), className: "curve", label: `${i + 1}`,
    }));
    this.plot.show(this.lines, [this.position.valueAsNumber]);
    find(page, "#path-note").textContent = few ? `From ${most} samples of each task.` : "";
  }

  change() {
    this.line();
    this.go();
  }

  go() {
    const t = this.position.valueAsNumber, { explorer } = this;
    const end = t === 0 ? this.start.selectedIndex : t === 1 ? this.end.selectedIndex : null;
    this.text.textContent = fixed(t, 2);
    explorer.go(end === null ? this.place(t) : explorer.probe.embeddings[end].slice(), end);
    if (this.lines) this.plot.show(this.lines, [t]);
  }
}

/** A table of the distances between every two learned tasks' embeddings, and between their weights. */
export class Distances {
  /**
   * @param {Document} page
   * @param {PageProbe} probe
   */
  constructor(page, probe) {
    const learned = Math.max(1, probe.carried.learned), table = find(page, "#distances");
    const embeddings = probe.embeddings.slice(0, learned), weights = embeddings.map((e) => probe.weights(e).slice());
    const head = put(put(table, "thead"), "tr"), body = put(table, "tbody");
    for (const text of ["task", ...embeddings.map((_, i) => `${i + 1}`)]) put(head, "th", "", text).scope = "col";
    embeddings.forEach((e, i) => {
      const row = put(body, "tr");
      put(row, "th", "", `${i + 1}`).scope = "row";
      embeddings.forEach((other, j) => {
        const text = i === j ? "0" : `${distance(e, other).toFixed(2)} (${distance(weights[i], weights[j]).toFixed(2)})`;
        put(row, "td", "", text);
      });
    });
  }
}

/** Test images of a task to pick from, and what each learned task's network answers. */
export class Guesses {
  /**
   * @param {Document} page
   * @param {PageProbe} probe
   */
  constructor(page, probe) {
    this.page = page;
    this.probe = probe;
    this.picked = 0;
    this.task = /** @type {HTMLSelectElement} */ (find(page, "#guess-task"));
    find(page, "#guess-tool").hidden = !probe.classifies || !probe.carried.learned;
    if (find(page, "#guess-tool").hidden) return;
    this.task.onchange = () => this.offer();
    this.offer();
  }

  offer() {
    const { probe, page } = this, place = find(page, "#images"), task = this.task.selectedIndex;
    const { y, count } = probe.samples[task], [inputs] = probe.target.widths, { classes } = probe.carried.tasks[task];
    const pictures = probe.pictures[task], shape = probe.carried.image;
    place.replaceChildren();
    for (let i = 0; i < Math.min(count, MOST_IMAGES); i++) {
      const button = put(place, "button", "", shape ? "" : `${i + 1}`);
      button.type = "button";
      button.setAttribute("aria-label", `Image ${i + 1}, a ${classes[y[i]]}`);
      if (shape) drawImage(put(button, "canvas"), pictures.subarray(i * inputs, (i + 1) * inputs), shape);
      button.onclick = () => this.pick(i);
    }
    this.pick(0);
  }

  /** @param {number} sample */
  pick(sample) {
    const { probe, page } = this, task = this.task.selectedIndex, { tasks } = probe.carried;
    [...find(page, "#images").children].forEach((button, i) => button.setAttribute("aria-pressed", `${i === sample}`));
    const guesses = probe.guesses(task, sample), body = find(page, "#guesses");
    const wins = surest(guesses);
    body.replaceChildren();
    guesses.forEach(({ best, probability, logEntropy }, i) => {
      const row = put(body, "tr", i === wins ? "wins" : ""), head = put(row, "th");
      head.scope = "row";
      put(head, "b", "dot", `${i + 1}`).style.setProperty("--task", tasks[i].color);
      put(head, "span", "", tasks[i].name);
      const shown = [tasks[i].classes[best], `${(100 * probability).toFixed(1)} %`, entropyText(logEntropy, 3)];
      for (const text of shown) put(row, "td", "", text);
    });
    const [truth, answered] = [tasks[task].classes[probe.samples[task].y[sample]], tasks[wins].classes[guesses[wins].best]];
    find(page, "#verdict").textContent =
      `The image is a ${truth} of task ${task + 1}. The network of task ${wins + 1} doubts least, ` +
      `${wins === task ? "the right task" : "another task"}, and answers ${answered}.`;
  }
}

/** @param {Float64Array} a @param {Float64Array} b */
function distance(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
