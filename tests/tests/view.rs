//! The brief as Markdown and as the board: what is shown is what the JSON says, whatever it says.
#![cfg(feature = "view")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use leadstone::engine::{BriefOptions, Engine, Pack};
use leadstone::view::{render_html, render_markdown};
use leadstone::{ErrorCode, Locale, ReasonCode, canonical_json};
use serde_json::{Value, json};

fn sample() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/brief_sample.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The brief that the engine makes of a pack's own sample.
fn real() -> Value {
    let pack = Pack::shipped("car-dealer").unwrap();
    let tables = pack.sample().unwrap();
    let as_of = pack.definition().sample.as_ref().unwrap().as_of.to_string();
    let report = Engine::compile(pack).unwrap().brief(&tables, &BriefOptions::at(&as_of).unwrap()).unwrap();
    serde_json::from_str(&canonical_json(&report).unwrap()).unwrap()
}

/// The sample with that many regions and only `weeks` weeks each.
fn with_regions(count: usize, weeks: usize) -> Value {
    let mut brief = sample();
    let regions = brief["target"]["regions"].as_array().unwrap().clone();
    let many = (0..count).map(|at| {
        let mut region = regions[at % regions.len()].clone();
        region["region"] = json!(format!("Region {at} of the north and south coasts"));
        region["weeks"].as_array_mut().unwrap().truncate(weeks);
        region
    });
    brief["target"]["regions"] = many.collect();
    brief
}

/// Both renderings in both languages.
fn all(brief: &Value) -> Vec<(Locale, String, String)> {
    Locale::ALL
        .into_iter()
        .map(|locale| (locale, render_html(brief, locale).unwrap(), render_markdown(brief, locale).unwrap()))
        .collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// The values of an attribute, in the order of the document.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).map(|rest| unescaped(rest.split_once('"').unwrap().0)).collect()
}

/// What a reader sees: no tags, no styles.
fn visible(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| unescaped(text)).collect()
}

#[test]
fn every_figure_is_the_value_at_its_pointer() {
    for brief in [sample(), with_regions(1, 3), with_regions(12, 28)] {
        for (locale, html, _) in all(&brief) {
            let (paths, values) = (attributes(&html, "data-path"), attributes(&html, "data-value"));
            assert_eq!(paths.len(), values.len());
            assert!(paths.len() > 60, "{} figures in {}", paths.len(), locale.tag());
            for (path, value) in paths.iter().zip(&values) {
                let shown: Value = serde_json::from_str(value).unwrap();
                assert_eq!(brief.pointer(path), Some(&shown), "{path} in {}", locale.tag());
            }
        }
    }
}

