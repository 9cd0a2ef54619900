// A field is there before the script that keeps what is typed into it (typed.js): what the reader types meanwhile is
// noted at the field, so that the script knows it from what a server or another page put there.
document.addEventListener("input", (event) => {
  if (event.isTrusted) event.target.typedEarly = event.target.value;
}, true);
