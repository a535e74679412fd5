//! The main job: one pack, one folder of CSV files (or the embedded sample), the morning brief.
//!
//! ```sh
//! cargo run -p leadstone --features view --example morning_brief
//! cargo run -p leadstone --features view --example morning_brief -- \
//!     --pack b2b-pipeline --data path/to/maven_crm --as-of 2017-09-18 --locale zh-CN --out brief
//! ```
//!
//! Prints the brief as Markdown, and writes the boards and the brief's JSON into the folder `--out`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an example is a program: it reads, writes and prints"
)]

use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use leadstone::engine::{BriefOptions, Engine, Pack};
use leadstone::facts::Tables;
use leadstone::{Locale, canonical_json, decode, view};

const USAGE: &str = "the morning brief of a pack, printed, and as boards and JSON in a folder

  --pack ID|FILE   a shipped pack (car-dealer, b2b-pipeline) or a pack file; default car-dealer
  --data FOLDER    CSV files, one per table; default the sample of the pack
  --as-of DATE     the day up to whose end facts count; default, without --data, that of the sample
  --locale TAG     en or zh-CN, of what is printed; default en
  --out FOLDER     where boards and JSON go; default target/demo";

struct Arguments {
    pack: String,
    data: Option<PathBuf>,
    as_of: Option<String>,
    locale: Locale,
    out: PathBuf,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // An error of the engine shows itself with a line for each violation.
            match error.downcast_ref::<leadstone::Error>() {
                Some(error) => eprintln!("error: {error:?}"),
                None => eprintln!("error: {error}"),
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse()?;
    let pack = pack(&arguments.pack)?;
    let tables = match &arguments.data {
        Some(folder) => read_folder(folder)?,
        None if pack.definition().sample.is_none() => {
            return Err("this pack has no sample: name a folder of CSV files with --data".into());
        }
        None => pack.sample()?,
    };
    let as_of = match (&arguments.as_of, &pack.definition().sample) {
        (Some(as_of), _) => as_of.clone(),
        (None, Some(sample)) if arguments.data.is_none() => sample.as_of.to_string(),
        (None, _) => return Err("name the day of the data with --as-of YYYY-MM-DD".into()),
    };
    let started = Instant::now();
    let engine = Engine::compile(pack)?;
    let report = engine.brief(&tables, &BriefOptions::at(&as_of)?)?;
    let json = canonical_json(&report)?;
    let brief = decode::parse(&json).map_err(leadstone::Error::input)?;
    let took = started.elapsed();

    println!("{}", view::render_markdown(&brief, arguments.locale)?);
    fs::create_dir_all(&arguments.out)?;
    fs::write(arguments.out.join("brief.json"), &json)?;
    for locale in Locale::ALL {
        let board = arguments.out.join(format!("board.{}.html", locale.tag()));
        fs::write(&board, view::render_html(&brief, locale)?)?;
        println!("board: {}", board.display());
    }
    println!(
        "brief: {} (sha-256 {})",
        arguments.out.join("brief.json").display(),
        leadstone::Fingerprint::of_text(&json)
    );
    println!("computed in {} ms", took.as_millis());
    Ok(())
}

/// A shipped pack by its id, or a pack file by its path.
fn pack(name: &str) -> Result<Pack, Box<dyn Error>> {
    let path = Path::new(name);
    let is_path = path.is_file() || path.components().count() > 1 || path.extension().is_some_and(|e| e == "json");
    if is_path { Ok(Pack::from_json(&read(path)?)?) } else { Ok(Pack::shipped(name)?) }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => format!("{} is not UTF-8: save it as UTF-8 first", path.display()),
        _ => format!("{}: {error}", path.display()),
    })
}

/// Every CSV file of a folder as a table named after it; all columns stay text, the pack's mapping reads them.
fn read_folder(folder: &Path) -> Result<Tables, Box<dyn Error>> {
    let (mut tables, mut found) = (Tables::new(), 0);
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if let (Some("csv"), Some(name)) =
            (path.extension().and_then(|e| e.to_str()), path.file_stem().and_then(|s| s.to_str()))
        {
            tables = tables.with_csv(name, &read(&path)?)?;
            found += 1;
        }
    }
    if found == 0 { Err(format!("{} holds no CSV file", folder.display()).into()) } else { Ok(tables) }
}

impl Arguments {
    fn parse() -> Result<Self, Box<dyn Error>> {
        let mut parsed =
            Self { pack: "car-dealer".into(), data: None, as_of: None, locale: Locale::En, out: "target/demo".into() };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            if word == "--help" || word == "-h" {
                println!("{USAGE}");
                std::process::exit(0);
            }
            if !["--pack", "--data", "--as-of", "--locale", "--out"].contains(&word.as_str()) {
                return Err(format!("unknown option {word}\n\n{USAGE}").into());
            }
            let value = words.next().filter(|value| !value.starts_with("--"));
            let value = value.ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--pack" => parsed.pack = value,
                "--data" => parsed.data = Some(value.into()),
                "--as-of" => parsed.as_of = Some(value),
                "--locale" => {
                    let known = Locale::ALL.map(Locale::tag).join(", ");
                    parsed.locale =
                        Locale::from_tag(&value).ok_or_else(|| format!("no language {value}; there are {known}"))?;
                }
                _ => parsed.out = value.into(),
            }
        }
        Ok(parsed)
    }
}