/// The keys of every object, by the path of keys that leads to it.
fn shapes(value: &Value, path: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    // Maps by name, whose keys are data.
    const MAPS: &[&str] = &["params", "texts", "errors_by_code", "lookup_misses", "state", "names"];
    match value {
        Value::Object(members) => {
            found.entry(path.to_owned()).or_default().extend(members.keys().cloned());
            for (key, member) in members.iter().filter(|(key, _)| !MAPS.contains(&key.as_str())) {
                shapes(member, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| shapes(item, &format!("{path}/*"), found)),
        _ => {}
    }
}

#[test]
fn the_sample_has_the_shape_of_a_real_brief() {
    let (mut invented, mut made) = (BTreeMap::new(), BTreeMap::new());
    shapes(&sample(), "", &mut invented);
    shapes(&real(), "", &mut made);
    let both: Vec<&String> = invented.keys().filter(|path| made.contains_key(*path)).collect();
    assert!(both.len() > 25, "{both:?}");
    for path in both {
        assert_eq!(invented[path], made[path], "{path}");
    }
}

#[test]
fn a_real_brief_is_shown_in_words() {
    let brief = real();
    for (locale, html, markdown) in all(&brief) {
        for (path, value) in attributes(&html, "data-path").iter().zip(&attributes(&html, "data-value")) {
            let shown: Value = serde_json::from_str(value).unwrap();
            assert_eq!(brief.pointer(path), Some(&shown), "{path} in {}", locale.tag());
        }
        for text in [visible(&html), markdown] {
            for code in ReasonCode::ALL.iter().map(|code| code.as_str()) {
                assert!(!text.contains(code), "{code} in {}", locale.tag());
            }
        }
        assert!(html.len() < 300 * 1024, "{} bytes", html.len());
    }
}

#[test]
fn ten_regions_fit_in_300_kib() {
    for (locale, html, _) in all(&with_regions(10, 28)) {
        assert!(html.len() < 300 * 1024, "{} bytes in {}", html.len(), locale.tag());
    }
}

#[test]
fn the_board_is_one_file_without_script_or_network() {
    for (_, html, _) in all(&sample()) {
        for refused in ["<script", "http://", "https://", "url(", "@import", "<img", "<iframe", "javascript:"] {
            assert!(!html.contains(refused), "{refused}");
        }
        assert!(html.contains("default-src 'none'"));
    }
}

#[test]
fn every_drawing_has_a_title_and_a_description_and_every_heading_its_level() {
    for (_, html, _) in all(&sample()) {
        for drawing in html.split("<svg ").skip(1) {
            let inside = drawing.split_once('>').unwrap().1;
            assert!(inside.starts_with("<title>"), "{inside}");
            let title = inside.split_once("</title><desc>").unwrap();
            assert!(title.0.len() > "<title>".len() && !title.1.starts_with("</desc>"), "{inside}");
        }
        let levels: Vec<u8> =
            html.split("<h").skip(1).filter_map(|rest| rest.bytes().next()).filter(u8::is_ascii_digit).collect();
        assert_eq!(levels.first(), Some(&b'1'));
        assert_eq!(levels.iter().filter(|level| **level == b'1').count(), 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
}

/// Texts that try to leave their place.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></svg><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "{{ style }}{% raw %}",
    "a | b\n\n# c ` * _ [x](javascript:alert(1))",
    "\u{202E}gpj.exe\u{2066}\u{0000}",
    "مؤسسة النور | שלום",
    "&lt;script&gt;",
];

/// Every text of the host in the brief, by pointer: what is no code, date or currency.
fn host_texts(value: &Value, path: &str, found: &mut Vec<String>) {
    const CODES: &[&str] =
        &["kind", "currency", "code", "type", "status", "week", "month", "date", "as_of", "basis", "unit", "due"];
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if !CODES.contains(&key.as_str()) {
                    host_texts(member, &format!("{path}/{key}"), found);
                }
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| host_texts(item, &format!("{path}/{at}"), found));
        }
        Value::String(_) => found.push(path.to_owned()),
        _ => {}
    }
}

#[test]
fn hostile_texts_are_inert_wherever_they_stand() {
    let brief = sample();
    let mut places = Vec::new();
    host_texts(&brief, "", &mut places);
    assert!(places.len() > 50, "{places:?}");
    let tags = |html: &str| -> Vec<String> {
        let names = html.split('<').skip(1).map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '/' && c != '!')
                .next()
                .unwrap_or_default()
                .to_owned()
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    };
    for (locale, calm, _) in all(&brief) {
        let known = tags(&calm);
        for hostile in HOSTILE {
            let mut brief = brief.clone();
            for place in &places {
                *brief.pointer_mut(place).unwrap() = json!(hostile);
            }
            let html = render_html(&brief, locale).unwrap();
            assert!(tags(&html).iter().all(|tag| known.contains(tag)), "{hostile:?}: {:?}", tags(&html));
            assert!(!html.contains(" onerror=alert(1)>") && !html.contains("' onmouseover='"), "{hostile:?}");
            let turning = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\0');
            assert!(!visible(&html).contains(turning), "{hostile:?}");
            let markdown = render_markdown(&brief, locale).unwrap();
            assert!(!markdown.contains('<') && !markdown.contains(turning), "{hostile:?}");
            assert!(!markdown.contains("[x]("), "{hostile:?}");
            // A name cannot begin a heading, or a cell of its own.
            assert_eq!(markdown.lines().filter(|line| line.starts_with("# ")).count(), 1, "{hostile:?}");
            for table in markdown.split("\n\n").filter(|block| block.starts_with('|')) {
                let cells = |line: &str| line.replace("\\|", "").matches('|').count();
                let widths: BTreeSet<usize> = table.lines().map(cells).collect();
                assert_eq!(widths.len(), 1, "{table}");
            }
        }
    }
}

