// One scenario in VS Code's workbench: node vscode.cjs URL FOLDER SCENARIO SHOTS TAG    (see run.py)
const { chromium } = require("playwright-core");
const fs = require("node:fs");
const path = require("node:path");

const [base, folder, raw, shots, tag] = process.argv.slice(2);
const scenario = JSON.parse(raw);
const file = path.join(folder, scenario.file);
const started = Date.now();
const log = (...args) => console.log(`${((Date.now() - started) / 1000).toFixed(1)}s`, ...args);
const SQUIGGLES = ".squiggly-warning, .squiggly-info, .squiggly-hint";

let page;
const shot = (name) => page.screenshot({ path: path.join(shots, `${tag}-${name}.png`) });
// View lines are placed absolutely, and their order in the document is not that of the lines.
const text = async () =>
  (
    await page
      .locator(".monaco-editor .view-lines")
      .first()
      .evaluate((element) =>
        [...element.children]
          .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
          .map((line) => line.textContent)
          .join("\n"),
      )
  ).replace(/\u00a0/g, " ");

async function main() {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  let status = 0;
  try {
    await open();
    if (scenario.extension) await setUp();
    await save();
    await shot("squiggles");
    await hover();
    if (scenario.graph) await graph(scenario.graph);
    for (const [i, fix] of scenario.fixes.entries()) {
      await apply(fix, i);
    }
    if (scenario.lens) await hottest();
    if (scenario.extension) {
      await menu();
      await crash();
      await hints();
      await trace();
    }
    log("PASS");
  } catch (error) {
    status = 1;
    log("FAIL", error.message);
    if (scenario.extension) console.log(extensionLog().slice(-800));
    await shot("FAIL").catch(() => {});
  }
  await browser.close();
  process.exit(status);
}

async function open() {
  await page.goto(`${base}/?folder=${encodeURIComponent(folder)}`, { timeout: 120000 });
  await page.waitForSelector(".monaco-workbench .part.editor", { timeout: 60000 });
  await page.waitForTimeout(1500);
  await ask("Control+P");
  await page.keyboard.type(scenario.file);
  // The first run of ripgrep is slow, and Enter on an empty list is lost.
  const row = page.locator(".quick-input-widget .monaco-list-row", { hasText: scenario.file }).first();
  await row.waitFor({ timeout: 30000 });
  await page.keyboard.press("Enter");
  await page.waitForSelector(".monaco-editor .view-lines .view-line", { timeout: 30000 });
  await page.waitForFunction(() => /package/.test(document.querySelector(".monaco-editor .view-lines")?.textContent ?? "") ||
    document.querySelector(".monaco-editor .view-lines")?.textContent.length > 100);
  await page.locator(".monaco-editor .view-lines").first().click({ position: { x: 400, y: 5 } });
  log("open", scenario.file);
}

async function save() {
  await page.keyboard.press("Control+End");
  await page.keyboard.type("// edited");
  await page.keyboard.press("Control+S");
  await page.waitForFunction(
    () => /Escapes: [1-9]/.test(document.querySelector(".statusbar")?.textContent ?? ""), null, { timeout: 180000 });
  log("status:", (await page.locator(".statusbar").innerText()).match(/Escapes: \d+/)?.[0]);
  if (scenario.problem) {
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F8"); // go to the next problem
    const zone = page.locator(".marker-widget").first();
    await zone.waitFor({ state: "visible", timeout: 15000 });
    const said = (await zone.innerText()).replace(/\s+/g, " ");
    log("problem:", said);
    if (!said.includes(scenario.expect)) throw new Error(`no ${scenario.expect}`);
    await shot("problem");
    await page.keyboard.press("Escape");
  } else {
    await page.keyboard.press("Control+Home");
  }
  // What is known of dependencies grows meanwhile, and with it what is worth a squiggle: on to the next one.
  await until("squiggles in view", 15000, async () => {
    if (scenario.problem && !(await page.locator(SQUIGGLES).count())) {
      await page.keyboard.press("F8");
      await page.waitForTimeout(1000);
      await page.keyboard.press("Escape");
    }
    return (await page.locator(SQUIGGLES).count()) > 0;
  });
  log("squiggles in view:", await page.locator(SQUIGGLES).count());
}

/** The middle of the anchor's first characters on the screen. */
async function point(anchor) {
  return page.locator(".monaco-editor .view-lines").first().evaluate((element, wanted) => {
    for (const line of element.children) {
      const at = line.textContent.replace(/\u00a0/g, " ").indexOf(wanted);
      if (at < 0) continue;
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let before = 0;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (at + 1 < before + node.length) {
          const range = document.createRange();
          range.setStart(node, at + 1 - before);
          range.setEnd(node, at + 2 - before);
          const box = range.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }
        before += node.length;
      }
    }
    return null;
  }, anchor);
}

