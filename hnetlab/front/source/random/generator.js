// The library's randomness: a generator per purpose, whose numbers are those of torch's CPU generator.

import { sha256 } from "./sha256.js";

const SIZE = 624, SHIFT = 397; // the Mersenne Twister's state (Matsumoto and Nishimura 1998)
const BLOCK = 16; // normal numbers that torch makes at once, from as many uniform ones

/**
 * How Python writes one part of a purpose.
 * @param {string | number} part
 */
const written = (part) => (typeof part === "number" ? String(part) : `'${part}'`);

/**
 * A generator of its own for one purpose, as `hnetlab.base.seeding.generator`.
 * @param {number} seed
 * @param {...(string | number)} purpose
 */
export function generator(seed, ...purpose) {
  const [first, second] = sha256(`(${[seed, ...purpose].map(written).join(", ")})`);
  // Of the digest's first eight bytes, the least first and all one bit down, the twister takes 32 bits.
  return new Generator(((swapped(first) >>> 1) | ((swapped(second) & 1) << 31)) >>> 0);
}

/** @param {number} word @returns {number} the same four bytes in the other order */
const swapped = (word) =>
  ((word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24)) >>> 0;

/** The Mersenne Twister MT19937, and what torch draws with it. */
export class Generator {
  /** @param {number} seed 32 bits */
  constructor(seed) {
    this.state = new Uint32Array(SIZE);
    this.state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const last = this.state[i - 1];
      this.state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
    this.at = SIZE;
    /** @type {number | null} the second of two normal numbers made together */
    this.kept = null;
  }

  /** 32 random bits. */
  bits() {
    if (this.at === SIZE) this.turn();
    let y = this.state[this.at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** The next state of the twister. */
  turn() {
    const { state } = this;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
      state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }

  /** A number in [0, 1) of float32. */
  uniform() {
    return (this.bits() & 0xffffff) / 2 ** 24;
  }

  /** A number in [0, 1) of float64, from 53 bits. */
  uniform53() {
    const high = this.bits(), low = this.bits();
    return ((high & 0x1fffff) * 2 ** 32 + low) / 2 ** 53;
  }

  /**
   * Uniform numbers between `low` and `high`.
   * @param {number} count
   * @param {number} low
   * @param {number} high
   * @returns {Float32Array}
   */
  uniforms(count, low, high) {
    const from = Math.fround(low), width = Math.fround(Math.fround(high) - from);
    return Float32Array.from({ length: count }, () => this.uniform() * width + from);
  }

  /**
   * Numbers from N(0, 1), as `torch.randn` gives them.
   * @param {number} count
   * @returns {Float32Array}
   */
  normals(count) {
    if (count < BLOCK) return Float32Array.from({ length: count }, () => this.normal());
    const values = Float32Array.from({ length: count }, () => this.uniform());
    for (let at = 0; at + BLOCK <= count; at += BLOCK) toNormal(values.subarray(at, at + BLOCK));
    if (count % BLOCK) {
      const last = values.subarray(count - BLOCK);
      for (let i = 0; i < BLOCK; i++) last[i] = this.uniform();
      toNormal(last);
    }
    return values;
  }

  /** One number from N(0, 1): of two made together the first, then the second (Box and Muller 1958). */
  normal() {
    if (this.kept !== null) {
      const second = this.kept;
      this.kept = null;
      return second;
    }
    const angle = 2 * Math.PI * this.uniform53(), radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /**
   * The numbers from 0 on in random order, as `torch.randperm` gives them.
   * @param {number} count
   * @returns {Int32Array}
   */
  permutation(count) {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < count - 1; i++) {
      const other = i + (this.bits() % (count - i));
      [order[i], order[other]] = [order[other], order[i]];
    }
    return order;
  }
}

/**
 * Sixteen uniform numbers become normal, each with the one eight places on (Box and Muller 1958).
 * @param {Float32Array} values
 */
function toNormal(values) {
  for (let i = 0; i < BLOCK / 2; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[i])), angle = 2 * Math.PI * values[i + 8];
    values[i] = radius * Math.cos(angle);
    values[i + 8] = radius * Math.sin(angle);
  }
}
