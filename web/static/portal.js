// What scripts add to the customers' pages: files that travel at once, words that are not lost,
// and a line when something new has come. Everything here works without them, too.
"use strict";
(() => {
  const PAUSE_MS = 15000;
  const MOST_LOOKS = 960;
  const DAY_MS = 86400000;

  document.documentElement.classList.add("has-scripts");

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  function size(bytes) {
    const language = document.documentElement.lang;
    const [count, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), "kB"] : [bytes / 1e6, "MB"];
    return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(count)}\u00a0${unit}`;
  }

  // --- Files -----------------------------------------------------------------------------------

  function tile(name) {
    const ending = name.includes(".") ? name.split(".").pop() : "";
    return ending && ending.length <= 5 ? ending.toUpperCase() : "–";
  }

  function line(zone, name) {
    const item = document.createElement("li");
    item.className = "upload";
    const ext = document.createElement("span");
    ext.className = "ext";
    ext.ariaHidden = "true";
    ext.textContent = tile(name);
    const title = document.createElement("b");
    title.textContent = name;
    const state = document.createElement("span");
    state.className = "state";
    const remove = document.createElement("button");
    remove.className = "button is-quiet is-icon";
    remove.type = "button";
    remove.dataset.remove = "";
    remove.ariaLabel = filled(zone.dataset.remove, { name });
    remove.innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-x"/></svg>';
    item.append(ext, title, state, remove);
    zone.querySelector("[data-uploads]").append(item);
    return item;
  }

  function fail(item, sentence) {
    item.classList.add("is-bad");
    item.querySelector(".state").textContent = sentence;
  }

  function upload(zone, file) {
    const item = line(zone, file.name);
    const state = item.querySelector(".state");
    const words = zone.dataset;
    if (file.size > Number(words.largest)) {
      fail(item, filled(words.tooLarge, { name: file.name }));
      return;
    }
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.ariaLabel = file.name;
    const said = document.createElement("span");
    state.append(bar, said);
    const request = new XMLHttpRequest();
    const done = () => {
      delete item.dataset.going;
      zone.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
    };
    item.dataset.going = "";
    item.addEventListener("removed", () => request.abort());
    request.upload.addEventListener("progress", (event) => {
      const percent = Math.round((event.loaded / event.total) * 100);
      bar.value = percent;
      said.textContent = filled(words.going, { percent: `${percent} %`, size: size(file.size) });
    });
    request.addEventListener("abort", done);
    request.addEventListener("error", () => {
      fail(item, filled(words.broken, { name: file.name }));
      done();
    });
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        answer = {};
      }
      if (request.status === 200 && answer.seal) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: "kept", value: answer.seal });
        state.textContent = filled(words.taken, { size: size(file.size) });
        item.insertBefore(field, item.firstChild);
      } else {
        fail(item, answer.error || filled(words.broken, { name: file.name }));
      }
      done();
    });
    const body = new FormData();
    body.append("files", file, file.name);
    request.open("POST", words.upload);
    request.send(body);
  }

  function prepareFiles(form) {
    const zone = form.querySelector("[data-files]");
    if (!zone) return;
    const input = zone.querySelector('input[type="file"]');
    const target = zone.querySelector(".drop-zone") || form;
    const take = (files) => [...files].forEach((file) => upload(zone, file));
    input.addEventListener("change", () => {
      take(input.files);
      input.value = "";
    });
    form.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      target.classList.add("is-over");
    });
    form.addEventListener("dragleave", () => target.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      target.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      take(event.dataTransfer.files);
    });
    form.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      take(event.clipboardData.files);
    });
    zone.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-remove], [name=drop_file]");
      if (!button) return;
      event.preventDefault();
      const item = button.closest("li");
      item.dispatchEvent(new CustomEvent("removed"));
      item.remove();
      input.focus();
    });
  }

  // --- Forms -----------------------------------------------------------------------------------

  const isGoing = (form) => form.querySelector(".upload[data-going]") !== null;

  async function swap(form, button) {
    const places = all(".position", form).length;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-form]");
    if (!fresh) {
      form.submit();
      return;
    }
    form.replaceWith(fresh);
    prepareForm(fresh);
    const rows = all('.position [name="what"]', fresh);
    rows[Math.min(rows.length, places + 1) - 1]?.focus();
  }

  function prepareForm(form) {
    let isSent = false;
    prepareFiles(form);
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (isSent) {
        event.preventDefault();
      } else if (isGoing(form)) {
        event.preventDefault();
        form.classList.add("is-busy");
        form.addEventListener("settled", () => {
          form.classList.remove("is-busy");
          if (!isGoing(form)) form.requestSubmit(button);
        }, { once: true });
      } else if (button?.name === "add_position" || button?.name === "drop_position") {
        event.preventDefault();
        swap(form, button).catch(() => form.submit());
      } else {
        isSent = true;
        window.setTimeout(() => { isSent = false; }, 5000);
      }
    });
    form.querySelector('[aria-invalid="true"]')?.focus();
  }

  // --- Words that are not sent yet -------------------------------------------------------------

  function keepWords(form) {
    const field = form.querySelector("textarea");
    const key = `answer-${form.dataset.keep}`;
    try {
      if ("sent" in form.dataset) localStorage.removeItem(key);
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      if (kept && !field.value && Date.now() - kept.at < DAY_MS) field.value = kept.text;
      field.addEventListener("input", () => {
        if (field.value) localStorage.setItem(key, JSON.stringify({ text: field.value, at: Date.now() }));
        else localStorage.removeItem(key);
      });
    } catch {
      return; // A browser that keeps nothing: the words stay in the page.
    }
  }

  // --- What comes in meanwhile -----------------------------------------------------------------

  function watch(thread) {
    const news = thread.querySelector("[data-news]");
    let looks = 0;
    const look = async () => {
      looks += 1;
      if (looks > MOST_LOOKS || !news.hidden) return;
      if (!document.hidden) {
        try {
          const answer = await fetch(thread.dataset.thread, { headers: { Accept: "application/json" } });
          if (answer.status === 401 || answer.status === 404) return;
          if (answer.ok && (await answer.json()).seq > Number(thread.dataset.newest)) {
            news.hidden = false;
            if (!document.title.startsWith("● ")) document.title = `● ${document.title}`;
            return;
          }
        } catch {
          // The network is away for a moment; the next look may find it again.
        }
      }
      window.setTimeout(look, PAUSE_MS);
    };
    window.setTimeout(look, PAUSE_MS);
  }

  // --- Mails in their frames -------------------------------------------------------------------

  function fit(frame) {
    const measure = () => {
      const page = frame.contentDocument?.documentElement;
      if (page && page.scrollHeight > 40) frame.height = Math.min(page.scrollHeight + 4, 4000);
    };
    frame.addEventListener("load", () => {
      measure();
      window.setTimeout(measure, 600);
    });
  }

  all("[data-form]").forEach(prepareForm);
  all("[data-keep]").forEach(keepWords);
  all("[data-thread]").forEach(watch);
  all("[data-fits]").forEach(fit);
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
