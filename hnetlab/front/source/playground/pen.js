// Drawing a function into a plot: with a pointer, or with the arrow keys and the space bar.

/** @typedef {import("./plot.js").Plot} Plot */
/** @typedef {import("./drawn_function.js").Point} Point */

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});
const STEP = 0.1;

/** Tells of the line as it grows, and of the whole line once the pen is lifted. */
export class Pen {
  /**
   * @param {Plot} plot
   * @param {(line: Point[]) => void} onLine
   * @param {(line: Point[]) => void} onLifted
   */
  constructor(plot, onLine, onLifted) {
    this.plot = plot;
    this.onLine = onLine;
    this.onLifted = onLifted;
    /** @type {Point[]} */
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
    const arrow = ARROWS[event.key];
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
}
