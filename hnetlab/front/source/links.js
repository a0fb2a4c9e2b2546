// Linked views: the task that somebody points at in one view lights up in all of them.

/**
 * @typedef {readonly number[]} Tasks numbers from 0; none for nothing in particular
 * @typedef {(tasks: Tasks) => void} Listener
 */

export class Links {
  /** @type {Tasks} */
  #lit = [];
  /** @type {Set<Listener>} */
  #listeners = new Set();

  /** What is lit now. */
  get lit() {
    return this.#lit;
  }

  /** Lights up `tasks`, and nothing else; an empty list puts the light out.
   * @param {Tasks} tasks */
  light(tasks) {
    const lit = [...new Set(tasks)].sort((a, b) => a - b);
    if (lit.length === this.#lit.length && lit.every((task, index) => task === this.#lit[index])) return;
    this.#lit = lit;
    for (const listener of [...this.#listeners]) listener(lit);
  }

  /** Calls `listener` with what is lit, now and whenever it changes, until `signal` ends it.
   * @param {Listener} listener
   * @param {AbortSignal} [signal] */
  watch(listener, signal) {
    this.#listeners.add(listener);
    signal?.addEventListener("abort", () => this.#listeners.delete(listener));
    listener(this.#lit);
  }
}
