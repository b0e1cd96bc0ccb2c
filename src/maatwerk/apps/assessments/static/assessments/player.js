// Progressive enhancement of the player; every page works without this file.
//
// With it an answer brings the next item without a new page, the clock ticks, and an answer that meets no connection
// waits here and is sent again until it is in. The server counts an answer once, however often it comes.

const player = document.getElementById("player");
const offline = document.getElementById("offline");
const PAUSES = [1000, 2000, 4000, 8000, 15000];
let seen = null; // the clock on the screen, and when it was put there

if (player) {
  player.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-answer]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    send(form, new URLSearchParams(new FormData(form, event.submitter)));
  });
  // a page out of the browser's memory may show a question that is long answered
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  tick();
  setInterval(tick, 1000);
}

async function send(form, body) {
  form.closest(".screen").setAttribute("aria-busy", "true");
  for (let attempt = 0; ; attempt += 1) {
    const answer = await post(form.action, body);
    if (answer && answer.status < 500 && answer.status !== 429) {
      offline.hidden = true;
      return show(answer);
    }
    offline.hidden = false;
    await backOnline(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
  }
}

async function post(address, body) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 15000);
  try {
    const answer = await fetch(address, {
      method: "POST", body, headers: { "X-Player": "1" }, redirect: "error", signal: limit.signal,
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function show({ status, text }) {
  if (status !== 200 && status !== 422) return location.assign(player.dataset.here);
  const isClockOpen = player.querySelector(".clock")?.open;
  player.innerHTML = text;
  const clock = player.querySelector(".clock");
  if (clock && isClockOpen === false) clock.open = false;
  seen = null;
  tick();
  window.scrollTo(0, 0);
  (player.querySelector("[role=alert]") ?? player.querySelector(".item__prompt"))?.focus({ preventScroll: true });
}

function backOnline(pause) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pause);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    }
    window.addEventListener("online", done);
  });
}

// The clock shows what the server said, counted on from when it said so.
function tick() {
  const timer = player.querySelector("[role=timer]");
  if (!timer) return;
  if (seen === null || seen.timer !== timer) seen = { timer, at: performance.now() };
  const left = Math.max(0, Math.round(timer.dataset.seconds - (performance.now() - seen.at) / 1000));
  timer.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left === 0 && !timer.dataset.over && navigator.onLine) {
    timer.dataset.over = "yes";
    location.assign(player.dataset.here);
  }
}
