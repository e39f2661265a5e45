// What scripts add to the desk: keys, news as they come, signs of life, drafts that save themselves.
// Everything here works without them, too.
"use strict";
(() => {
  const SIGN_OF_LIFE_MS = 15000;
  const PAUSE_AFTER_TYPING_MS = 1500;
  const CHORD_MS = 1500;
  const SECOND_MS = 1000;

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const keysWork = !/(?:^|; )keys=off(?:;|$)/.test(document.cookie);

  // --- News ------------------------------------------------------------------------------------

  const bareTitle = document.title.replace(/^\(\d+\) /, "");
  const icon = one('link[rel="icon"]');
  const plainIcon = icon?.href;

  function showUnread(count) {
    document.title = count ? `(${count}) ${bareTitle}` : bareTitle;
    all("[data-unread]").forEach((place) => {
      place.textContent = count || "";
      place.hidden = !count;
    });
    const wanted = count ? "/desk/icon.png" : plainIcon;
    if (icon && icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
  }

  function showPresence(words) {
    const place = one("[data-presence]");
    if (!place) return;
    place.hidden = !words;
    one("span", place).textContent = words;
  }

  function tell(news) {
    showUnread(news.unread);
    const pill = one("[data-pill]");
    if (pill && "pill" in news) {
      pill.hidden = !news.pill;
      one("span", pill).textContent = news.pill;
    }
    const answered = one("[data-answered]");
    if (answered && "answered" in news) {
      answered.hidden = !news.answered;
      one("a", answered).textContent = news.answered;
    }
    if ("presence" in news) showPresence(news.presence);
  }

  function listen(place) {
    let stream = null;
    const open = () => {
      stream ??= new EventSource(place.dataset.live);
      stream.onmessage = (event) => tell(JSON.parse(event.data));
      stream.onerror = () => {
        if (stream.readyState === EventSource.CLOSED) stream = null;
      };
    };
    const close = () => {
      stream?.close();
      stream = null;
    };
    // Browsers allow few connections to one host; a page that nobody looks at keeps none.
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    window.addEventListener("pagehide", close);
    if (!document.hidden) open();
  }

  // --- The box ---------------------------------------------------------------------------------

  function attend(box) {
    const words = one("[data-words]", box);
    const saved = one("[data-saved]", box);
    let before = words.value;
    let isSending = false;
    let timer = 0;

    async function report() {
      if (isSending || document.hidden) return;
      const body = new URLSearchParams();
      const isChanged = words.value !== before;
      body.set("doing", document.activeElement === words && words.value ? "replying" : "reading");
      body.set("purpose", one("[name=purpose]:checked", box).value);
      if (isChanged) body.set("text", words.value);
      const sent = words.value;
      try {
        const answer = await fetch(box.dataset.box, { method: "POST", body });
        if (!answer.ok) return;
        const told = await answer.json();
        if (isChanged) {
          before = sent;
          saved.textContent = told.saved;
        }
        showPresence(told.presence);
      } catch {
        // The network is away for a moment; the words stay in the page.
      }
    }

    words.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(report, PAUSE_AFTER_TYPING_MS);
    });
    all("[name=purpose]", box).forEach((choice) => choice.addEventListener("change", () => {
      before = null;
      window.clearTimeout(timer);
      timer = window.setTimeout(report, PAUSE_AFTER_TYPING_MS);
    }));
    words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      box.requestSubmit(one("[data-send]", box));
    });
    box.addEventListener("submit", () => {
      isSending = true;
      window.setTimeout(() => { isSending = false; }, 5 * SECOND_MS);
    });
    window.setInterval(report, SIGN_OF_LIFE_MS);
  }

  // --- Keys ------------------------------------------------------------------------------------

  function rows() {
    return all("[data-row]");
  }

  function move(step) {
    const list = rows();
    if (!list.length) return;
    const now = list.findIndex((row) => row.classList.contains("is-at"));
    const next = list[Math.min(Math.max(now + step, 0), list.length - 1)];
    list.forEach((row) => row.classList.toggle("is-at", row === next));
    one("a", next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function choose() {
    const box = one(".is-at [name=ticket], .row:focus-within [name=ticket]");
    if (box) box.click();
  }

  function jumpToNew() {
    const place = one("#new") || one(".row.is-unread");
    place?.scrollIntoView({ block: "center" });
    one("a", place || document)?.focus({ preventScroll: true });
  }

  function press(key) {
    const target = one(`[data-key="${key}"]`);
    if (!target) return false;
    if (target.matches("input[type=radio]")) {
      target.checked = true;
      target.dispatchEvent(new Event("change", { bubbles: true }));
      one("[data-words]").focus();
    } else if (target.matches("input")) {
      target.focus();
    } else {
      target.click();
    }
    return true;
  }

  function openMenu(key) {
    const menu = one(`[data-key-open="${key}"]`);
    if (!menu) return false;
    menu.open = true;
    one("select, input, button", menu)?.focus();
    return true;
  }

  let chord = "";
  let chordAt = 0;

  function onKey(event) {
    const isTyping = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
    if (event.key === "Escape") {
      all("details.menu[open]").forEach((menu) => {
        menu.open = false;
        if (menu.contains(event.target)) one("summary", menu).focus();
      });
      return;
    }
    if (!keysWork || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const isChord = Date.now() - chordAt < CHORD_MS;
    const key = isChord && chord ? `${chord} ${event.key}` : event.key;
    chord = event.key === "g" ? "g" : "";
    chordAt = Date.now();
    if (act(key)) event.preventDefault();
  }

  function act(key) {
    switch (key) {
      case "j":
      case "k":
        move(key === "j" ? 1 : -1);
        return rows().length > 0;
      case "x":
        choose();
        return true;
      case "u":
        jumpToNew();
        return true;
      case "a":
        return openMenu("a") || focusBulk();
      case "e":
        return press("e") || clickBulk("done");
      case "?":
        window.location.assign("/desk/keys");
        return true;
      case "/":
        if (!press("/")) window.location.assign("/desk");
        return true;
      case "g i":
        window.location.assign("/desk");
        return true;
      case "r":
      case "n":
        return press(key);
      default:
        return false;
    }
  }

  function focusBulk() {
    const target = one(".list-form:has([name=ticket]:checked) [name=to]");
    target?.focus();
    return Boolean(target);
  }

  function clickBulk(what) {
    const button = one(`.list-form:has([name=ticket]:checked) button[value="${what}"]`);
    button?.click();
    return Boolean(button);
  }

  // --- Small things ----------------------------------------------------------------------------

  function prepareToast(toast) {
    window.setTimeout(() => toast.remove(), Number(toast.dataset.toast) * SECOND_MS);
  }

  // One menu at a time, and none once something else is meant.
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", onKey);
  all("[data-live]").forEach(listen);
  all("[data-box]").forEach(attend);
  all("[data-toast]").forEach(prepareToast);
  one("[data-focus]")?.focus();
})();
