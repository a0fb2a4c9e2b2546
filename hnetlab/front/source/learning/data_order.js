// The order in which training samples are seen: shuffled epochs, one after the other.

import { generator } from "../random/generator.js";

/** Batch indices of one task as a function of the step alone. */
export class DataOrder {
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
    /** @type {Map<number, Int32Array>} the permutations of the last two epochs asked for */
    this.epochs = new Map();
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
}
