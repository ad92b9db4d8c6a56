// The page in a real browser: PAGE_URL is a running server, PAGE_SHOTS a folder
// for pictures (optional). It moves the slider, clicks a street, and holds every
// number on the page against the API. Nothing may be asked of another host, no
// error may reach the console, and axe may find nothing serious.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const url = process.env.PAGE_URL;
const shots = process.env.PAGE_SHOTS;
const executablePath = process.env.PAGE_BROWSER ?? "/usr/bin/chromium";
if (!url) throw new Error("PAGE_URL is not set");

const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const api = async (address) => {
  const reply = await fetch(new URL(`/api/v1/${address}`, url));
  assert.equal(reply.status, 200, address);
  return reply.json();
};

// opened opens the page and watches what it asks for and complains of.
async function opened(hash, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const outside = [];
  const errors = [];
  page.on("request", (r) => {
    if (!r.url().startsWith(url) && !/^(data|blob):/.test(r.url())) outside.push(r.url());
  });
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  page.on("pageerror", (e) => errors.push(e.message));
  await page.goto(`${url}/${hash}`);
  await until(page, "the map is drawn", () => document.querySelector(".map")?.dataset.ready === "yes");
  await until(page, "the chart is drawn", () => document.querySelector(".fan svg path") !== null);
  return { page, context, outside, errors };
}

// until waits for something to be true in the page; it polls, since the page's
// policy forbids what playwright would inject.
async function until(page, what, test, argument) {
  for (let i = 0; i < 600; i++) {
    if (await page.evaluate(test, argument)) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`waited in vain until ${what}`);
}

const shot = async (page, name, fullPage = false) => shots && page.screenshot({ path: join(shots, name), fullPage });
const whole = (x) => (Math.round(Math.abs(x)) * Math.sign(x)).toString().replace(/\B(?=(\d{3})+$)/g, ",");
const figure = (page, name) => page.locator(`[data-figure=${name}]`).innerText();

// fresh brings a page back to its opening view.
async function fresh(page, run) {
  await page.evaluate(() => {
    window.location.hash = `#again=${Math.random()}`;
    window.scrollTo(0, 0);
  });
  await until(page, "the opening view is back", (y) => document.querySelector("#year").getAttribute("aria-valuetext").includes(String(y)) && document.querySelector(".panel").dataset.area === "*", run.opens.year);
  await until(page, "its sentence is told", (y) => document.querySelector("h1").textContent.includes(String(y)), run.opens.year);
}

async function test(name, run) {
  const start = Date.now();
  await run();
  console.log(`ok  ${name}  ${Date.now() - start} ms`);
}

