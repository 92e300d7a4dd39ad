/* What a page gains when scripts run; every page works without this file. */
"use strict";
(() => {
  const root = document.documentElement;
  const focusOn = (element) => {
    if (!element) return;
    if (!element.matches("a,button,input,select,textarea,summary")) element.tabIndex = -1;
    element.focus();
  };

  const onErrors = (within) => focusOn(within.querySelector("[data-error-summary]"));
  document.addEventListener("DOMContentLoaded", () => {
    onErrors(document);
    const typed = () => (root.dataset.typed = "1");
    document.querySelectorAll("form[data-leave]").forEach((form) => form.addEventListener("input", typed));
  });
  /* What comes back may say where the eye goes. */
  document.addEventListener("htmx:after:swap", () => {
    onErrors(document);
    const moved = document.querySelector("[data-focus]");
    if (moved) focusOn(document.getElementById(moved.dataset.focus));
  });

  /* An error names its field: go to the field, not only to its place on the page. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    if (link) {
      const field = document.getElementById(link.hash.slice(1));
      if (field) {
        event.preventDefault();
        (field.closest(".govuk-form-group") || field).scrollIntoView();
        focusOn(field.matches("fieldset,div") ? field.querySelector("input,select,textarea") || field : field);
      }
    }
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* Some people double-click everything: one form is sent once. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

  /* A draft that was not kept says so; it must not go on saying "saved". */
  const notKept = (event) => {
    const status = event.detail && event.detail.ctx && event.detail.ctx.response && event.detail.ctx.response.raw.status;
    const line = document.getElementById("saved");
    if (line && (!status || status >= 500)) line.textContent = line.dataset.failed;
  };
  document.addEventListener("htmx:response:error", notKept);
  document.addEventListener("htmx:error", notKept);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print]");
    if (button) window.print();
  });
})();
