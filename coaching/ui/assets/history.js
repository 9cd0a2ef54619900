// The browser's history: one action of the reader makes at most one entry, a link leads to exactly its address, a page
// opens at its top, and the way back leads to where the reader was.
//
// Streamlit alone writes an entry for every parameter that a page sets, two for a page that another one leads to, and
// none for a filter, nor where a link leads to the page one is on. It does the right thing when the reader presses Back
// or Forward: the address decides what is shown. So a link writes the address, and tells Streamlit that the reader came
// to it.
(() => {
  const { history, location } = window;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  // What leads on, for a mouse, a finger or a key; anything else that is pressed writes no entry.
  const CONTROLS = "a, button, input, label, select, textarea, summary, [role]";
  const KEYS = ["Enter", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Backspace", "Delete", "Tab"];
  const PATIENCE = 3000; // milliseconds that a page may take to be as long as it was
  const SCREEN = '[data-testid="stMain"]';

  let entry = history.state?.entry ?? 0; // which entry of this tab is shown
  let newest = entry;
  let acted = false; // whether the reader has done anything since the last entry; a page that opens has not
  let jumps = false; // whether the reader pressed a link to another part of this page
  const tops = new Map(); // how far down each entry was read
  const addresses = new Map(); // how each page was left: its filters, and the agent looked at
  let lookedAt = {}; // which agent was looked at last, on whatever page, and by whom

  const readerIn = (query) => window.coachingAddresses.carried.map((name) => query.get(name)).join();
  const screen = () => document.querySelector(SCREEN);
  const isLeft = () => {
    addresses.set(location.pathname, location.search);
    const here = new URLSearchParams(location.search);
    if (here.has("agent")) lookedAt = { agent: here.get("agent"), reader: readerIn(here) };
  };
  const toTop = () => screen()?.scrollTo({ top: 0, behavior: "instant" });

  history.replaceState = (state, title, address) => {
    const isFilter = acted && address != null && new URL(address, document.baseURI).search !== location.search;
    if (isFilter) history.pushState(state, title, address); else replace({ ...state, entry }, title, address);
  };
  history.pushState = (state, title, address) => {
    const from = location.pathname;
    if (acted) {
      entry = newest += 1;
      push({ ...state, entry }, title, address);
    } else {
      replace({ ...state, entry }, title, address);
    }
    acted = false;
    if (location.pathname !== from) toTop();
  };
  replace({ ...history.state, entry }, "");

  const noted = (event) => {
    if (!event.isTrusted || !event.composedPath().some((node) => node.matches?.(CONTROLS))) return; // a script's own
    acted = true;
    isLeft();
    tops.set(entry, screen()?.scrollTop ?? 0);
  };
  document.addEventListener("click", noted, true);
  document.addEventListener("keydown", (event) => { if (KEYS.includes(event.key)) noted(event); }, true);
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(SCREEN)) tops.set(entry, event.target.scrollTop);
  }, { capture: true, passive: true });

  window.addEventListener("popstate", (event) => {
    if (event.visit) return;
    acted = false; // what the page sets while it opens belongs to the entry that was come back to
    if (event.state?.entry === undefined) { // a jump to a message on this page: the browser itself wrote the entry
      if (!jumps) entry = newest += 1;
      jumps = false;
      replace({ entry }, "");
      return;
    }
    entry = event.state.entry;
    readFrom(tops.get(entry) ?? 0);
  }, true);

  // A page that was come back to is drawn piece by piece: how far down it was read is waited for, unless the reader
  // moves on first.
  function readFrom(top) {
    const until = performance.now() + PATIENCE;
    const events = ["wheel", "keydown", "pointerdown"];
    let over = false;
    const end = () => { over = true; events.forEach((name) => removeEventListener(name, end, true)); };
    events.forEach((name) => addEventListener(name, end, true));
    const again = () => {
      if (over) return;
      const found = screen();
      if (found && Math.abs(found.scrollTop - top) > 1) found.scrollTo({ top, behavior: "instant" });
      if (performance.now() < until) requestAnimationFrame(again); else end();
    };
    again();
  }

  // Where a link leads. One that names no filters leads to another page as it was left, and to this page's start.
  function destination(link) {
    const to = new URL(link.href, document.baseURI);
    const here = new URLSearchParams(location.search);
    const asked = to.searchParams;
    const { carried, unfiltered, forgotten, ofOneAgent } = window.coachingAddresses;
    const page = to.pathname.split("/").pop();
    for (const name of carried) if (!asked.has(name) && here.has(name)) asked.set(name, here.get(name));
    const left = new URLSearchParams(addresses.get(to.pathname) ?? "");
    const notKept = forgotten[page] ?? [];
    const namesNone = [...asked.keys()].every((name) => unfiltered.includes(name) && !notKept.includes(name));
    if (namesNone) {
      const given = [...asked.keys(), ...notKept];
      if (lookedAt.reader === readerIn(asked) && ofOneAgent.includes(page) && !asked.has("agent")) {
        asked.set("agent", lookedAt.agent);
        given.push("agent");
      }
      if (to.pathname !== location.pathname && readerIn(left) === readerIn(asked)) {
        left.forEach((value, name) => { if (!given.includes(name)) asked.append(name, value); });
      }
    }
    return to;
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((node) => node.tagName === "A");
    if (!link?.href || link.target === "_blank" || link.hasAttribute("download")) return;
    if (new URL(link.href, document.baseURI).hash) { // before the browser scrolls: that is read in the new entry
      entry = newest += 1;
      jumps = true;
      return;
    }
    const to = destination(link);
    const folder = (address) => address.pathname.replace(/[^/]*$/, "");
    if (to.origin !== location.origin || folder(to) !== folder(location)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    closeMenu(link);
    if (to.href !== location.href) history.pushState({}, "", to);
    acted = false;
    window.dispatchEvent(Object.assign(new PopStateEvent("popstate", { state: history.state }), { visit: true }));
    if (!link.hasAttribute("data-stay")) toTop();
  }, true);

  // On a phone the menu covers the page that was chosen in it.
  function closeMenu(link) {
    const menu = link.closest('[data-testid="stSidebar"]');
    if (menu && menu.offsetWidth > 0.6 * window.innerWidth) {
      menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    }
  }
})();
