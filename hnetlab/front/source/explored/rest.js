// What is done while the hand rests: a move puts it off, so that answers to moves come first.

const REST = 180; // ms without a move
const SLICE = 12; // ms of work in one go

/** Work for the time when the hand rests. */
export class Rest {
  /** @param {() => void} begin called whenever the hand has come to rest, before all other work */
  constructor(begin) {
    this.begin = begin;
    this.resting = false;
    /** @type {number | undefined} */
    this.timer = undefined;
    /** @type {(() => void)[]} */
    this.waiting = [];
  }

  /**
   * Takes note of a move that was answered just now: where answers are slow, so are the moves that follow.
   * @param {number} [took] ms that the answer took
   */
  moved(took = 0) {
    this.resting = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.begin();
      this.resting = true;
      for (const go of this.waiting.splice(0)) go();
    }, REST + took);
  }

  /**
   * Calls `step` again and again while the hand rests, in slices of time, until it returns true.
   * @param {() => boolean} step
   */
  work(step) {
    const slice = () => {
      if (!this.resting) return void this.waiting.push(slice);
      const began = performance.now();
      let done = false;
      while (!done && performance.now() - began < SLICE) done = step();
      if (!done) setTimeout(slice, 0);
    };
    setTimeout(slice, 0);
  }
}
