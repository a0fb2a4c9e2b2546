// The score of one task over the whole plane, drawn behind the points, from coarse to fine.

import { share } from "./readout.js";
import { filled, surface } from "./surface.js";

/** @typedef {import("./page.js").ExplorerPage} ExplorerPage */
/** @typedef {{ scores: Float64Array, side: number, known: number }} Piece */

const MOST_DRAWING = 6000; // ms for the finest landscape
const GRIDS = [[6, 11, 21, 41], [6, 11, 21], [6, 11]];
const BETWEEN = 200; // ms from one picture to the next, finer one

/** The landscape of the chosen task, through the place of the handle. */
export class Landscape {
  /** @param {ExplorerPage} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.run = 0;
  }

  /** Draws it anew while the hand rests, in place of what is being drawn. */
  draw() {
    const run = ++this.run, { explorer } = this, { page, rest } = explorer;
    /** @type {ReturnType<Landscape["begun"]> | null} */
    let begun = null;
    /** @type {Piece | null} */
    let latest = null;
    let shown = -Infinity;
    delete page.body.dataset.landscape;
    rest.work(() => {
      if (run !== this.run) return true;
      begun ??= this.begun();
      const { value, done } = begun.places.next();
      if (value) latest = value;
      const coarsest = latest && latest.known * latest.side ** 2 >= begun.grids[0] ** 2;
      if (latest && coarsest && (done || performance.now() - shown > BETWEEN)) {
        shown = performance.now();
        this.paint(latest, begun);
      }
      if (done) page.body.dataset.landscape = "complete";
      return Boolean(done);
    });
  }

  /** All that a drawing needs; how fine it becomes is decided by how long one place takes. */
  begun() {
    const { probe, task, carried } = this.explorer, most = this.explorer.most();
    const [west, east, south, north] = this.explorer.extent(), [x, y = 0] = this.explorer.coordinates();
    const flat = this.explorer.e.slice(), [first, second] = carried.frame.basis;
    const scoreAt = (/** @type {number} */ u, /** @type {number} */ v) => {
      const [du, dv] = [west + u * (east - west) - x, south + v * (north - south) - y];
      return probe.score(flat.map((value, i) => value + du * first[i] + dv * (second?.[i] ?? 0)), task, most);
    };
    const timed = (/** @type {number} */ u) => {
      const began = performance.now();
      scoreAt(u, 0);
      return performance.now() - began;
    };
    const each = Math.min(timed(0), timed(1));
    const grids = GRIDS.find((sides) => each * sides[sides.length - 1] ** 2 < MOST_DRAWING) ?? GRIDS[GRIDS.length - 1];
    return { places: surface(scoreAt, grids), grids, task, most };
  }

  /**
   * @param {Piece} piece
   * @param {{ grids: number[], task: number, most: number }} begun
   */
  paint({ scores, side, known }, { grids, task, most }) {
    const { measure, tasks } = this.explorer.carried, { ends, color } = tasks[task];
    const whole = filled(scores, side, grids), cells = new DataView(new ArrayBuffer(side * side));
    whole.forEach((score, i) => {
      const drawn = share(score, ends, measure), level = measure.higher_is_better ? drawn : 1 - drawn;
      const row = side - 1 - Math.floor(i / side);
      cells.setUint8(row * side + (i % side), Math.round(255 * level));
    });
    const [low, high] = ends.map((end) => `${Number(end.toPrecision(3))}${measure.percent ? " %" : ""}`);
    const progress = known < 1 ? ` · ${Math.round(100 * known)} % drawn` : "";
    const from = Number.isFinite(most) ? `, ${most} samples` : "";
    this.explorer.pad.show({
      landscape: {
        cells, size: [side, side], color, title: `${measure.name} on task ${task + 1}${from}${progress}`,
        low: measure.higher_is_better ? low : high, high: measure.higher_is_better ? high : low,
      },
    });
  }
}
