// A plot that draws itself anew whenever its room or its data change: marks on a canvas, texts beside them.
import { put } from "../dom.js";

/**
 * @typedef {{ x: number, y: number, width: number, height: number, size: number }} Room in pixels; `size` of its text
 * @typedef {{ anchor?: "start" | "middle" | "end", turn?: number, className?: string, size?: number, color?: string }} Style
 */

export const INK = "#262626";
export const FAINT = "#595959";
export const GRID = "#e5e5e5";
const DASHES = /** @type {Record<string, number[]>} */ ({
  solid: [],
  dash: [6, 4],
  dot: [1.5, 3],
  dashdot: [6, 3, 1.5, 3],
  longdash: [10, 4],
  longdashdot: [10, 3, 1.5, 3],
});
const measuring = document.createElement("canvas").getContext("2d");

/** @param {string} [dash] */
export const dashes = (dash) => DASHES[dash ?? "solid"] ?? [];

/** How many pixels a text of this size takes.
 * @param {string} text
 * @param {number} size */
export function textWidth(text, size) {
  if (!measuring) return 0.6 * size * text.length;
  measuring.font = `${size}px Helvetica, Arial, sans-serif`;
  return measuring.measureText(text).width;
}

export class Chart {
  #field;
  #canvas;
  #texts;
  #tip;
  #heading;
  #note;
  #queued = false;
  #paint;
  /** @type {((x: number, y: number) => string) | null} */
  #look;

  /**
   * @param {Element} parent
   * @param {AbortSignal} signal ends it
   * @param {string} kind
   * @param {(chart: Chart, context: CanvasRenderingContext2D, room: Room) => void} paint
   * @param {((x: number, y: number) => string) | null} [look] what there is to say of the place under the pointer
   * @param {() => void} [leave] the pointer has gone
   */
  constructor(parent, signal, kind, paint, look = null, leave = () => {}) {
    this.place = put(parent, "section", `chart ${kind}`);
    const head = put(this.place, "div", "head");
    this.#heading = put(head, "div", "heading");
    this.#note = put(head, "div", "remark");
    this.#field = put(this.place, "div", "field");
    this.#field.setAttribute("role", "img");
    this.#canvas = put(this.#field, "canvas");
    this.#texts = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.#texts.setAttribute("aria-hidden", "true");
    this.#field.append(this.#texts);
    this.#tip = put(this.place, "div", "tip");
    this.#tip.hidden = true;
    this.#paint = paint;
    this.#look = look;
    const sizes = new ResizeObserver(() => this.repaint());
    sizes.observe(this.#field);
    signal.addEventListener("abort", () => sizes.disconnect());
    this.#field.addEventListener("pointermove", (event) => this.#point(event), { signal });
    this.#field.addEventListener(
      "pointerleave",
      () => {
        this.#tip.hidden = true;
        leave();
      },
      { signal },
    );
  }

  /** What stands above the plot, and what is read in place of it.
   * @param {string} heading
   * @param {string} [note]
   * @param {string} [said] */
  describe(heading, note = "", said = heading) {
    if (this.#heading.textContent !== heading) this.#heading.textContent = heading;
    if (this.#note.textContent !== note) this.#note.textContent = note;
    this.#field.setAttribute("aria-label", said);
  }

  /** Draws anew before the next frame. */
  repaint() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  /**
   * Writes a text into the plot.
   * @param {number} x
   * @param {number} y of its middle
   * @param {string} text
   * @param {Style} [style]
   */
  write(x, y, text, { anchor = "middle", turn = 0, className = "", size = 0, color = "" } = {}) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "text");
    element.textContent = text;
    element.setAttribute("x", x.toFixed(1));
    element.setAttribute("y", y.toFixed(1));
    element.setAttribute("text-anchor", anchor);
    element.setAttribute("dominant-baseline", "central");
    if (className) element.setAttribute("class", className);
    if (size) element.setAttribute("font-size", `${size}`);
    if (color) element.setAttribute("fill", color);
    if (turn) element.setAttribute("transform", `rotate(${turn} ${x.toFixed(1)} ${y.toFixed(1)})`);
    this.#texts.append(element);
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#field;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== across || this.#canvas.height !== down) {
      this.#canvas.width = across;
      this.#canvas.height = down;
    }
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#texts.replaceChildren();
    const size = Math.max(11, parseFloat(getComputedStyle(this.#field).fontSize) || 12);
    this.#paint(this, context, { x: 0, y: 0, width, height, size });
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const box = this.#field.getBoundingClientRect();
    const text = this.#look?.(event.clientX - box.left, event.clientY - box.top) ?? "";
    this.#tip.hidden = !text;
    if (!text) return;
    this.#tip.textContent = text;
    const place = this.place.getBoundingClientRect();
    const left = event.clientX - place.left + 12;
    const room = place.width - this.#tip.offsetWidth;
    this.#tip.style.left = `${Math.max(0, Math.min(left, room))}px`;
    this.#tip.style.top = `${event.clientY - place.top + (box.bottom - event.clientY > 40 ? 16 : -30)}px`;
  }
}
