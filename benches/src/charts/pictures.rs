//! Pictures of charts and journeys for the parsers that draw them.

use std::error::Error;
use std::fs;
use std::path::Path;

use leadstone::engine::{Definition, Pack};
use leadstone::journey::JourneyModel;
use leadstone::journey::chart::ChartModel;
use leadstone::kernel::calendar::CalendarModel;
use serde_json::{Value, json};

use super::histories::{Dice, chart};
use super::{corpus, journeys};

/// Writes `pictures.json`: each picture with its kind and what it is of. Each is drawn twice, and has to
/// be the same text.
///
/// # Errors
/// When a picture cannot be drawn, or is not the same again, or the folder cannot be written.
pub fn write(folder: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
    let mut charts: Vec<(String, Value)> = corpus::definitions(data);
    charts.extend((1..=200).map(|seed| (format!("random chart {seed}"), chart(&mut Dice(seed)))));
    charts.extend([("flat".to_owned(), journeys::flat()), ("parallel".to_owned(), journeys::parallel())]);
    charts.push(("names of every kind".to_owned(), odd()));
    let mut pictures = Vec::new();
    for (about, definition) in charts {
        let Ok(model) = ChartModel::from_value(definition.clone()) else { continue };
        let begun = model.start_value(json!({"at": "2026-03-02T09:00:00Z"}));
        let current = begun.map(|begun| begun.state.configuration).unwrap_or_default();
        let first = definition["states"][0]["transitions"][0]["id"].as_str();
        let counts: serde_json::Map<String, Value> = first.map(|id| (id.to_owned(), json!(12))).into_iter().collect();
        for options in [json!({}), json!({"current": current, "counts": counts, "locale": "zh-CN"})] {
            let draw = || -> Result<_, leadstone::Error> {
                Ok((model.mermaid_value(options.clone())?, model.dot_value(options.clone())?))
            };
            let drawn = draw()?;
            if drawn != draw()? {
                return Err(format!("{about} is drawn in two ways").into());
            }
            pictures.push(json!({"about": about, "kind": "mermaid", "text": drawn.0}));
            pictures.push(json!({"about": about, "kind": "dot", "text": drawn.1}));
        }
    }
    for pack in ["car-dealer", "b2b-pipeline"] {
        for model in shipped(pack)? {
            let about = model.definition().id.to_string();
            for options in [json!({}), json!({"locale": "zh-CN"})] {
                pictures.push(json!({"about": about, "kind": "mermaid", "text": model.mermaid_value(options)?}));
            }
        }
    }
    fs::write(folder.join("pictures.json"), serde_json::to_string(&pictures)?)?;
    eprintln!("{} pictures written", pictures.len());
    Ok(())
}

fn shipped(pack: &str) -> Result<Vec<JourneyModel>, leadstone::Error> {
    let definitions = Pack::shipped(pack)?.definition().definitions.clone();
    let calendars = definitions.iter().filter_map(|definition| match definition {
        Definition::Calendar(calendar) => Some(CalendarModel::compile(calendar.clone())),
        _ => None,
    });
    let calendars: Vec<CalendarModel> = calendars.collect::<Result<_, _>>()?;
    let journeys = definitions.into_iter().filter_map(|definition| match definition {
        Definition::Journey(journey) => Some(JourneyModel::compile(journey, &calendars)),
        _ => None,
    });
    journeys.collect()
}

/// Names that a picture has to write with care.
fn odd() -> Value {
    let texts = [
        "a \"quoted\" name",
        "semi; colon: #35; <b>&amp;",
        "第一 步",
        "{braces} [brackets] %% --> x",
        "back\\slash\nline",
        "end",
        "state",
    ];
    let states: Vec<Value> = (texts.iter().enumerate())
        .map(|(at, text)| {
            let next = format!("s-{}", (at + 1) % texts.len());
            json!({"id": format!("s-{at}"), "names": {"en": text, "zh": text}, "transitions": [
                {"id": format!("t-{at}"), "names": {"en": text, "zh": text}, "events": ["go"], "to": [next]}]})
        })
        .collect();
    json!({"kind": "journey.chart", "schema_version": 1, "id": "odd", "entity": "deal", "states": states})
}
