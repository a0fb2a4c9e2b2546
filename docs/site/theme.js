// The reader's choice of light or dark stands on the body; the colors of cells are told by the root.
document.addEventListener("DOMContentLoaded", () => {
  const tell = () => {
    document.documentElement.dataset.theme = document.body.dataset.theme ?? "auto";
  };
  tell();
  new MutationObserver(tell).observe(document.body, { attributeFilter: ["data-theme"] });
});
