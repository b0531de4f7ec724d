/*
 * The pad of the signature step. The drawing is kept in the form, in CSS pixels of the pad it was drawn on; the canvas only
 * shows it, so nothing drifts however often the pad changes its size. An empty field tells the server that there is no pad.
 */
import SignaturePad from "./signature_pad-5.1.4.min.js";

const MOST = 60000; // characters of JSON; the server refuses a little more
const RULE = 8 / 11; // how far down the pad its line is: there a drawing of another size is seated
let canvas, field, note, pad, size, drawing;

const half = (points) => points.filter((_, at) => at % 2 === 0 || at === points.length - 1);

const keep = (box, strokes) => {
  let text;
  while ((text = JSON.stringify({ box, strokes })).length > MOST) {
    strokes = strokes.some((points) => points.length > 2) ? strokes.map(half) : strokes.slice(0, -1);
  }
  field.value = text;
};

const show = (again) => {
  if (!canvas?.clientWidth || drawing) return;
  size = [canvas.clientWidth, canvas.clientHeight];
  const [across, down] = size.map((side) => Math.round(side * devicePixelRatio));
  if (!again && canvas.width === across && canvas.height === down) return;
  [canvas.width, canvas.height] = [across, down];
  canvas.getContext("2d").scale(devicePixelRatio, devicePixelRatio);
  pad.penColor = getComputedStyle(canvas).color;
  const { box, strokes } = JSON.parse(field.value);
  const scale = Math.min(size[0] / box[0], size[1] / box[1]);
  const drop = (size[1] - box[1] * scale) * RULE;
  pad.fromData(strokes.map((points) => ({ points: points.map(([x, y]) => ({ x: x * scale, y: y * scale + drop })) })));
  note.hidden = !strokes.length;
};

const begun = () => {
  drawing = true;
};

const ended = () => {
  const round = (length) => Math.round(length * 10) / 10;
  drawing = false;
  // Only now: a message that goes while the pen is down would move the pad under it.
  canvas.removeAttribute("aria-invalid");
  document.getElementById("strokes-error").replaceChildren();
  canvas.focus({ preventScroll: true }); // the name is left, so that its own message is brought up to date
  keep(size, pad.toData().map(({ points }) => points.map(({ x, y }) => [round(x), round(y)])));
  show(true);
};

const take = (count) => () => {
  const { box, strokes } = JSON.parse(field.value);
  keep(box, strokes.slice(0, count));
  show(true);
};

const begin = () => {
  const template = document.querySelector("#signature-pad template");
  if (!template) return;
  template.previousElementSibling.hidden = true;
  template.replaceWith(template.content);
  canvas = document.getElementById("strokes");
  const panel = document.getElementById("signature-pad");
  field = canvas.closest("form").elements.namedItem("strokes");
  note = panel.querySelector("[data-drawn]");
  pad = new SignaturePad(canvas, { minWidth: 1.5, maxWidth: 1.5 });
  drawing = false;
  pad.addEventListener("beginStroke", begun);
  pad.addEventListener("endStroke", ended);
  panel.querySelector("[data-undo]").addEventListener("click", take(-1));
  panel.querySelector("[data-clear]").addEventListener("click", take(0));
  // Lifted in a flourish, the finger would count as a fling, and the tap after it as the end of that.
  canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  field.value ||= JSON.stringify({ box: [canvas.clientWidth, canvas.clientHeight], strokes: [] });
  show(true);
  new ResizeObserver(() => show()).observe(canvas);
};

begin();

/* Where the name was typed on while its preview was on the way, the preview is asked for again; portal.js notes when it left. */
let typed = 0;
document.addEventListener("input", ({ target }) => { if (target.id === "name") typed = performance.now(); });
/* The toggle says what is shown: where its answer did not come it is as it was, and what was drawn is not taken for typed. */
const agree = () => {
  const toggle = document.getElementById("typed");
  if (toggle) toggle.checked = !document.getElementById("strokes");
};
document.addEventListener("htmx:error", agree);
document.addEventListener("htmx:response:error", agree);
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  begin();
  if (ctx.sourceElement?.id === "typed") agree();
  if (ctx.left < typed) document.getElementById("name")?.dispatchEvent(new Event("input"));
});

addEventListener("resize", () => show()); // zoom, too
for (const theme of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
  matchMedia(theme).addEventListener("change", () => show(true));
}
