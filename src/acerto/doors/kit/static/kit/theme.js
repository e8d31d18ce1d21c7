// Chooses light or dark before anything is painted, and again when the person asks.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    var found = document.cookie.match(/(?:^|; )acerto_theme=(light|dark)/);
    return found ? found[1] : null;
  }

  function show() {
    root.setAttribute("data-bs-theme", chosen() || (dark.matches ? "dark" : "light"));
  }

  show();
  dark.addEventListener("change", show);
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-theme-toggle]");
    if (!button) return;
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    document.cookie = "acerto_theme=" + next + "; path=/; max-age=31536000; samesite=lax";
    show();
  });
})();
