// A digit of 8 x 8 pixels to draw, with a pointer or by keyboard.

import { put } from "../dom.js";

const SIDE = 8, DARKEST = 9;
const ARROWS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE });

/** The pixels as gray levels from 0 to 9; a pen darkens a pixel and, less, those beside it. */
export class DigitPad {
  /**
   * @param {HTMLElement} place
   * @param {(levels: number[]) => void} onDrawn
   */
  constructor(place, onDrawn) {
    this.onDrawn = onDrawn;
    /** @type {number[]} */
    this.levels = Array(SIDE * SIDE).fill(0);
    this.cursor = 0;
    this.grid = put(place, "div", "digit-pad");
    this.grid.tabIndex = 0;
    this.grid.setAttribute("role", "application");
    this.grid.setAttribute(
      "aria-label", "Draw a digit of 8 by 8 pixels: arrow keys move, the space bar darkens a pixel, Delete clears all",
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
      cell.style.setProperty("--ink-share", `${(100 * this.levels[i]) / DARKEST}%`);
      cell.classList.toggle("cursor", i === this.cursor);
    });
  }

  /** @param {PointerEvent} event */
  press({ clientX, clientY }) {
    const box = this.grid.getBoundingClientRect();
    const u = ((clientX - box.left) / box.width) * SIDE - 0.5, v = ((clientY - box.top) / box.height) * SIDE - 0.5;
    const levels = this.levels.map((level, i) => {
      const distance = Math.hypot((i % SIDE) - u, Math.floor(i / SIDE) - v);
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
      this.change(this.levels.map((level, i) => (i === this.cursor ? (level ? 0 : DARKEST) : level)));
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
}

/**
 * The pixels as the network takes them.
 * @param {number[]} levels
 */
export const inputsOf = (levels) => Float64Array.from(levels, (level) => level / DARKEST);
