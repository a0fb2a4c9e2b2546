// The pad as a widget of its own.
import { createPad } from "../pad.js";

/**
 * @typedef {{
 *   get: (name: string) => any,
 *   on: (event: string, act: () => void) => void,
 *   off: (event: string, act: () => void) => void,
 *   send: (content: object) => void,
 * }} Model
 */

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  const pad = createPad(el, (move) => model.send({ kind: "move", ...move }));
  const names = /** @type {const} */ (["scene", "landscape", "path", "readout"]);
  const reactions = names.map((name) => /** @type {const} */ ([name, () => pad.show({ [name]: model.get(name) })]));
  for (const [name, react] of reactions) {
    model.on(`change:${name}`, react);
    react();
  }
  const theme = new MutationObserver(pad.repaint); // its color depends on light or dark
  theme.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  return () => {
    pad.close();
    theme.disconnect();
    for (const [name, react] of reactions) model.off(`change:${name}`, react);
  };
}

export default { render };
