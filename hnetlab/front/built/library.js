// source/plotly.js
var loaded = globalThis.hnetlabPlotlyByVersion ??= /* @__PURE__ */ new Map();
function plotlyOf(version, source) {
  let library = loaded.get(version);
  if (!library) {
    library = source().then(read);
    library.catch(() => loaded.delete(version));
    loaded.set(version, library);
  }
  return library;
}
async function read(source) {
  const parts = ["const module = { exports: {} }, exports = module.exports, define = undefined;\n", source];
  const url = URL.createObjectURL(
    new Blob([...parts, "\nexport default module.exports;"], { type: "text/javascript" })
  );
  const page = (
    /** @type {{ Plotly?: Plotly }} */
    globalThis
  );
  const others = page.Plotly;
  try {
    const { default: library } = await import(
      /* @vite-ignore */
      url
    );
    return library;
  } finally {
    URL.revokeObjectURL(url);
    if (others) page.Plotly = others;
  }
}

// source/bundles/library.js
var library_default = {
  /** @param {{ model: import("../jupyter.js").Model }} context */
  initialize({ model }) {
    plotlyOf(model.get("version"), async () => model.get("source")).catch(() => {
    });
  }
};
export {
  library_default as default
};
