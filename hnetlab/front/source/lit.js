// Elements that are of a task, by their attribute `data-task`: pointing at one lights up its task everywhere, and
// whatever lights a task up marks its elements `lit`, and those of other tasks `unlit`.

/**
 * @param {HTMLElement} root
 * @param {import("./links.js").Links} links
 * @param {AbortSignal} signal
 */
export function linkElements(root, links, signal) {
  /** @param {Event} event */
  const point = ({ target }) => {
    const element = target instanceof Element ? target.closest("[data-task]") : null;
    links.light(element instanceof HTMLElement || element instanceof SVGElement ? [Number(element.dataset.task)] : []);
  };
  root.addEventListener("focusin", point, { signal });
  for (const type of ["pointerover", "pointerleave"]) {
    // A figure says by itself what is under the pointer.
    const act = (/** @type {Event} */ event) => {
      if (!(event.target instanceof Element && event.target.closest(".hnetlab-plot"))) point(event);
    };
    root.addEventListener(type, act, { signal });
  }
  links.watch((tasks) => {
    for (const element of root.querySelectorAll("[data-task]")) {
      const of = tasks.includes(Number(element.getAttribute("data-task")));
      element.classList.toggle("lit", of);
      element.classList.toggle("unlit", tasks.length > 0 && !of);
    }
  }, signal);
}
