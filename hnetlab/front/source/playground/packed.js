// Arrays that a page carries in its text: deflated and in base64, each with its type.

/**
 * @typedef {object} Packed
 * @property {"uint8" | "int32" | "float32"} type
 * @property {string} data
 */

const TYPES = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array };

/**
 * @param {Packed} packed
 * @returns {Promise<Uint8Array | Int32Array | Float32Array>}
 */
export async function unpacked({ type, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const whole = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new TYPES[type](await new Response(whole).arrayBuffer());
}
