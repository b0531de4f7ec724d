/*
 * Before the session ends for idleness: says so, in time to stay. The server knows how long is left, for another tab may
 * be in use; asking it is no use of the session. Times are compared with the clock, so a computer that slept is told at once.
 */
const WARN = 120; // seconds before the end
const SAY = 30; // seconds between what a screen reader is told
const ASK = 10; // seconds between questions while the warning is open
let dialog, until, askAt, asking, said;

const left = () => Math.ceil((until - Date.now()) / 1000);
const note = (name) => dialog.querySelectorAll("[data-on]").forEach((one) => { one.hidden = one.dataset.on !== name; });

/* The answer is the number of seconds; a redirect says that nobody is signed in here any more. Says whether it came. */
const hear = async (url, more) => {
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(8000), ...more });
    if (!answer.ok && answer.type !== "opaqueredirect") return false;
    until = Date.now() + (answer.ok ? Number(await answer.text()) : 0) * 1000;
    return true;
  } catch {
    return false;
  }
};

const leave = () => {
  asking = true; // once: asking again would begin the way there anew
  document.body.hidden = true; // nothing personal stays on screen, however slow the line
  location.replace(dialog.dataset.over);
};

const show = () => {
  const seconds = left();
  dialog.querySelector("[role=timer]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const step = Math.ceil(seconds / SAY) * SAY;
  if (!dialog.open) {
    note();
    dialog.showModal();
  } else if (step !== said) {
    const region = dialog.querySelector("[data-say]");
    region.textContent = region.dataset.say.replace("#", seconds);
  }
  said = step;
};

const look = async () => {
  if (!dialog || asking) return;
  if (left() <= WARN && (left() <= 0 || Date.now() >= askAt)) {
    asking = true;
    await hear(dialog.dataset.left);
    asking = false;
    askAt = Date.now() + ASK * 1000;
  }
  if (!dialog) return; // signed out by a swap meanwhile
  if (left() <= 0) leave();
  else if (left() <= WARN) show();
  else dialog.close();
};

const stay = async () => {
  const token = document.querySelector("#sign-out [name=csrf_token]");
  const body = new URLSearchParams({ csrf_token: token.value });
  const heard = await hear(dialog.querySelector("[data-stay]").dataset.stay, { method: "POST", body });
  askAt = 0; // an answer that was on its way may be older
  if (!heard) note("failed");
  else if (left() > 0 && left() <= WARN) note("last");
  else look();
};

/* The page brings the dialog along with its masthead, at first and with every swap. */
const begin = () => {
  const found = document.getElementById("idle");
  if (found === dialog) return;
  dialog = found;
  askAt = 0;
  if (!dialog) return;
  until = Date.now() + dialog.dataset.seconds * 1000;
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape: somebody is there
    stay();
  });
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
};

begin();
document.addEventListener("htmx:after:swap", begin);
document.addEventListener("visibilitychange", look);
setInterval(look, 1000);
