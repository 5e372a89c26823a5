"use strict";
// What both sessions share: a tape whose every figure is known, and an exchange that plays it.
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");

const sdk = createRequire(path.join(process.env.SDK_FOLDER, "package.json"));
const key = "PKPRACTICE";
const secret = "practice-secret";

function lines(rows) {
  return rows.map((row) => JSON.stringify(row) + "\n").join("");
}

function at(seconds, more = "") {
  return new Date(Date.UTC(2024, 2, 12, 13, 20, seconds)).toISOString().replace(".000", more);
}

// A quote and a trade of two symbols a second from 09:20 to 09:40 New York: AAPL at 170 to 170.10.
function writeTape(folder) {
  const tape = [];
  for (let s = 0; s < 1200; s++) {
    for (const [S, bp, ap, p, i] of [["AAPL", 170, 170.1, 170.05, s], ["MSFT", 400, 400.2, 400.1, 5000 + s]]) {
      tape.push({ T: "q", S, bx: "V", bp, bs: 300, ax: "V", ap, as: 300, t: at(s), c: ["R"], z: "C" });
      tape.push({ T: "t", S, i, x: "V", p, s: 100, t: at(s, ".000000007"), c: ["@"], z: "C" });
    }
  }
  fs.writeFileSync(path.join(folder, "tape.jsonl"), lines(tape));
  fs.writeFileSync(path.join(folder, "bars_1d.jsonl"), lines([
    { T: "d", S: "AAPL", o: 700, h: 707, l: 693, c: 700, v: 1000, t: "2024-03-08T05:00:00Z" },
    { T: "d", S: "AAPL", o: 168, h: 172, l: 167, c: 169, v: 2000, t: "2024-03-11T04:00:00Z" },
  ]));
  fs.writeFileSync(path.join(folder, "corporate_actions.jsonl"), lines([
    { type: "forward_split", symbol: "AAPL", ex_date: "2024-03-11", new_rate: 7, old_rate: 2 },
  ]));
  fs.writeFileSync(path.join(folder, "news.jsonl"), lines([
    { id: 24918784, headline: "First & foremost", created_at: at(10), updated_at: at(20), symbols: ["AAPL"], author: "A", source: "s", summary: "sum", content: "<p>x</p>", url: "https://a.invalid/1" },
    { id: 24918785, headline: "On the stream", created_at: at(720), updated_at: at(720), symbols: ["AAPL", "MSFT"], author: "B", source: "s", summary: "sum", content: "<p>y</p>", url: "https://a.invalid/2" },
  ]));
  const call = "AAPL240315C00170000";
  const options = [{ T: "oi", S: call, oi: 1200, t: "2024-03-12T10:30:00Z" }];
  for (let s = 60; s < 1200; s += 5)
    options.push({ T: "q", S: call, bp: 1.2, bs: 3, ap: 1.3, as: 4, bx: "N", ax: "C", c: ["A"], t: at(s) });
  options.push({ T: "t", S: call, p: 1.25, s: 2, x: "N", c: ["I"], i: 1, z: "B", t: at(600) });
  options.sort((a, b) => (a.t < b.t ? -1 : a.t > b.t ? 1 : 0));
  fs.writeFileSync(path.join(folder, "options.jsonl"), lines(options));
}

// Starts the exchange on a free port; stop() ends it.
async function startExchange(folder) {
  const child = spawn(process.env.TAPEDECK, [
    "exchange", "--tape", path.join(folder, "tape.jsonl"), "--options", path.join(folder, "options.jsonl"),
    "--news", path.join(folder, "news.jsonl"), "--start", "09:31", "--speed", "10", "--account", "empty",
    "--rate-limit", "10000",
  ], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const port = await new Promise((resolve, reject) => {
    child.stdout.on("data", (data) => {
      said += data;
      const found = said.match(/listening on 127\.0\.0\.1:(\d+)/);
      if (found) resolve(Number(found[1]));
    });
    child.on("exit", (code) => reject(new Error(`the exchange ended with ${code}`)));
  });
  return { port, stop: () => child.kill("SIGTERM") };
}

// Waits for a condition, not for a time; a test that hangs names what it waited for.
function until(what, condition) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const timer = setInterval(() => {
      const value = condition();
      if (value) {
        clearInterval(timer);
        resolve(value);
      } else if (Date.now() - started > 60_000) {
        clearInterval(timer);
        reject(new Error(`waited for ${what} in vain`));
      }
    }, 20);
  });
}

async function run(name, session) {
  const folder = fs.mkdtempSync(path.join(process.env.SDK_FOLDER, "session-"));
  let exchange;
  try {
    writeTape(folder);
    exchange = await startExchange(folder);
    await session(exchange.port);
    console.log(`${name}: passed`);
    process.exitCode = 0;
  } catch (error) {
    console.error(`${name}: FAILED`, error);
    process.exitCode = 1;
  } finally {
    if (exchange) exchange.stop();
    fs.rmSync(folder, { recursive: true, force: true });
    setTimeout(() => process.exit(), 200).unref();
  }
  process.exit();
}

module.exports = { assert, sdk, key, secret, run, until };