/** A lens says the function's share; the list of the hottest findings leads to the first, with its fixes. */
async function hottest() {
  await page.locator(".codelens-decoration", { hasText: scenario.lens }).first().waitFor({ timeout: 30000 });
  await shot("lens");
  await command("Escape Lens: Show Hottest Findings");
  const row = page.locator(".quick-input-widget .monaco-list-row", { hasText: scenario.hottest }).first();
  await row.waitFor({ timeout: 30000 });
  await page.waitForTimeout(300);
  await shot("hottest");
  log("hottest:", (await row.innerText()).replace(/\s+/g, " "));
  await page.keyboard.press("Enter");
  await page.locator(".action-widget", { hasText: "Preallocate" }).first().waitFor({ timeout: 30000 });
  await shot("hottest-fix");
  await page.keyboard.press("Escape");
}

async function hover() {
  const box = page.locator(".monaco-hover:not(.hidden)", { hasText: scenario.hover?.expect ?? "heap" }).first();
  await until("the hover", 20000, async () => {
    const at = await hovered(); // lenses that come late push lines down
    if (!at) return false;
    await page.mouse.move(900, 700);
    await page.mouse.move(at[0] - 3, at[1]);
    await page.mouse.move(at[0], at[1], { steps: 5 });
    return box.waitFor({ state: "visible", timeout: 4000 }).then(() => true, () => false);
  });
  await page.waitForTimeout(600);
  const said = (await box.innerText()).replace(/\s+/g, " ");
  log("hover:", said);
  for (const sentence of scenario.hover?.once ?? []) {
    if (said.split(sentence).length !== 2) throw new Error(`not once in the hover: ${sentence}`);
  }
  await shot("hover");
  await page.mouse.move(900, 700);
  await page.keyboard.press("Escape");
}

/** The escape graph stands beside the editor, light and dark, follows edits; a click on a node leads to its line. */
async function graph({ within, node, leads, nodes: least = 2, adds }) {
  const line = (anchor) => fs.readFileSync(file, "utf8").split("\n").findIndex((text) => text.includes(anchor)) + 1;
  await page.keyboard.press("Control+B"); // no side bar: room for both
  await ask("Control+G");
  await page.keyboard.type(String(line(within)));
  await page.keyboard.press("Enter");
  await at(line(within));
  await command("Escape Lens: Show Escape Graph");
  const view = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  const box = (label) => view.locator("svg a", { hasText: label }).first();
  await box(node).waitFor({ timeout: 180000 }); // dependencies may still be read
  // What is known of dependencies grows meanwhile, and the graph is drawn anew.
  let nodes = 0;
  await until(`${least} nodes in the graph`, 180000, async () => {
    nodes = await view.locator("svg rect").count();
    return nodes >= least;
  });
  log("graph:", nodes, "nodes");
  await view.locator("svg g.heap").waitFor({ timeout: 5000 });
  await shot("graph");
  configure({ "workbench.colorTheme": "Default Dark Modern" });
  await view.locator("body.vscode-dark").waitFor({ timeout: 30000 });
  await shot("graph-dark");
  configure({});
  await view.locator("body.vscode-light").waitFor({ timeout: 30000 });
  if (adds) {
    await page.keyboard.press("End");
    await page.keyboard.type(`\n${adds.text}`);
    await page.keyboard.press("Control+S");
    await box(adds.node).waitFor({ timeout: 60000 });
    log("graph: drawn anew with", adds.node);
  }
  await box(node).click();
  await at(line(leads));
  log("graph: leads to line", line(leads));
  await command("View: Close Editors in Other Groups");
  await until("the graph is closed", 15000, async () => (await page.locator("iframe.webview").count()) === 0);
  await page.keyboard.press("Control+B");
}

/** The cursor stands in the line. */
async function at(line) {
  const item = page.locator(".statusbar-item", { hasText: new RegExp(`Ln ${line},`) });
  await item.first().waitFor({ timeout: 20000 });
}

/** Press a key until the widget that it opens is there: a workbench that is still busy loses keys. */
async function ask(key) {
  const input = page.locator(".quick-input-widget input").first();
  await until(`${key} opens a box`, 30000, async () => {
    await page.keyboard.press(key);
    return input.waitFor({ state: "visible", timeout: 3000 }).then(() => true, () => false);
  });
}

async function command(name) {
  await ask("F1");
  await page.keyboard.type(name);
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: name }).first().waitFor({ timeout: 15000 });
  await page.keyboard.press("Enter");
}

/** Where the mouse has to be: on the anchor, or on the first squiggle in view. */
async function hovered() {
  if (scenario.hover) return point(scenario.hover.anchor);
  const box = await page.locator(SQUIGGLES).first().boundingBox();
  return box && [box.x + Math.min(box.width / 2, 20), box.y + box.height / 2];
}

