// Keeps the demo's postbox fresh and gives mails the height that they need; the page works without.
(() => {
  "use strict";
  const PAUSE_MS = 2500;
  const panel = document.querySelector("[data-stamp]");
  if (!panel) return;
  let stamp = panel.dataset.stamp;

  const fit = (frame) => {
    const root = frame.contentDocument && frame.contentDocument.documentElement;
    if (root) frame.height = Math.min(Math.max(root.scrollHeight + 2, 160), 2400);
  };
  document.querySelectorAll("iframe.post-frame").forEach((frame) => {
    frame.classList.add("is-fitted");
    frame.addEventListener("load", () => fit(frame));
    if (frame.contentDocument && frame.contentDocument.readyState === "complete") fit(frame);
  });

  const chosen = document.querySelector("#boxes [aria-current]");
  if (chosen) chosen.parentElement.scrollLeft = chosen.offsetLeft - 24;

  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["boxes", "mails"]) {
      const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
      if (!old || !now || old.contains(document.activeElement)) continue;
      const top = old.scrollTop;
      old.replaceChildren(...now.childNodes);
      old.scrollTop = top;
    }
  };
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/changes");
      if (!answer.ok) return;
      const now = (await answer.json()).stamp;
      if (now !== stamp) {
        stamp = now;
        await refresh();
      }
    } catch {
      // The demo has ended or is being started again; the next look will tell.
    }
  };
  setInterval(look, PAUSE_MS);
})();
