// Shows the copy buttons and makes them work. Without this file the code is still there to select.
(function () {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    var said = document.querySelector("[data-copied]");

    function done() {
      said.textContent = button.dataset.done;
      button.textContent = button.dataset.done;
      window.setTimeout(function () {
        button.textContent = button.dataset.again;
      }, 4000);
    }

    function byHand() {
      field.focus();
      field.select();
      if (document.execCommand("copy")) done();
    }

    button.hidden = false;
    button.addEventListener("click", function () {
      if (navigator.clipboard && window.isSecureContext) {
        navigator.clipboard.writeText(field.value).then(done, byHand);
      } else {
        byHand();
      }
    });
    field.addEventListener("focus", function () {
      field.select();
    });
  });
})();
