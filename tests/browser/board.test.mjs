// The board in a real browser: both languages, desktop and phone.
//
// `BOARD_DIR` names a folder with `brief.json`, `board.en.html` and `board.zh-CN.html`, as the
// example `render_board` writes it. Screenshots go to `target/board/`.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { readings } from "./readings.mjs";
import { inspect } from "./inspect.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = resolve(process.env.BOARD_DIR ?? join(root, "target/board"));
const shots = join(root, "target/board");
const executablePath =
  process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

const brief = JSON.parse(readFileSync(join(folder, "brief.json"), "utf8"));
const languages = ["en", "zh-CN"];
const widths = { desktop: 1280, phone: 390 };

/** The value at a JSON pointer. */
function at(document, pointer) {
  const steps = pointer.split("/").slice(1);
  return steps.reduce((value, step) => value?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

let browser;
before(async () => {
  assert.ok(executablePath, "no Chromium found; set CHROMIUM to its path");
  mkdirSync(shots, { recursive: true });
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet] });
});
after(() => browser?.close());

/** The board in a page of its own, with every message of the console. */
async function open(language, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, javaScriptEnabled: true });
  const messages = [];
  const requests = [];
  page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => messages.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  const url = pathToFileURL(join(folder, `board.${language}.html`)).href;
  await page.goto(url);
  return { page, messages, requests: requests.filter((request) => request !== url && !request.startsWith("data:")) };
}

for (const language of languages) {
  for (const [name, width] of Object.entries(widths)) {
    describe(`${language}, ${name}`, () => {
      let board;
      before(async () => {
        board = await open(language, width);
      });
      after(() => board.page.close());

      test("the console is silent and nothing is fetched", () => {
        assert.deepEqual(board.messages, []);
        assert.deepEqual(board.requests, []);
      });

      test("nothing scrolls sideways, folded or unfolded", async () => {
        await board.page.screenshot({ path: join(shots, `${name}-${language}.png`), fullPage: true });
        for (const unfolded of [false, true]) {
          const seen = await board.page.evaluate((unfolded) => {
            for (const details of document.querySelectorAll("details")) details.open = unfolded;
            const wide = [...document.querySelectorAll("body *")].filter(
              (element) => element.getBoundingClientRect().right > innerWidth + 0.5,
            );
            return {
              scroll: document.scrollingElement.scrollWidth,
              inner: innerWidth,
              wide: wide.map((element) => element.outerHTML.slice(0, 120)),
            };
          }, unfolded);
          assert.ok(seen.scroll <= seen.inner, JSON.stringify(seen));
          assert.deepEqual(seen.wide, []);
        }
      });

      test("the language and the outline are declared", async () => {
        const page = await board.page.evaluate(() => ({
          lang: document.documentElement.lang,
          title: document.title,
          levels: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1])),
          unnamed: [...document.querySelectorAll("svg")].filter(
            (svg) => !svg.querySelector(":scope > title")?.textContent || !svg.querySelector(":scope > desc")?.textContent,
          ).length,
          tables: [...document.querySelectorAll("table")].every(
            (table) => table.tHead && table.querySelectorAll("tbody th[scope=row]").length === table.tBodies[0].rows.length,
          ),
        }));
        assert.equal(page.lang, language);
        assert.ok(page.title.length > 3);
        assert.equal(page.levels[0], 1);
        page.levels.forEach((level, index) => assert.ok(index === 0 || level <= page.levels[index - 1] + 1));
        assert.equal(page.unnamed, 0);
        assert.ok(page.tables);
      });

      test("every text contrasts with what is behind it", async () => {
        const { texts, weak } = await board.page.evaluate(inspect);
        assert.ok(texts > 100, `${texts} texts`);
        assert.deepEqual(weak, []);
      });

      test("every figure is the value of the brief at its pointer", async () => {
        const figures = await board.page.evaluate(() =>
          [...document.querySelectorAll("[data-path]")].map((element) => ({
            path: element.dataset.path,
            value: element.dataset.value,
            text: element.matches("circle") ? element.querySelector("title").textContent : element.textContent,
            dot: element.matches("circle"),
          })),
        );
        assert.ok(figures.length > 60, `${figures.length} figures`);
        for (const figure of figures) {
          const value = at(brief, figure.path);
          assert.deepEqual(JSON.parse(figure.value), value, figure.path);
          const exponent = figure.path.endsWith("/minor") ? digits(at(brief, figure.path.replace(/minor$/, "currency"))) : 0;
          const texts = readings(value, { exponent, language, today: brief.date, whole: figure.path.endsWith("/days_over") });
          const read = figure.dot ? texts.some((text) => figure.text.endsWith(text)) : texts.includes(figure.text.replace(/ ↑$/, ""));
          assert.ok(read, `${figure.path}: ${JSON.stringify(value)} is shown as “${figure.text}”, expected one of ${texts.join(" | ")}`);
        }
      });

      test("dots stand as high as their values", async () => {
        const charts = await board.page.evaluate(() =>
          [...document.querySelectorAll("svg.weeks")].map((svg) =>
            [...svg.querySelectorAll("circle")].map((dot) => [Number(dot.dataset.value), Number(dot.getAttribute("cy"))]),
          ),
        );
        // One scale for all regions: a higher value is never drawn lower, in whichever chart.
        const dots = charts.flat().sort((a, b) => a[0] - b[0]);
        dots.forEach(([, y], index) => assert.ok(index === 0 || y <= dots[index - 1][1] + 0.11));
      });

      test("the texts of the brief are on the page", async () => {
        const text = await board.page.evaluate(() => document.body.textContent);
        const names = [
          brief.pack.names[language],
          ...(brief.target?.regions ?? []).map(({ region }) => brief.texts?.[`region.${region}`]?.[language] ?? region),
          ...(brief.leads?.items ?? []).slice(0, 10).flatMap((lead) => [lead.label, lead.assignment?.rep_name]),
          ...(brief.customers?.items ?? []).slice(0, 10).map((customer) => customer.label),
          ...brief.health.lights.flatMap((light) => light.missing.map(({ table, column }) => `${table}.${column}`)),
          brief.pack.fingerprint,
          brief.input_hash,
        ];
        for (const name of names.filter((name) => name && name !== "(none)")) {
          assert.ok(text.includes(name), `“${name}” is not on the page`);
        }
        assert.equal(await board.page.locator(".decisions > li").count(), Math.min(brief.agenda.length, 3));
        assert.equal(await board.page.locator(".light").count(), brief.health.lights.length);
      });
    });
  }
}

test("on paper everything is unfolded, black on white", async () => {
  const { page } = await open("en", 1280);
  await page.emulateMedia({ media: "print" });
  const paper = await page.evaluate(() => ({
    background: getComputedStyle(document.documentElement).getPropertyValue("--paper").trim(),
    ink: getComputedStyle(document.body).color,
    folded: [...document.querySelectorAll("details > :not(summary)")].filter((inside) => inside.offsetHeight === 0).length,
    inside: document.querySelectorAll("details > :not(summary)").length,
  }));
  assert.equal(paper.background, "#fff");
  assert.equal(paper.ink, "rgb(0, 0, 0)");
  assert.ok(paper.inside > 0);
  assert.equal(paper.folded, 0);
  await page.close();
});

/** How many decimals a currency has, by the browser's own table. */
function digits(currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
}
