// Starts the four, each on a free port of 127.0.0.1, and prints one line of JSON when they are ready: by name,
// { issuer, client_id, client_secret }. After that each line of the input is the address of a portal, whose callbacks
// are registered and which is printed again. Ends with its input, so that it never stays behind, or on SIGTERM.

import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { makeIssuer } from "./issuer.mjs";
import { KINDS } from "./kinds.mjs";

const HOST = process.argv[2] ?? "localhost";
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
console.info = console.error; // the output is for answers alone

async function serve(name, callbacks) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://${HOST}:${server.address().port}`;
  const { provider, client } = await makeIssuer(name, issuer, callbacks);
  server.on("request", provider.callback());
  return [name, { issuer, ...client }];
}

const callbacksOf = Object.fromEntries(Object.keys(KINDS).map((name) => [name, new Set()]));

process.on("SIGTERM", () => process.exit());
const input = createInterface({ input: process.stdin });
input.on("close", () => process.exit());
say(Object.fromEntries(await Promise.all(Object.entries(callbacksOf).map((entry) => serve(...entry)))));
input.on("line", (base) => {
  for (const [name, callbacks] of Object.entries(callbacksOf)) callbacks.add(`${base}/social/${name}/callback`);
  say(base);
});