/// Briefs at the edge of what a morning can look like.
fn edges() -> BTreeMap<&'static str, Value> {
    let mut edges = BTreeMap::new();
    edges.insert("nothing at all", json!({"kind": "engine.brief", "schema_version": 1}));
    edges.insert("one region", with_regions(1, 28));
    edges.insert("twelve regions", with_regions(12, 28));
    edges.insert("no region", with_regions(0, 0));
    edges.insert("no week", with_regions(3, 0));
    edges.insert("one week", with_regions(3, 1));
    let mut change = |name, change: &dyn Fn(&mut Value)| {
        let mut brief = sample();
        change(&mut brief);
        edges.insert(name, brief);
    };
    change("no decision", &|brief| brief["agenda"] = json!([]));
    change("no leads", &|brief| brief["leads"] = json!({"open": 0, "qualified": 0, "items": []}));
    change("no customers", &|brief| brief["customers"] = json!({"checked": 0, "broken": 0, "overdue": 0, "items": []}));
    change("long names", &|brief| {
        let long = "Sehr-lange-Gesellschaft-ohne-Trennstelle".repeat(5);
        brief["target"]["regions"][0]["region"] = json!(long);
        brief["leads"]["items"][0]["label"] = json!(long);
        brief["leads"]["items"][0]["assignment"]["rep_name"] = json!(long);
        brief["customers"]["items"][0]["label"] = json!(long);
        brief["agenda"][0]["owner_role"] = json!(long);
    });
    change("no target", &|brief| {
        for region in brief["target"]["regions"].as_array_mut().unwrap() {
            for key in ["target", "attainment", "pace", "gap", "projection"] {
                region[key] = Value::Null;
            }
            region["basis"] = json!("none");
        }
    });
    change("only a date", &|brief| {
        for section in ["target", "leads", "customers"] {
            brief[section] = Value::Null;
        }
    });
    change("no region name", &|brief| brief["target"]["regions"][0]["region"] = Value::Null);
    change("negative amounts", &|brief| {
        for region in brief["target"]["regions"].as_array_mut().unwrap() {
            region["actual"]["minor"] = json!(-123_456);
            for week in region["weeks"].as_array_mut().unwrap() {
                week["amount"]["minor"] = json!(-98_765);
            }
        }
    });
    change("no orders", &|brief| {
        for region in brief["target"]["regions"].as_array_mut().unwrap() {
            region["actual"]["minor"] = json!(0);
            for week in region["weeks"].as_array_mut().unwrap() {
                for key in ["amount", "baseline_amount", "low", "high"] {
                    week[key]["minor"] = json!(0);
                }
            }
        }
    });
    change("nothing can be judged", &|brief| {
        for light in brief["health"]["lights"].as_array_mut().unwrap() {
            light["status"] = json!("not_enough_data");
            light["value"] = Value::Null;
            light["interval"] = Value::Null;
        }
    });
    edges
}

#[test]
fn the_edges_render_without_a_hole() {
    for (name, brief) in edges() {
        for (locale, html, markdown) in all(&brief) {
            for text in [visible(&html), markdown] {
                for hole in ["NaN", "inf", "undefined", "null", "None", "{", "}"] {
                    assert!(!text.contains(hole), "{name}, {}: {hole}", locale.tag());
                }
            }
            assert!(!html.contains("NaN") && !html.contains("\"-inf"), "{name}");
        }
    }
}

#[test]
fn a_part_of_the_wrong_kind_is_not_shown_and_breaks_nothing() {
    fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
        found.push(path.to_owned());
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(key, member)| leaves(member, &format!("{path}/{key}"), found));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| leaves(item, &format!("{path}/{at}"), found));
            }
            _ => {}
        }
    }
    let mut brief = with_regions(2, 2);
    for list in ["/leads/items", "/customers/items", "/accounting", "/agenda"] {
        brief.pointer_mut(list).unwrap().as_array_mut().unwrap().truncate(2);
    }
    brief["texts"] = json!({"region.East": {"en": "East", "zh-CN": "东区"}});
    let mut places = Vec::new();
    leaves(&brief, "", &mut places);
    // Every fifth place meets each kind of field, and the test stays short.
    for (at, place) in places
        .iter()
        .step_by(5)
        .enumerate()
        .filter(|(_, place)| !matches!(place.as_str(), "" | "/kind" | "/schema_version"))
    {
        let other = [Value::Null, json!("x"), json!(1e300), json!(-3), json!([[]]), json!({"a": {}})];
        let mut brief = brief.clone();
        *brief.pointer_mut(place).unwrap() = other[at % other.len()].clone();
        let locale = Locale::ALL[at % 2];
        let rendered = if at % 4 < 2 { render_html(&brief, locale) } else { render_markdown(&brief, locale) };
        assert!(rendered.is_ok(), "{place}");
    }
}

