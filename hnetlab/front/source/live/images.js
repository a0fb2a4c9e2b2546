// A few test images with what is answered to them: right or wrong is told by color, by a sign and in words.
import { put } from "../dom.js";

/**
 * @typedef {{ height: number, width: number, pixels: string, tasks: number[], truths: string[], count: number }} Images
 * @typedef {[string, boolean] | null} Answer what is answered, and whether that is right
 */

export class Strip {
  #place;
  /** @type {{ frame: HTMLElement, said: HTMLElement, truth: string }[]} */
  #frames = [];
  #made = "";

  /** @param {Element} parent */
  constructor(parent) {
    this.#place = put(parent, "section", "strip");
    this.#place.setAttribute("aria-label", "Test images and what is answered to them");
  }

  /** @param {Images} images @param {Answer[]} answers @param {{ label: string }[]} tasks */
  show(images, answers, tasks) {
    const count = images.count ?? 0;
    this.#place.hidden = !count;
    if (this.#made !== images.pixels) this.#make(images, tasks);
    for (const [index, { frame, said, truth }] of this.#frames.entries()) {
      const answer = answers[index] ?? null;
      const state = answer ? (answer[1] ? "right" : "wrong") : "";
      if (frame.dataset.answer !== state) frame.dataset.answer = state;
      const sign = answer ? (answer[1] ? "✓ " : "✗ ") : "";
      const text = answer ? `${sign}${answer[0]}` : "–";
      if (said.textContent !== text) said.textContent = text;
      frame.title = answer ? `is ${truth}, answered ${answer[0]}` : `is ${truth}, its task has not begun`;
    }
  }

  /** @param {Images} images @param {{ label: string }[]} tasks */
  #make({ height, width, pixels, tasks: owners, truths, count }, tasks) {
    this.#made = pixels;
    this.#frames = [];
    this.#place.replaceChildren();
    if (!count) return;
    const bytes = Uint8Array.from(atob(pixels), (sign) => sign.charCodeAt(0));
    let row = this.#place;
    for (let index = 0; index < count; index += 1) {
      if (owners[index] !== owners[index - 1]) {
        row = put(this.#place, "div", "images");
        put(row, "div", "task", tasks[owners[index]]?.label ?? "").title = tasks[owners[index]]?.label ?? "";
      }
      const frame = put(row, "figure", "image");
      const canvas = put(frame, "canvas");
      canvas.width = width;
      canvas.height = height;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `test image of ${truths[index]}`);
      const picture = new ImageData(width, height);
      for (let pixel = 0; pixel < width * height; pixel += 1) {
        const value = bytes[index * width * height + pixel];
        picture.data.set([value, value, value, 255], 4 * pixel);
      }
      canvas.getContext("2d")?.putImageData(picture, 0, 0);
      const said = put(frame, "figcaption");
      this.#frames.push({ frame, said, truth: truths[index] });
    }
  }
}
