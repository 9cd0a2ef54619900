// A file that was made just now: it is handed to the reader once, however often this is drawn.
export default function ({ data: [file], parentElement }) {
  if (parentElement.handed === file.id) return;
  parentElement.handed = file.id;
  handOver(file);
}

async function handOver(file) {
  const packed = new Blob([Uint8Array.from(atob(file.bytes), (letter) => letter.charCodeAt(0))]);
  const bytes = await new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
