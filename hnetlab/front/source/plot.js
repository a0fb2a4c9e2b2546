// A plotly figure that is as wide as its place, on light and on dark ground, and linked to other views.
import { put } from "./dom.js";
import { squeezed } from "./rows.js";
import { tasksOf } from "./tasks.js";

/**
 * @typedef {{ data: any[], layout: any }} Figure as plotly's JSON has it
 * @typedef {{ traces?: string[], layout?: string }} FigureTexts the same, each trace as text
 * @typedef {import("./links.js").Links} Links
 */

const PALE = 0.2; // the opacity of what is not lit
const PATIENCE = 60; // ms that a pointer rests before anything is lit: a pointer that passes by draws nothing
const SETTINGS = { displaylogo: false, responsive: false };

export class Plot {
  /** @type {any} */
  #plotly = null;
  #place;
  #height;
  /** @type {Figure | null} */
  #figure = null;
  /** @type {string[]} */
  #texts = [];
  /** @type {readonly number[]} */
  #lit = [];
  #links;
  #queued = false;
  #drawn = false;
  #resting = 0;

  /**
   * @param {Element} parent
   * @param {Promise<any>} plotly
   * @param {AbortSignal} signal ends it
   * @param {{ label?: string, links?: Links, height?: (wanted: number) => number }} [options] `height` may make
   *   the figure lower than it wants to be
   */
  constructor(parent, plotly, signal, { label = "Figure", links, height = (wanted) => wanted } = {}) {
    this.#place = put(parent, "div", "hnetlab-plot");
    this.#place.setAttribute("role", "group");
    this.#place.setAttribute("aria-label", label);
    this.#height = height;
    this.#links = links;
    plotly.then((library) => {
      if (signal.aborted) return;
      this.#plotly = library;
      this.#redraw();
    });
    const sizes = new ResizeObserver(() => this.#redraw());
    sizes.observe(this.#place);
    links?.watch((tasks) => this.#light(tasks), signal);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      clearTimeout(this.#resting);
      if (this.#drawn) this.#plotly.purge(this.#place);
    });
  }

  /** Where it is drawn. */
  get element() {
    return this.#place;
  }

  /** Shows the figure that a part of a panel holds; traces whose text is the same are left as they are.
   * @param {FigureTexts} texts */
  show({ traces = [], layout = "{}" }) {
    const data = traces.map((text, index) =>
      this.#figure && text === this.#texts[index] ? this.#figure.data[index] : JSON.parse(text),
    );
    this.#texts = traces;
    this.#figure = { data, layout: JSON.parse(layout) };
    this.#redraw();
  }

  #redraw() {
    if (this.#queued) return;
    this.#queued = true;
    // Several changes make one picture; out of sight there are no frames, and nothing to draw.
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  #draw() {
    const empty = !this.#figure?.data.length;
    this.#place.hidden = empty;
    const width = this.#place.clientWidth;
    if (!this.#plotly || !this.#figure || empty || !width) return;
    const wanted = this.#figure.layout.height ?? 440;
    const height = Math.round(this.#height(wanted));
    const layout = {
      ...(height === wanted ? this.#figure.layout : squeezed(this.#figure.layout, height)),
      width,
      height,
      autosize: false,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      uirevision: "kept", // what somebody zoomed into stays while numbers change
    };
    this.#place.style.height = `${layout.height}px`;
    this.#plotly.react(this.#place, this.#lightened(), layout, SETTINGS);
    if (!this.#drawn) {
      this.#drawn = true;
      adoptStyles(this.#place);
      // @ts-expect-error - plotly adds its own events to the element
      this.#place.on("plotly_hover", (event) => this.#point(tasksOf(event.points)));
      // @ts-expect-error - as above
      this.#place.on("plotly_unhover", () => this.#point([]));
    }
  }

  /** @param {number[]} tasks */
  #point(tasks) {
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.#links?.light(tasks), PATIENCE);
  }

  /** @param {readonly number[]} tasks */
  #light(tasks) {
    if (tasks.length === this.#lit.length && tasks.every((task, index) => task === this.#lit[index])) return;
    this.#lit = tasks;
    if (this.#figure?.data.some((trace) => trace.meta?.task !== undefined)) this.#redraw();
  }

  /** The traces, those of other tasks pale while one is lit. */
  #lightened() {
    const { data } = /** @type {Figure} */ (this.#figure);
    if (!this.#lit.length) return data;
    return data.map((trace) =>
      trace.meta?.task === undefined || this.#lit.includes(trace.meta.task)
        ? trace
        : { ...trace, opacity: PALE * (trace.opacity ?? 1) },
    );
  }
}

/** Plotly writes its styles for the page; in a shadow tree, as marimo's, they must be said again.
 * @param {Element} place */
function adoptStyles(place) {
  const root = place.getRootNode();
  if (!(root instanceof ShadowRoot) || root.querySelector("style.hnetlab-plotly")) return;
  const rules = [...document.querySelectorAll("style[id^='plotly.js-style']")].flatMap((style) => {
    const { sheet } = /** @type {HTMLStyleElement} */ (style);
    return [...(sheet?.cssRules ?? [])].map((rule) => rule.cssText);
  });
  const style = document.createElement("style");
  style.className = "hnetlab-plotly";
  style.textContent = rules.join("\n");
  root.append(style);
}
