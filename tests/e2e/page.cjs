// A report in Chromium, light and dark: node page.cjs FILE SHOTS    (see run.py)
const { chromium } = require("playwright-core");
const path = require("node:path");

const [file, shots] = process.argv.slice(2);

async function main() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  let status = 0;
  for (const [scheme, width] of [["light", 1200], ["dark", 1200], ["light", 420]]) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    const trouble = [];
    page.on("console", (message) => trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("request", (request) => request.url().startsWith("file:") || trouble.push(`asks for ${request.url()}`));
    try {
      await page.goto(`file://${file}`);
      await page.screenshot({ path: path.join(shots, `report-${scheme}-${width}.png`), fullPage: true });
      await check(page, trouble);
      console.log(`report: ${scheme}, ${width} wide: passed`);
    } catch (error) {
      status = 1;
      console.log(`report: ${scheme}, ${width} wide: ${error.message}`);
    }
    await page.close();
  }
  await browser.close();
  process.exit(status);
}

async function check(page, trouble) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide === 0, `it is ${wide} pixels too wide`);
  const shown = () => page.locator(".finding:not([hidden])").count();
  const all = await shown();
  expect(all > 1, "there are no findings");
  await page.fill("input[type=search]", "append-growth");
  const some = await shown();
  expect(some > 0 && some < all, `the filter leaves ${some} of ${all}`);
  expect((await page.textContent("output")) === `${some} of ${all}`, "the count of the filter is wrong");
  await page.fill("input[type=search]", "");
  for (const box of await page.locator("input[type=checkbox]").all()) await box.uncheck();
  expect((await shown()) === (await page.locator(".finding.off").count()), "unticked severities are shown");
  for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
  const first = page.locator(".finding").first();
  await first.locator("summary").click();
  expect(await first.locator("pre mark").isVisible(), "a finding does not open");
  const functions = page.locator("section", { hasText: "Hottest functions" }).locator("table");
  const column = async () => (await functions.locator("tbody td:first-child").allInnerTexts()).join();
  const before = await column();
  await functions.locator("th").first().click();
  const sorted = before.split(",").sort((a, b) => a.localeCompare(b)).join();
  expect((await column()) === sorted, "the functions are not sorted");
  const contrast = await page.evaluate(() => {
    const light = (color) => color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
    return Math.abs(light(getComputedStyle(document.body).color) - light(getComputedStyle(document.body).backgroundColor));
  });
  expect((await page.locator(".chip.new").count()) === 1, "what is new since the baseline is not there");
  expect(contrast > 450, "text and ground are alike");
  expect(trouble.length === 0, trouble.join("; "));
}

function expect(good, otherwise) {
  if (!good) throw new Error(otherwise);
}

main();
