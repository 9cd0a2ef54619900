// Scrolls to what has this id, once, however often this is drawn: the dialog and the transcript may appear later.
const PATIENCE = 3000; // milliseconds

export default function ({ data: [id], parentElement }) {
  if (parentElement.scrolledTo === id) return;
  parentElement.scrolledTo = id;
  const until = performance.now() + PATIENCE;
  const scroll = () => {
    const found = document.getElementById(id);
    if (found) found.scrollIntoView({ block: "center" });
    else if (performance.now() < until) requestAnimationFrame(scroll);
  };
  scroll();
}
