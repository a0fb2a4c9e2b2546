// Plotly's library as a model without a view: read as soon as it is there, before a figure asks for it.
import { plotlyOf } from "../plotly.js";

export default {
  /** @param {{ model: import("../jupyter.js").Model }} context */
  initialize({ model }) {
    plotlyOf(model.get("version"), async () => model.get("source")).catch(() => {}); // a figure tries again
  },
};
