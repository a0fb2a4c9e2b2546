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
  const text = atob(data), bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  const { writable, readable } = new DecompressionStream("deflate"), writer = writable.getWriter();
  const [whole] = await Promise.all([new Response(readable).arrayBuffer(), writer.write(bytes), writer.close()]);
  return new TYPES[type](whole);
}
