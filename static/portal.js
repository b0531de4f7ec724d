/* Small behaviours that all pages share. Every page works without them. */
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const on = (name, run) => document.addEventListener(name, run);
  document.documentElement.classList.add("scripted");

  /* Trouble: the request failed, or the server asks to come back in a moment. */
  const trouble = (kind) => {
    const box = byId("trouble");
    box.textContent = kind ? box.dataset[kind] : "";
    box.hidden = !kind;
  };
  const failed = ({ detail: { ctx } }) => {
    if (!ctx || (ctx.response && ctx.response.status < 500)) return;
    const seconds = Number(ctx.response?.headers.get("Retry-After"));
    const form = ctx.sourceElement;
    if (!seconds || !form.requestSubmit) return trouble("failed");
    trouble("busy");
    setTimeout(() => form.isConnected && form.requestSubmit(ctx.request.submitter), seconds * 1000);
  };
  on("htmx:error", failed);
  on("htmx:response:error", failed);

  /* A swap never replaces a field that has the focus or was edited after its request left. */
  const edited = new WeakMap();
  on("input", ({ target }) => edited.set(target, performance.now()));
  on("htmx:before:request", ({ detail: { ctx } }) => {
    ctx.left = performance.now();
    if (ctx.sourceElement.matches("form, a")) trouble();
  });
  const disturbs = (target, left) => [...target.querySelectorAll("input, select, textarea")]
    .some((field) => field === document.activeElement || edited.get(field) > left);
  on("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    const place = tasks.find(({ type }) => type === "main")?.target;
    ctx.page = ctx.swap !== "none" && (place === document.body || place?.id === "main");
    if (ctx.page) return;
    ctx.held = tasks.find(({ target }) => target?.contains(document.activeElement))?.target.id;
    for (const task of tasks) {
      if (task.target && disturbs(task.target, ctx.left)) task.swapSpec.style = "none";
    }
  });

  on("htmx:before:settle", ({ detail: { newContent } }) => {
    for (const node of newContent) if (node.closest?.("main")) node.classList.add("rise");
  });

  /* After a swap: messages and their controls agree; after a page's, the focus is at its beginning. */
  const agree = () => {
    for (const region of document.querySelectorAll(".error[id$='-error']")) {
      const control = byId(region.id.slice(0, -6));
      if (region.querySelector("p:not(.hint)")) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
  };
  const wrong = () => document.querySelector(".error-summary[tabindex]") || document.querySelector("main form [aria-invalid=true]");
  const focus = (place) => {
    if (!place) return;
    if (!place.matches("input, select, textarea")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  };
  on("htmx:after:swap", ({ detail: { ctx } }) => {
    agree();
    prepare();
    byId("trouble").hidden = !byId("trouble").textContent.trim();
    if (ctx.held && document.activeElement === document.body) byId(ctx.held)?.querySelector("input, summary")?.focus();
    if (!ctx.page) return;
    if (ctx.target !== document.body) scrollTo(0, 0);
    else history.replaceState(history.state, "", byId("main").dataset.here); // Back may have been led elsewhere
    focus(wrong() || document.querySelector("main h1"));
  });

  /* "Resend code" wakes up by itself; the time stands beside it, outside its name. */
  const wait = (button) => {
    const until = Date.now() + button.dataset.waitSeconds * 1000;
    const note = button.nextElementSibling;
    button.removeAttribute("data-wait-seconds");
    const tick = () => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      button.disabled = left > 0;
      note.hidden = left === 0;
      note.querySelector("b").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left && button.isConnected) setTimeout(tick, 500);
    };
    tick();
  };
  const prepare = () => document.querySelectorAll("[data-wait-seconds]").forEach(wait);

  const reveal = (button) => {
    const input = byId(button.dataset.reveal);
    input.type = input.type === "password" ? "text" : "password";
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  };
  on("click", (event) => {
    const hit = event.target.closest("[data-dialog], [data-close], [data-print], [data-reveal]");
    if (!hit || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const dialog = "dialog" in hit.dataset ? byId(hit.dataset.dialog) : hit.closest("dialog");
    if ("print" in hit.dataset) print();
    else if ("reveal" in hit.dataset) reveal(hit);
    else if (dialog) {
      event.preventDefault();
      if ("close" in hit.dataset) dialog.close();
      else {
        dialog.showModal();
        dialog.scrollTop = 0; // a long notice is read from its beginning
      }
    }
  });

  /* A page kept by the browser may be older than what the server knows. */
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

  prepare();
  focus(wrong());
})();
