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
    await save();
    await shot("squiggles");
    await hover();
    for (const [i, fix] of scenario.fixes.entries()) {
      await apply(fix, i);
    }
    log("PASS");
  } catch (error) {
    status = 1;
    log("FAIL", error.message);
    await shot("FAIL").catch(() => {});
  }
  await browser.close();
  process.exit(status);
}

async function open() {
  await page.goto(`${base}/?folder=${encodeURIComponent(folder)}`);
  await page.waitForSelector(".monaco-workbench .part.editor", { timeout: 60000 });
  await page.waitForTimeout(1500);
  await page.keyboard.press("Control+P");
  await page.waitForSelector(".quick-input-widget input", { state: "visible" });
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
  await page.waitForSelector(SQUIGGLES, { timeout: 15000, state: "attached" });
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

async function hover() {
  let at;
  if (scenario.hover) {
    at = await point(scenario.hover.anchor);
  } else {
    const box = await page.locator(SQUIGGLES).first().boundingBox();
    at = [box.x + Math.min(box.width / 2, 20), box.y + box.height / 2];
  }
  if (!at) throw new Error("nothing to hover over");
  await page.mouse.move(at[0] - 3, at[1]);
  await page.mouse.move(at[0], at[1], { steps: 5 });
  const box = page.locator(".monaco-hover:not(.hidden)", { hasText: scenario.hover?.expect ?? "heap" }).first();
  await box.waitFor({ state: "visible", timeout: 20000 });
  await page.waitForTimeout(600);
  log("hover:", (await box.innerText()).replace(/\s+/g, " "));
  await shot("hover");
  await page.mouse.move(900, 700);
  await page.keyboard.press("Escape");
}

async function apply(fix, number) {
  const at = await point(fix.anchor);
  if (!at) throw new Error(`no ${fix.anchor}`);
  await page.mouse.click(at[0], at[1]);
  await page.mouse.move(900, 700);
  await page.waitForTimeout(500);
  await page.keyboard.press("Control+.");
  const row = page.locator(".action-widget .monaco-list-row", { hasText: fix.title }).first();
  await row.waitFor({ state: "visible", timeout: 20000 });
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
  await page.waitForTimeout(1500);
  if (!fs.readFileSync(file, "utf8").includes(fix.expect)) throw new Error("not saved");
  await shot(`fixed-${number + 1}`);
  log("fixed:", fix.expect);
}

main();
