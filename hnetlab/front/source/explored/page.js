// The page as a whole: the pad of the panels, answered by the page's own arithmetic, and what stands around it.

import { find, put } from "../dom.js";
import { createPad } from "../pad.js";
import { Landscape } from "./landscape.js";
import { Portrait } from "./portrait.js";
import { readout, share } from "./readout.js";
import { Rest } from "./rest.js";
import { Distances, Guesses, Walk } from "./tools.js";

/** @typedef {import("./probe.js").PageProbe} PageProbe */
/** @typedef {import("../learning/matrix.js").Numbers} Numbers */

const QUICK = 25; // ms that an answer may take before it is made from fewer samples, and from all when the hand rests
const FEW = 20; // samples per task of a quick answer
const DIGITS = 6; // of a place's coordinates, in the link too: it leads exactly there

/** An explorer in the browser. */
export class ExplorerPage {
  /**
   * @param {Document} page
   * @param {PageProbe} probe
   */
  constructor(page, probe) {
    this.page = page;
    this.probe = probe;
    this.carried = probe.carried;
    /** @type {Numbers} the embedding at the handle */
    this.e = probe.embeddings[0].slice();
    /** @type {number | null} the task whose embedding the handle is on */
    this.at = 0;
    this.task = 0;
    this.rest = new Rest(() => this.refine());
    this.part("about").textContent = this.carried.about;
    /** Whether this is the content of a frame, which has no address of its own. */
    this.framed = page.location.protocol === "about:";
    page.body.toggleAttribute("data-framed", this.framed);
    const dark = page.defaultView?.matchMedia("screen and (prefers-color-scheme: dark)");
    const shade = () => page.body.toggleAttribute("data-dark", dark?.matches);
    shade();
    this.pad = createPad(this.part("pad"), (move) => this.follow(move));
    dark?.addEventListener("change", () => (shade(), this.pad.repaint()));
    this.sliders = this.directions();
    this.portrait = new Portrait(this.part("portrait"), probe);
    this.choices();
    this.landscape = new Landscape(this);
    this.walk = new Walk(page, this);
    this.rest.work(() => {
      this.distances = new Distances(page, probe);
      this.guesses = new Guesses(page, probe);
      return true;
    });
    page.defaultView?.addEventListener("hashchange", () => this.open());
    this.open();
  }

  /** @param {string} id */
  part(id) {
    return find(this.page, `#${id}`);
  }

  /** @param {string} id */
  choice(id) {
    return /** @type {HTMLSelectElement} */ (this.part(id));
  }

  choices() {
    const names = this.carried.tasks.map(({ name }, i) => `${i + 1}: ${name}`);
    for (const id of ["task", "start", "end", "guess-task"]) for (const name of names) put(this.part(id), "option", "", name);
    this.choice("task").onchange = () => {
      this.task = this.choice("task").selectedIndex;
      this.answer();
      this.landscape.draw();
      this.write();
    };
    this.choice("view").onchange = () => {
      this.scene();
      this.write();
    };
    const copy = this.part("copy");
    copy.onclick = () => {
      const told = (/** @type {string} */ text) => (copy.textContent = text);
      const copied = navigator.clipboard?.writeText(this.page.location.href) ?? Promise.reject();
      copied.then(() => told("Copied"), () => told("See the address")).then(() => setTimeout(told, 2000, "Copy link"));
    };
  }

  /** A slider for each direction that the plane leaves out, as far as the page carries them. */
  directions() {
    const { basis, names, extent } = this.carried.frame, reach = (extent[1] - extent[0]) / 2;
    return basis.slice(2).map((_, i) => {
      const label = put(this.part("directions"), "label", "", names[i + 2]), slider = put(label, "input");
      Object.assign(slider, { type: "range", min: `${-reach}`, max: `${reach}`, step: `${reach / 100}`, value: "0" });
      slider.oninput = () => {
        this.shift(i + 2, slider.valueAsNumber - this.coordinates()[i + 2]);
        this.go(this.e);
      };
      return slider;
    });
  }

  /** The coordinates of an embedding along the directions that the page carries. @param {Numbers} [e] */
  coordinates(e = this.e) {
    const { origin, basis } = this.carried.frame;
    return basis.map((row) => row.reduce((sum, each, i) => sum + each * (e[i] - origin[i]), 0));
  }

  /** What leads from the plane to the present embedding, along all that the plane leaves out. */
  offPlane() {
    const { origin, basis: [first, second] } = this.carried.frame, [x, y = 0] = this.coordinates();
    return this.e.map((each, i) => each - origin[i] - x * first[i] - y * (second?.[i] ?? 0));
  }

  /** Moves the present embedding along a direction. @param {number} direction @param {number} by */
  shift(direction, by) {
    const row = this.carried.frame.basis[direction];
    this.e = this.e.map((each, i) => each + by * row[i]);
  }