async function apply(fix, number) {
  const row = page.locator(".action-widget .monaco-list-row", { hasText: fix.title }).first();
  await until(`the fix ${fix.title}`, 30000, async () => {
    const at = await point(fix.anchor); // lenses that come late push lines down
    if (!at) return false;
    await page.keyboard.press("Escape");
    await page.mouse.click(at[0], at[1]);
    await page.mouse.move(900, 700);
    await page.waitForTimeout(500);
    await page.keyboard.press("Control+.");
    return row.waitFor({ state: "visible", timeout: 8000 }).then(() => true, () => false);
  });
  const rows = await page.locator(".action-widget .monaco-list-row.action").allInnerTexts();
  log("menu:", JSON.stringify(rows));
  await shot(`menu-${number + 1}`);
  for (let i = rows.findIndex((label) => label.includes(fix.title)); i > 0; i--) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter"); // a click would be swallowed
  const deadline = Date.now() + 20000;
  while (!(await text()).includes(fix.expect)) {
    if (Date.now() > deadline) throw new Error(`no ${fix.expect} in\n${await text()}`);
    await page.waitForTimeout(100);
  }
  await page.keyboard.press("Control+S");
  await until("saved", 15000, () => fs.readFileSync(file, "utf8").includes(fix.expect));
  await page.waitForTimeout(1500);
  await shot(`fixed-${number + 1}`);
  log("fixed:", fix.expect);
}

// -- the extension: from nothing, and through its own means -----------------------------------------------------------

/** No server is found: the message's button makes one. */
async function setUp() {
  const message = page.locator(".notification-toast", { hasText: "there is no server yet" }).first();
  await message.waitFor({ state: "visible", timeout: 60000 });
  await shot("no-server");
  await message.getByRole("button", { name: "Set up" }).click();
  await page.locator(".notification-toast", { hasText: /environment|installing/ }).first().waitFor({ timeout: 60000 });
  await shot("setting-up");
  await until("a server of its own", 300000, () => servers().length > 0);
  log("set up:", servers()[0].command);
}

/** A click on the status item opens a menu. */
async function menu() {
  await page.locator(".statusbar-item", { hasText: "Escapes:" }).first().click();
  const rows = page.locator(".quick-input-widget .monaco-list-row");
  await rows.first().waitFor({ state: "visible", timeout: 15000 });
  const said = (await rows.allInnerTexts()).map((row) => row.trim());
  log("menu:", JSON.stringify(said));
  for (const wanted of ["Show or hide", "Show log", "Restart", "Set up"]) {
    if (!said.some((row) => row.includes(wanted))) throw new Error(`no ${wanted} in the menu`);
  }
  await shot("menu");
  await page.keyboard.press("Escape");
  const file = extensionLog();
  for (const wanted of [/escapelens \d\S*, Python 3/, /Go 1\.\d+ for \w+\/\w+, standard library/, /functions analysed in \d/]) {
    if (!wanted.test(file)) throw new Error(`not in the log: ${wanted}\n${file}`);
  }
}

/** A server that dies is started again, and answers. */
async function crash() {
  const [before] = servers();
  const runs = extensionLog().split("functions analysed").length;
  process.kill(before.pid, "SIGKILL");
  await until("another server", 60000, () => servers().some((server) => server.pid !== before.pid));
  await until("its answer", 60000, () => extensionLog().split("functions analysed").length > runs);
  log("started again");
}

/** Hints and lenses come with the setting and go with it. */
async function hints() {
  const drawn = () => page.locator(".codelens-decoration", { hasText: "inline" }).count();
  configure({ "escapelens.codeLens": true, "escapelens.inlayHints": true });
  await until("lenses", 30000, drawn);
  await shot("lenses");
  configure({});
  await until("no lenses", 30000, async () => (await drawn()) === 0);
  log("lenses come and go");
}

async function trace() {
  configure({ "escapelens.trace.server": "messages" });
  await until("messages in the log", 30000, async () => {
    await page.keyboard.press("Control+S"); // the setting may be heard of only after the first
    await page.waitForTimeout(1000);
    return /Sending notification '\$?\/?\w+/.test(extensionLog());
  });
  log("traced");
}

async function until(what, ms, condition) {
  for (const deadline = Date.now() + ms; !(await condition()); await page.waitForTimeout(200)) {
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`);
  }
}

/** Processes of the server that the extension has set up. */
function servers() {
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ");
      return command.includes(scenario.extension) && command.includes(" serve") ? [{ pid: Number(pid), command }] : [];
    } catch {
      return [];
    }
  });
}

/** What stands in the extension's newest log. */
function extensionLog() {
  const logs = path.join(scenario.extension, "logs");
  const found = fs.readdirSync(logs, { recursive: true }).filter((name) => name.endsWith("Escape Lens.log")).sort();
  return found.length ? fs.readFileSync(path.join(logs, found.at(-1)), "utf8") : "";
}

/** Settings of the workspace: the editor watches its files. */
function configure(own) {
  fs.mkdirSync(path.join(folder, ".vscode"), { recursive: true });
  fs.writeFileSync(path.join(folder, ".vscode", "settings.json"), JSON.stringify(own));
}

main();