#[test]
fn what_is_no_brief_is_refused() {
    for (document, code, pointer) in [
        (json!({"kind": "pack"}), ErrorCode::DefinitionWrongKind, "/kind"),
        (json!([]), ErrorCode::DecodeWrongKind, ""),
        (
            json!({"kind": "engine.brief", "schema_version": 2}),
            ErrorCode::DefinitionUnsupportedVersion,
            "/schema_version",
        ),
    ] {
        let error = render_html(&document, Locale::En).unwrap_err();
        assert_eq!((error.code(), error.pointer().as_str()), (code, pointer));
    }
}

/// A red light whose median half have not reached yet says what the median exceeds.
#[test]
fn a_median_that_is_not_reached_shows_what_it_exceeds() {
    let mut brief = sample();
    let lights = brief["health"]["lights"].as_array_mut().unwrap();
    let light = lights.iter_mut().find(|light| light["metric"] == "mql_to_sql_days").unwrap();
    light["value"] = Value::Null;
    light["over"] = json!(10);
    for (locale, html, markdown) in all(&brief) {
        let expected = if locale == Locale::En { "more than 10" } else { "超过 10" };
        for text in [visible(&html), markdown] {
            assert!(text.contains(expected), "{}", locale.tag());
        }
    }
}

#[test]
fn markdown_names_amounts_in_full() {
    // From the sample by hand: 24,080,025 minor units of a currency with two decimals.
    let markdown = render_markdown(&sample(), Locale::En).unwrap();
    assert!(markdown.contains("| USD 240,800.25 | USD 362,000 |"), "{markdown}");
    let board = render_html(&sample(), Locale::En).unwrap();
    assert!(board.contains(r#"data-value="24080025" title="USD 240,800.25">240,800</data>"#));
}

#[test]
fn tables_of_markdown_are_tables() {
    for (name, brief) in edges() {
        for (locale, _, markdown) in all(&brief) {
            let lines: Vec<&str> = markdown.lines().collect();
            for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("|---")) {
                let cells = |line: &str| line.replace("\\|", "").matches('|').count();
                let (head, first) = (lines[at - 1], lines.get(at + 1).copied().unwrap_or_default());
                assert_eq!(cells(head), cells(line), "{name}, {}: {head}", locale.tag());
                assert_eq!(cells(first), cells(line), "{name}, {}: no row after {head}", locale.tag());
            }
        }
    }
}

fn view_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/view")
}

fn catalogue(locale: Locale) -> BTreeMap<String, String> {
    let path = view_folder().join(format!("texts/{}.json", locale.tag()));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn sources(folder: &Path, out: &mut String) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension != "json") {
            out.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn the_catalogues_have_the_same_keys_and_use_all_of_them() {
    let (english, chinese) = (catalogue(Locale::En), catalogue(Locale::ZhCn));
    assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
    let mut source = String::new();
    sources(&view_folder(), &mut source);
    // Keys of a family are made from a code: `status_red` by `named("status", ..)`.
    let family = |key: &str| {
        key.match_indices('_').any(|(at, _)| {
            let family = &key[..at];
            ["named", "known", "called"]
                .map(|call| format!("{call}(\"{family}\""))
                .iter()
                .any(|call| source.contains(call.as_str()))
        })
    };
    for key in english.keys() {
        let used = source.contains(&format!("t.{key} "))
            || source.contains(&format!("t.{key})"))
            || source.contains(&format!("\"{key}\""));
        assert!(used || family(key), "`{key}` is used nowhere");
    }
    for (key, text) in &english {
        let names = |text: &str| -> BTreeSet<String> {
            let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            inside.map(|(inside, _)| inside.split_once('|').map_or(inside, |(name, _)| name).to_owned()).collect()
        };
        assert_eq!(names(text), names(&chinese[key]), "{key}");
    }
}

#[test]
fn chinese_reads_as_chinese() {
    let chinese = catalogue(Locale::ZhCn);
    // Words that are written the same in both languages.
    let same = ["sample", "key_baseline_before", "axis_points"];
    for (key, text) in &chinese {
        assert!(same.contains(&key.as_str()) || !text.is_ascii(), "`{key}` is not translated: {text}");
    }
    let html = render_html(&sample(), Locale::ZhCn).unwrap();
    assert!(html.contains("<html lang=\"zh-CN\">"));
    for key in ["decide", "weeks_heading", "health", "leads", "customers", "rows"] {
        assert!(visible(&html).contains(&chinese[key]), "{key}");
        let english = &catalogue(Locale::En)[key];
        assert!(!visible(&html).contains(english.as_str()), "{english}");
    }
}
