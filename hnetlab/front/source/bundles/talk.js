// A notebook's slides without a network: what nbconvert's page would fetch, under the names by which it asks.
// @ts-expect-error - it declares no types
import Reveal from "reveal.js";
import "reveal.js/dist/reveal.css";
import "../talk.css";

const notes = { id: "notes", init() {} }; // a window for the speaker is left out

Object.assign(globalThis, {
  /** The page's call, which begins the talk with the settings it was exported with.
   * @param {object} _settings @param {string[]} _names @param {(reveal: any, notes: object) => void} begin */
  require: (_settings, _names, begin) => begin(Reveal, notes),
});
