// A few test images with what is answered to them: right or wrong is told by color, by a sign and in words. And
// what a generator draws of each task.
import { put } from "../dom.js";

/**
 * @typedef {{ height: number, width: number, colors: number, pixels: string }} Pictures gray, or of three colors
 * @typedef {Pictures & { tasks: number[], truths: string[], count: number }} Images
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
  #make(images, tasks) {
    const { tasks: owners, truths, count } = images;
    this.#made = images.pixels;
    this.#frames = [];
    this.#place.replaceChildren();
    if (!count) return;
    const bytes = bytesOf(images);
    let row = this.#place;
    for (let index = 0; index < count; index += 1) {
      if (owners[index] !== owners[index - 1]) {
        row = put(this.#place, "div", "images");
        put(row, "div", "task", tasks[owners[index]]?.label ?? "").title = tasks[owners[index]]?.label ?? "";
      }
      const frame = put(row, "figure", "image");
      draw(frame, images, bytes, index, `test image of ${truths[index]}`);
      const said = put(frame, "figcaption");
      this.#frames.push({ frame, said, truth: truths[index] });
    }
  }
}

export class Memory {
  #place;

  /** @param {Element} parent */
  constructor(parent) {
    this.#place = put(parent, "section", "strip memory");
    this.#place.setAttribute("aria-label", "What the generator draws");
  }

  /** @param {(Pictures & { name: string, captions: string[] })[]} groups */
  show(groups) {
    this.#place.hidden = !groups.length;
    this.#place.replaceChildren();
    if (groups.length) put(this.#place, "p", "about", "What the generator draws of each task, from the same latents:");
    for (const group of groups) {
      const row = put(this.#place, "div", "images");
      put(row, "div", "task", group.name).title = group.name;
      const bytes = bytesOf(group);
      for (const [index, caption] of group.captions.entries()) {
        const frame = put(row, "figure", "image");
        draw(frame, group, bytes, index, `drawn of ${group.name} ${caption}`);
        put(frame, "figcaption", "", caption);
      }
    }
  }
}

/** @param {Pictures} pictures @returns {Uint8Array} */
function bytesOf({ pixels }) {
  return Uint8Array.from(atob(pixels), (sign) => sign.charCodeAt(0));
}

/** @param {Element} parent @param {Pictures} pictures @param {Uint8Array} bytes @param {number} index @param {string} about */
function draw(parent, { height, width, colors }, bytes, index, about) {
  const canvas = put(parent, "canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", about);
  const picture = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = colors * (index * width * height + pixel);
    for (let color = 0; color < 3; color += 1) picture.data[4 * pixel + color] = bytes[at + (color % colors)];
    picture.data[4 * pixel + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
}