try {
  const run = await api("run");
  const lastYear = run.years.at(-1).year;
  const { page, context, outside, errors } = await opened("");

  await test("opens in Chinese at what matters most", async () => {
    const { scenario, level, year } = run.opens;
    const finding = (await api(`findings?scenario=${scenario}&level=${level}`)).rows.find((f) => f.year === year);
    assert.equal(await page.locator("h1").innerText(), finding.sentence);
    assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
    assert.equal(await page.locator(".synthetic").count(), run.synthetic ? 1 : 0);
    const names = await page.locator(".ranking tbody .name").allInnerTexts();
    const areas = await api("areas");
    assert.deepEqual(names.map((n) => n.trim()).sort(), areas.features.map((f) => f.properties.area_name).sort());
    assert.ok((await page.locator(".caption").first().innerText()).includes(run.run), "a figure names its run");
    await page.waitForTimeout(400);
    await shot(page, "zh-1440.png");
    await shot(page, "zh-1440-full.png", true);
  });

  await test("the slider moves the year by keyboard, and numbers follow", async () => {
    await fresh(page, run);
    const slider = page.locator("#year");
    await slider.focus();
    await page.keyboard.press("End");
    await until(page, "the last year is told", (y) => document.querySelector("h1").textContent.includes(String(y)), lastYear);
    const { scenario, level } = run.opens;
    const rows = (await api(`gap?scenario=${scenario}&level=${level}&year=${lastYear}`)).rows;
    const total = rows.find((r) => r.area_code === "*");
    assert.equal(await figure(page, "demand"), whole(total.demand_mean));
    assert.equal(await figure(page, "places"), whole(total.places));
    for (const cells of await page.locator(".ranking tbody tr").all()) {
      const name = (await cells.locator(".name").innerText()).trim();
      const code = (await api("areas")).features.find((f) => f.properties.area_name === name).properties.area_code;
      const row = rows.find((r) => r.area_code === code);
      assert.equal(await cells.locator(".demand").innerText(), whole(row.demand_mean), name);
      assert.equal(await cells.locator(".places").innerText(), whole(row.places), name);
    }
    await page.keyboard.press("ArrowLeft");
    await until(page, "the year before is told", (y) => document.querySelector("h1").textContent.includes(String(y)), lastYear - 1);
  });

  await test("a click on a street opens its panel, chart and numbers", async () => {
    await fresh(page, run);
    const areas = await api("areas");
    const [west, south, east, north] = areas.bbox;
    // The biggest label stands well inside its street; the map is fitted to the box.
    const target = areas.features.find((f) => f.properties.label);
    const box = await page.locator(".map").boundingBox();
    const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
    const scale = Math.min((box.width - 36) / (((east - west) * Math.PI) / 180), (box.height - 36) / (mercator(north) - mercator(south)));
    const [lon, lat] = target.properties.label;
    const x = box.width / 2 + (((lon - (west + east) / 2) * Math.PI) / 180) * scale;
    const y = box.height / 2 - (mercator(lat) - (mercator(north) + mercator(south)) / 2) * scale;
    await page.mouse.click(box.x + x, box.y + y);
    await until(page, "the panel tells the street", (code) => document.querySelector(".panel").dataset.area === code, target.properties.area_code);
    const { scenario, level, year } = run.opens;
    const rows = (await api(`gap?scenario=${scenario}&level=${level}&area=${target.properties.area_code}`)).rows;
    const now = rows.find((r) => r.school_year === year);
    await until(page, "the chart has the street's demand", (n) => document.querySelector(".fan").dataset.middle === n, rows.map((r) => r.demand_q50).join(","));
    assert.equal(await figure(page, "demand"), whole(now.demand_mean));
    assert.equal(await figure(page, "places"), whole(now.places));
    assert.deepEqual(await page.locator(".threeplaces .n").allInnerTexts(), [now.places_rooms, now.places_area, now.places_open, now.places].map(whole));
    assert.ok(page.url().includes(`area=${target.properties.area_code}`), "the address keeps the street");
    const why = (await api(`why?scenario=${scenario}&level=${level}&area=${target.properties.area_code}`)).rows.find((w) => w.school_year === year);
    if (why?.parts.length > 0) {
      await until(page, "what moves it is told", (s) => document.querySelector(".why p")?.textContent === s, why.sentence);
      const told = (await page.locator(".why .n").allInnerTexts()).map((t) => Number(t.replace("−", "-").replaceAll(",", "")));
      assert.deepEqual(told, [why.from, ...why.parts.map((p) => p.value), why.to], "its bars");
      assert.equal(told.slice(0, -1).reduce((a, b) => a + b), told.at(-1), "they add up");
    }
    await page.waitForTimeout(400);
    await shot(page, "zh-1440-street.png");
    if ((await page.locator("details.sites summary").count()) > 0) {
      await page.locator("details.sites summary").click();
      const campuses = (await api(`kindergartens?area=${target.properties.area_code}`)).rows;
      assert.equal(await page.locator("details.sites tbody tr").count(), campuses.length);
    }
    await shot(page, "zh-1440-street-full.png", true);
  });

  await test("heads sort the ranking", async () => {
    await fresh(page, run);
    const demands = async () => (await page.locator(".ranking tbody .demand").allInnerTexts()).map((t) => Number(t.replaceAll(",", "")));
    await page.locator(".ranking thead .demand button").click();
    const down = await demands();
    assert.deepEqual(down, down.toSorted((a, b) => b - a));
    assert.equal(await page.locator(".ranking thead .demand").getAttribute("aria-sort"), "descending");
    await page.locator(".ranking thead .demand button").click();
    assert.deepEqual(await demands(), down.toReversed());
  });

  await test("English is whole", async () => {
    await fresh(page, run);
    await page.locator(".tools button").click();
    await until(page, "the page is English", () => document.documentElement.lang === "en" && /short|spare|suffice|children/.test(document.querySelector("h1").textContent));
    await until(page, "the map is drawn again", () => document.querySelector(".map")?.dataset.ready === "yes");
    const labels = await api("labels?lang=zh");
    const shown = await page.locator("body").innerText();
    for (const key of ["section.plan", "section.scores", "column.demand", "control.level", "page.export", "legend.unsure"])
      assert.ok(!shown.includes(labels[key]), `${key} is still Chinese`);
    assert.doesNotMatch(shown, /\{[a-z_]+\}|\b(column|section|panel|page|legend|control|plan|scores)\.[a-z_]+\b/, "a word is missing");
    await page.waitForTimeout(400);
    await shot(page, "en-1440.png");
    await page.locator(".tools button").click();
    await until(page, "the page is Chinese", () => document.documentElement.lang === "zh-CN");
    await until(page, "the map is drawn again", () => document.querySelector(".map")?.dataset.ready === "yes");
  });

  await test("the image and the table can be kept", async () => {
    await fresh(page, run);
    const [image] = await Promise.all([page.waitForEvent("download"), page.locator(".checks button").first().click()]);
    const png = readFileSync(await image.path());
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    assert.ok(png.length > 30000, `an image of ${png.length} bytes`);
    if (shots) await image.saveAs(join(shots, "export.png"));
    const [table] = await Promise.all([page.waitForEvent("download"), page.locator(".ranking .head button").click()]);
    const lines = readFileSync(await table.path(), "utf8").trim().split("\r\n");
    assert.equal(lines.length, 1 + (await page.locator(".ranking tbody tr").count()) + 1);
  });

  await test("a recommended action is shown on the map", async () => {
    if (run.missing.includes("plan.json")) return;
    await fresh(page, run);
    const button = page.locator(".actions button").first();
    if ((await button.count()) > 0) {
      await button.click();
      await until(page, "its reasons are shown", () => document.querySelector(".maplibregl-popup .card") !== null);
      await page.waitForTimeout(400);
      await shot(page, "zh-1440-action.png");
    }
  });

  await test("nothing was asked of another host, and no error was logged", async () => {
    assert.deepEqual(outside, []);
    assert.deepEqual(errors, []);
    await context.close();
  });

  await test("a telephone shows the same in one column", async () => {
    const { page, context, outside, errors } = await opened("", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `the page is ${wide} wide`);
    await page.waitForTimeout(400);
    await shot(page, "zh-390.png");
    await shot(page, "zh-390-full.png", true);
    assert.deepEqual([...outside, ...errors], []);
    await context.close();
  });

  await test("axe finds nothing serious", async () => {
    for (const [hash, options] of [
      ["", {}],
      ["#lang=en", { viewport: { width: 390, height: 844 } }],
    ]) {
      const { page, context } = await opened(hash, { ...options, bypassCSP: true });
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core") });
      const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
      const serious = found.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
      assert.deepEqual(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" | ")}`), []);
      await context.close();
    }
  });

  await test("without a script the plain page comes", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForURL("**/plain");
    const areas = await api("areas");
    assert.equal(await page.locator("tbody tr").count(), areas.features.length + 1);
    await shot(page, "plain-1440.png", true);
    await context.close();
  });
} finally {
  await browser.close();
}
