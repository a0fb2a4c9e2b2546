// Plotly's library, which has megabytes: asked for and read once per page, whatever shows figures.

/** @typedef {any} Plotly the library; it declares no types that a page could have without a package */

/** @type {Map<string, Promise<Plotly>>} */
// @ts-expect-error - one for all bundles of the page
const loaded = (globalThis.hnetlabPlotlyByVersion ??= new Map());

/**
 * The library of this version; `source` is asked for its text where the page has none yet.
 * @param {string} version
 * @param {() => Promise<BlobPart>} source
 * @returns {Promise<Plotly>}
 */
export function plotlyOf(version, source) {
  let library = loaded.get(version);
  if (!library) {
    library = source().then(read);
    library.catch(() => loaded.delete(version)); // the next figure tries again
    loaded.set(version, library);
  }
  return library;
}

/** @param {BlobPart} source a script that gives itself to `module.exports` */
async function read(source) {
  // A page may have a loader of scripts, to which this one would give itself in place of its module.
  const parts = ["const module = { exports: {} }, exports = module.exports, define = undefined;\n", source];
  const url = URL.createObjectURL(
    new Blob([...parts, "\nexport default module.exports;"], { type: "text/javascript" }),
  );
  const page = /** @type {{ Plotly?: Plotly }} */ (globalThis);
  const others = page.Plotly;
  try {
    const { default: library } = await import(/* @vite-ignore */ url);
    return library;
  } finally {
    URL.revokeObjectURL(url);
    if (others) page.Plotly = others; // the page's own, perhaps of another version
  }
}
