//! Renders a brief as Markdown and as the HTML board, in both languages.
//!
//! `cargo run -p leadstone --features view --example render_board -- brief.json FOLDER` writes
//! `brief.json`, `brief.{en,zh-CN}.md` and `board.{en,zh-CN}.html` into `FOLDER`.
#![expect(clippy::disallowed_methods, reason = "a program reads its arguments and files; only the library is pure")]

use std::error::Error;
use std::path::Path;

use leadstone::Locale;
use leadstone::view::{render_html, render_markdown};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(source), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: render_board brief.json FOLDER".into());
    };
    let text = std::fs::read_to_string(source)?;
    let brief = serde_json::from_str(&text)?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("brief.json"), &text)?;
    for locale in Locale::ALL {
        std::fs::write(folder.join(format!("brief.{}.md", locale.tag())), render_markdown(&brief, locale)?)?;
        std::fs::write(folder.join(format!("board.{}.html", locale.tag())), render_html(&brief, locale)?)?;
    }
    Ok(())
}
