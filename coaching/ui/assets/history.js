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
  const LONGEST_WAIT = 60000; // milliseconds that a slow server may take to draw a heading
  const SCREEN = '[data-testid="stMain"]';
  const VISIT = /([?&])visit=(\d+)(&|$)/; // in what Streamlit asks and answers, not in the address that is shown

  let entry = history.state?.entry ?? 0; // which entry of this tab is shown
  let newest = entry;
  let page = history.state?.page ?? 0; // the entry with which the page was opened that is shown; others changed it
  let acted = false; // whether the reader has done anything since the last entry; a page that opens has not
  let jumps = false; // whether the reader pressed a link to another part of this page
  let came = false; // whether the reader came here by a link or the way back and has done nothing since
  let visit = 0; // how often they came
  let again = 0; // what asks for this page again
  let pressed = null; // the link on which the mouse or the finger went down
  const tops = new Map(); // how far down each entry was read
  const addresses = new Map(); // how each page was left: its filters

  const own = (state) => ({ ...state, entry, page });
  const readerIn = (query) => window.coachingAddresses.always.map((name) => query.get(name)).join();
  const screen = () => document.querySelector(SCREEN);
  const isLeft = () => addresses.set(location.pathname, location.search);
  const toTop = () => screen()?.scrollTo({ top: 0, behavior: "instant" });

  const pageOf = (address) => address.pathname.split("/").pop();
  // A page that was left may still answer: Streamlit would write its path or its filters over those of the one the reader
  // came to. The server says for which visit it answers (page_shown.py); 0 is also the first answer of a server that was
  // started again. Only the bare address leads on by itself.
  const isLate = (to) => {
    if (to.pathname !== location.pathname) return came && pageOf(location) !== "";
    const answered = Number(VISIT.exec(to.search)?.[2] ?? visit);
    return answered !== visit && (came || answered !== 0);
  };
  const withoutVisit = (search) => search.replace(VISIT, (_, before, number, after) => (after ? before : ""));

  // The address to be shown, if there is one.
  const taken = (address) => {
    const to = new URL(address ?? location.href, document.baseURI);
    if (isLate(to)) {
      clearTimeout(again);
      again = setTimeout(() => { if (came) ask(visit); }); // Streamlit takes the late filters for those of the page, too
      return undefined;
    }
    to.search = withoutVisit(to.search);
    return to;
  };
  const show = (state, title, to) => {
    const from = location.pathname;
    if (acted) {
      entry = newest += 1;
      push(own(state), title, to);
    } else {
      replace(own(state), title, to);
    }
    acted = false;
    if (location.pathname !== from) open();
  };
  history.replaceState = (state, title, address) => {
    const to = taken(address);
    if (!to) return;
    if (acted && to.search !== location.search) show(state, title, to); else replace(own(state), title, to);
  };
  history.pushState = (state, title, address) => {
    const to = taken(address);
    if (to && (to.pathname !== location.pathname || to.search !== location.search)) show(state, title, to);
  };
  const here = (search) => `${location.pathname}${search}${location.hash}`;
  replace(own(history.state), "", here(withoutVisit(location.search)));

  const linkOf = (event) => event.composedPath().find((node) => node.tagName === "A");
  const leave = () => {
    acted = true;
    came = false;
    isLeft();
    tops.set(entry, screen()?.scrollTop ?? 0);
  };
  const noted = (event) => {
    if (event.isTrusted && event.composedPath().some((node) => node.matches?.(CONTROLS))) leave(); // no script's own
  };
  // Clicks a link for a reader who pressed something else, such as a key that stands for it (top_bar.js).
  window.coachingFollow = (link) => { leave(); link.click(); };
  document.addEventListener("click", noted, true);
  // A link that is drawn anew while it is pressed is another one for the browser, which then clicks neither.
  document.addEventListener("pointerdown", (event) => { pressed = linkOf(event); }, true);
  document.addEventListener("pointerup", (event) => {
    const link = linkOf(event);
    const isDrawnAnew = link && pressed && !pressed.isConnected && link.href === pressed.href;
    pressed = null;
    if (isDrawnAnew && !event.button) window.coachingFollow(link);
  }, true);
  document.addEventListener("keydown", (event) => { if (KEYS.includes(event.key)) noted(event); }, true);
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(SCREEN)) tops.set(entry, event.target.scrollTop);
  }, { capture: true, passive: true });

  // Has Streamlit ask for what the address says, as it does when the reader presses Back.
  function ask(number) {
    [visit, came, acted] = [number, true, false];
    const { search } = location;
    replace(history.state, "", here(`${search}${search ? "&" : "?"}visit=${visit}`));
    window.dispatchEvent(Object.assign(new PopStateEvent("popstate", { state: history.state }), { isOurs: true }));
    replace(history.state, "", here(search));
  }

  window.addEventListener("popstate", (event) => {
    if (event.isOurs) return;
    event.stopImmediatePropagation();
    acted = false; // what the page sets while it opens belongs to the entry that was come back to
    if (event.state?.entry === undefined) { // a jump to a message on this page: the browser itself wrote the entry
      if (!jumps) entry = newest += 1;
      jumps = false;
      replace(own(), "");
      return;
    }
    const left = page;
    ({ entry, page } = event.state);
    readFrom(tops.get(entry) ?? 0);
    ask(visit + 1);
    if (page !== left) readHeading();
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

  const nameOn = (page, what) => window.coachingAddresses.names[page]?.[what] ?? what;

  // What is looked at goes along, under the names that the other page has for it: onward() of carried.py.
  function carryOn(to) {
    const { carried, together } = window.coachingAddresses;
    const here = new URLSearchParams(location.search);
    const [from, page] = [pageOf(location), pageOf(to)];
    const named = new Set(to.searchParams.keys());
    for (const what of carried) {
      const values = here.has(what) ? here.getAll(what) : here.getAll(nameOn(from, what));
      const own = [what, nameOn(page, what), nameOn(page, together[what] ?? what)];
      if (!own.some((name) => named.has(name))) values.forEach((value) => to.searchParams.append(own[1], value));
    }
  }

  // Where a link leads. One that names no filters leads to another page as it was left, and to this page's start.
  function destination(link) {
    const to = new URL(link.href, document.baseURI);
    const here = new URLSearchParams(location.search);
    const asked = to.searchParams;
    const { always, unfiltered, forgotten, carried } = window.coachingAddresses;
    const page = pageOf(to);
    for (const name of always) if (!asked.has(name) && here.has(name)) asked.set(name, here.get(name));
    const left = new URLSearchParams(addresses.get(to.pathname) ?? "");
    const notKept = forgotten[page] ?? [];
    const namesNone = [...asked.keys()].every((name) => unfiltered.includes(name) && !notKept.includes(name));
    const given = [...asked.keys(), ...notKept, ...carried, ...carried.map((what) => nameOn(page, what))];
    carryOn(to);
    if (namesNone && to.pathname !== location.pathname && readerIn(left) === readerIn(asked)) {
      left.forEach((value, name) => { if (!given.includes(name)) asked.append(name, value); });
    }
    return to;
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = linkOf(event);
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
    came = false;
    if (to.href !== location.href) history.pushState({}, "", to);
    ask(visit + 1);
    if (!link.hasAttribute("data-stay")) open();
  }, true);

  // A page opens at its top.
  function open() {
    toTop();
    page = entry;
    replace(own(history.state), "");
    readHeading();
  }

  // Whoever does not see a page hears its heading first, unless they move on before it is drawn.
  function readHeading() {
    const begun = performance.now();
    const found = screen()?.querySelector("h1"); // of the page that is left: a slow server has not begun with the next
    const left = found?.textContent;
    const events = ["keydown", "pointerdown"];
    let isOver = false;
    let hasRun = false;
    const end = () => { isOver = true; events.forEach((name) => removeEventListener(name, end, true)); };
    events.forEach((name) => addEventListener(name, end, true));
    const read = () => {
      if (isOver) return;
      const since = performance.now() - begun;
      const runs = document.querySelector(".stApp")?.dataset.testScriptState !== "notRunning";
      hasRun ||= runs;
      const heading = screen()?.querySelector("h1");
      const isNext = hasRun || heading !== found || heading?.textContent !== left;
      if (heading && !runs && (isNext || since > PATIENCE)) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        end();
      } else if (since < LONGEST_WAIT) requestAnimationFrame(read); else end();
    };
    requestAnimationFrame(read);
  }

  // On a phone the menu covers the page that was chosen in it.
  function closeMenu(link) {
    const menu = link.closest('[data-testid="stSidebar"]');
    if (menu && menu.offsetWidth > 0.6 * window.innerWidth) {
      menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    }
  }
})();
