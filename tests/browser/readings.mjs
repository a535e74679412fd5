// Every way in which the board may write a value, made with the platform's own formatting: a second
// opinion beside the library's.

const minus = (text) => text.replace("-", "−");

/** Half away from zero, as amounts are rounded. */
function rounded(value, decimals) {
  return new Intl.NumberFormat("en", { maximumFractionDigits: decimals, roundingMode: "halfExpand" }).format(value);
}

function plain(value, decimals) {
  const text = rounded(value, decimals);
  return minus(text === "-0" ? "0" : text);
}

function compact(value, language) {
  const units = language === "en" ? [[1e9, "bn"], [1e6, "M"], [1e3, "k"]] : [[1e8, "亿"], [1e4, "万"]];
  return units.flatMap(([size, unit]) => [0, 1, 2].map((decimals) => `${plain(value / size, decimals)}${unit}`));
}

function dates(text, language, today) {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.valueOf())) return [];
  const part = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(day);
  const date = Number(part({ day: "numeric" }));
  const month = part({ month: "short" }).slice(0, 3);
  const year = part({ year: "numeric" });
  if (language === "en") {
    const week = part({ weekday: "short" });
    const short = `${week} ${date} ${month}`;
    return [`${date} ${month} ${year}`, short, `${short} ${year}`, ...(text === today ? ["today"] : [])];
  }
  const week = `周${"日一二三四五六"[day.getUTCDay()]}`;
  return [text.slice(0, 10), `${week} ${text.slice(5, 10)}`, `${week} ${text.slice(0, 10)}`, ...(text === today ? ["今天"] : [])];
}

function periods(text, language) {
  const [year, rest] = text.split("-");
  if (/^\d{4}-W\d\d$/.test(text)) {
    const week = Number(rest.slice(1));
    return language === "en" ? [text, `W${week}`] : [`${week} 周`, `${year} 年第 ${week} 周`];
  }
  if (!/^\d{4}-\d\d$/.test(text)) return [];
  const month = new Intl.DateTimeFormat("en", { timeZone: "UTC", month: "long" }).format(new Date(`${text}-01T00:00:00Z`));
  return language === "en" ? [`${month} ${year}`] : [`${year} 年 ${Number(rest)} 月`];
}

/** The texts that may stand for `value`; `exponent` turns minor units into major ones. */
export function readings(value, { exponent, language, today, whole }) {
  if (typeof value === "string") {
    const number = /^-?\d+(\.\d+)?$/.test(value) ? [minus(value.replace(/\B(?=(\d{3})+(?!\d))/g, ","))] : [];
    return [value, ...number, ...periods(value, language), ...(/^\d{4}-\d\d-\d\d/.test(value) ? dates(value, language, today) : [])];
  }
  if (typeof value !== "number") return [String(value)];
  // Days that are over: one that has begun is not counted.
  if (whole) return [plain(Math.floor(value), 0)];
  const major = value / 10 ** exponent;
  const numbers = [0, 1, 2].map((decimals) => plain(major, decimals));
  const exact = minus(new Intl.NumberFormat("en", { minimumFractionDigits: exponent }).format(major));
  const shares = exponent === 0 ? [0, 1].map((decimals) => `${plain(value * 100, decimals)}%`) : [];
  const all = [...numbers, exact, ...shares, ...(exponent > 0 || Math.abs(value) >= 1000 ? compact(major, language) : [])];
  return major > 0 ? [...all, ...all.map((text) => `+${text}`)] : all;
}
