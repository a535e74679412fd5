//! The leads as Arrow columns, as a data frame would hand them over.

use std::error::Error;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, ListBuilder, StringBuilder,
    StringDictionaryBuilder, StructBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, TimeUnit};

use super::leads::{EVENTS, Lead, REGIONS, SEGMENTS, SOURCES, TAGS, company, domain};

type Words = StringDictionaryBuilder<Int8Type>;

/// One batch of those leads: words of a small list as dictionaries, names as plain text.
pub fn batch(leads: &[Lead]) -> Result<RecordBatch, Box<dyn Error>> {
    let integers = |of: fn(&Lead) -> Option<i64>| -> ArrayRef {
        let mut out = Int64Builder::with_capacity(leads.len());
        leads.iter().for_each(|lead| out.append_option(of(lead)));
        Arc::new(out.finish())
    };
    let truths = |of: fn(&Lead) -> Option<bool>| -> ArrayRef {
        let mut out = BooleanBuilder::with_capacity(leads.len());
        leads.iter().for_each(|lead| out.append_option(of(lead)));
        Arc::new(out.finish())
    };
    let decimals = |scale: i8, of: fn(&Lead) -> Option<i64>| -> Result<ArrayRef, Box<dyn Error>> {
        let mut out = Decimal128Builder::with_capacity(leads.len()).with_precision_and_scale(18, scale)?;
        leads.iter().for_each(|lead| out.append_option(of(lead).map(i128::from)));
        Ok(Arc::new(out.finish()))
    };
    let days = |of: fn(&Lead) -> Option<i64>| -> Result<ArrayRef, Box<dyn Error>> {
        let mut out = Date32Builder::with_capacity(leads.len());
        for lead in leads {
            out.append_option(of(lead).map(i32::try_from).transpose()?);
        }
        Ok(Arc::new(out.finish()))
    };
    let words = |list: &[&str], of: fn(&Lead) -> Option<&'static str>| -> ArrayRef {
        let values = list.iter().copied().map(Some).collect();
        let mut out = Words::new_with_dictionary(leads.len(), &values).unwrap_or_default();
        leads.iter().for_each(|lead| out.append_option(of(lead)));
        Arc::new(out.finish())
    };
    let names: Vec<String> = (0..4_000).map(company).collect();
    let mut companies = StringBuilder::with_capacity(leads.len(), leads.len() * 20);
    leads.iter().for_each(|lead| companies.append_value(&names[lead.company]));
    let domains: Vec<String> = (0..60).map(domain).collect();
    let mut mail = Words::new();
    leads.iter().for_each(|lead| mail.append_option(lead.email_domain.map(|number| domains[number].as_str())));
    let mut updated = TimestampMicrosecondBuilder::with_capacity(leads.len()).with_timezone("UTC");
    leads.iter().for_each(|lead| updated.append_value(lead.updated_at * 1_000_000));
    let mut tags = ListBuilder::new(StringBuilder::new());
    for lead in leads {
        lead.tags.iter().for_each(|tag| tags.values().append_value(TAGS[*tag]));
        tags.append(true);
    }
    Ok(RecordBatch::try_from_iter([
        ("score", integers(|lead| Some(lead.score))),
        ("employees", integers(|lead| lead.employees)),
        ("visits", integers(|lead| Some(lead.visits))),
        ("budget", decimals(2, |lead| lead.budget)?),
        ("discount", decimals(1, |lead| Some(lead.discount))?),
        ("segment", words(&SEGMENTS, |lead| lead.segment)),
        ("source", words(&SOURCES, |lead| Some(lead.source))),
        ("region", words(&REGIONS, |lead| Some(lead.region))),
        ("company", Arc::new(companies.finish()) as ArrayRef),
        ("email_domain", Arc::new(mail.finish())),
        ("budget_known", truths(|lead| Some(lead.budget_known))),
        ("test_drive", truths(|lead| Some(lead.test_drive))),
        ("consent", truths(|lead| lead.consent)),
        ("created_on", days(|lead| Some(lead.created_on))?),
        ("last_contact", days(|lead| lead.last_contact)?),
        ("updated_at", Arc::new(updated.finish())),
        ("tags", Arc::new(tags.finish())),
        ("history", history(leads)?),
    ])?)
}

fn history(leads: &[Lead]) -> Result<ArrayRef, Box<dyn Error>> {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let word = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let fields = Fields::from(vec![Field::new("type", word, false), Field::new("at", time, false)]);
    let values = EVENTS.iter().copied().map(Some).collect();
    let total = leads.iter().map(|lead| lead.history.len()).sum();
    let kinds = Words::new_with_dictionary(total, &values)?;
    let times = TimestampMicrosecondBuilder::with_capacity(total).with_timezone("UTC");
    let rows = StructBuilder::new(fields, vec![Box::new(kinds), Box::new(times)]);
    let mut out = ListBuilder::new(rows);
    for lead in leads {
        for event in &lead.history {
            let row = out.values();
            let kinds = row.field_builder::<Words>(0).ok_or("no builder of types")?;
            kinds.append_value(EVENTS[event.kind]);
            let times = row.field_builder::<TimestampMicrosecondBuilder>(1).ok_or("no builder of times")?;
            times.append_value(event.at * 1_000_000);
            row.append(true);
        }
        out.append(true);
    }
    Ok(Arc::new(out.finish()))
}

/// A batch as an Arrow IPC stream.
pub fn stream(batch: &RecordBatch) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema())?;
    writer.write(batch)?;
    Ok(writer.into_inner()?)
}