  /** @param {import("../pad.js").Move} move */
  follow({ x, y, task, stamp }) {
    if (task !== null) return this.go(this.probe.embeddings[task].slice(), task, stamp);
    const [u, v] = this.coordinates();
    this.shift(0, x - u);
    if (this.carried.frame.axes[1]) this.shift(1, y - v);
    this.go(this.e, null, stamp);
  }

  /**
   * Puts the handle on an embedding, on that of a task exactly.
   * @param {Numbers} e
   * @param {number | null} [at]
   * @param {number | null} [stamp]
   */
  go(e, at = null, stamp = null) {
    const before = this.offPlane(), [west, east] = this.carried.frame.extent;
    this.e = at === null ? e.map((each) => Number(each.toPrecision(DIGITS))) : e;
    this.at = at;
    const began = performance.now();
    this.answer(stamp);
    this.rest.moved(performance.now() - began);
    if (Math.hypot(...this.offPlane().map((each, i) => each - before[i])) > 1e-4 * (east - west)) this.landscape.draw();
  }

  /** What is done as soon as the hand rests: an answer from all samples, and the link. */
  refine() {
    this.answer(null, Infinity);
    this.write();
  }

  /** How many samples of each task an answer is made from that has to come at once. */
  most() {
    return this.probe.fastest > QUICK ? FEW : Infinity;
  }

  /**
   * Shows what is known at the present place.
   * @param {number | null} [stamp]
   * @param {number} [most] samples of each task
   */
  answer(stamp = null, most = this.most()) {
    const { measure } = this.carried, scores = this.probe.scores(this.e, most), [x, y = 0] = this.coordinates();
    const few = this.probe.samples.some(({ count }) => count > most);
    this.pad.show({
      readout: {
        x, y, stamp,
        fills: scores.map((score) => share(score, measure.range, measure)),
        values: scores.map((score) => readout(score, measure)),
        distances: this.probe.embeddings.map((e) => Math.hypot(...e.map((each, i) => each - this.e[i])).toFixed(2)),
        place: this.place() + (few ? ` · from ${most} samples of each task until the hand rests` : ""),
      },
    });
    this.sliders.forEach((slider, i) => {
      const value = this.coordinates()[i + 2];
      slider.min = `${Math.min(Number(slider.min), value)}`;
      slider.max = `${Math.max(Number(slider.max), value)}`;
      slider.value = `${value}`;
    });
    this.portrait.show(this.e, this.task, most);
  }

  /** The place in words. */
  place() {
    const [x, y = 0] = this.coordinates(), height = Math.hypot(...this.offPlane());
    const plain = this.carried.frame.axes[1] ? `(${x.toFixed(2)}, ${y.toFixed(2)})` : x.toFixed(2);
    const text = height > 0.005 ? `${plain}, ${height.toFixed(2)} off the central plane` : plain;
    return (this.at === null ? text : `embedding ${this.at + 1} at ${text}`).replaceAll("-", "−");
  }

  /** The edges of the plane in the chosen view. @returns {[number, number, number, number]} */
  extent() {
    const [west, east, south, north] = this.carried.frame.extent, factor = Number(this.choice("view").value);
    const half = (factor * (east - west)) / 2, x = (west + east) / 2, y = (south + north) / 2;
    return [x - half, x + half, y - half, y + half];
  }

  /** Draws the plane anew, for the hand to be put on. */
  scene() {
    const { tasks, frame, measure, learned } = this.carried;
    this.pad.show({
      scene: {
        tasks: tasks.map(({ name, color }, i) => {
          const [x, y = 0] = this.coordinates(this.probe.embeddings[i]);
          return { name, color, x, y, learned: i < learned };
        }),
        extent: this.extent(), x: frame.axes[0], y: frame.axes[1], score: measure.full_name, distance: "distance",
      },
    });
    this.walk.line();
    this.landscape.draw();
  }

  /** Takes on what the address says, unless the page has just written it there. */
  open() {
    const { hash } = this.page.location;
    if (hash.slice(1) === this.written) return;
    const parts = new URLSearchParams(hash.slice(1)), tasks = this.carried.tasks.length;
    const numbers = parts.get("e")?.split("_").map(Number);
    const task = Number(parts.get("task") ?? 1) - 1, at = Number(parts.get("at") ?? 1) - 1;
    this.task = Number.isInteger(task) && task >= 0 && task < tasks ? task : 0;
    this.choice("task").selectedIndex = this.task;
    if (["1", "2", "4"].includes(parts.get("view") ?? "")) this.choice("view").value = parts.get("view") ?? "1";
    const known = Number.isInteger(at) && at >= 0 && at < tasks ? at : 0;
    if (numbers?.length === this.e.length && numbers.every(Number.isFinite)) this.go(Float64Array.from(numbers));
    else this.go(this.probe.embeddings[known].slice(), known);
    this.scene();
  }

  /** Writes the present place into the address. */
  write() {
    if (this.framed) return;
    const place = this.at === null ? `e=${this.e.join("_")}` : `at=${this.at + 1}`;
    this.written = `${place}&task=${this.task + 1}&view=${this.choice("view").value}`;
    this.page.defaultView?.history.replaceState(null, "", `#${this.written}`);
  }
}
