//! Event lists: what happened to a record, in the order of time.

use std::ops::Range;
use std::sync::Arc;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::record::{unknown_field, unknown_value};
use super::{Field, Id, Instant, JsonPointer, Record, Scalar, ScalarRef, decode, limits};
use crate::error::{ErrorCode, Violation};

/// The events of one record or of many, column by column; those of one record stand side by side,
/// oldest first.
///
/// ```
/// use leadstone::{EventColumns, Field, Instant, JsonPointer, decode};
/// let text = r#"{"name": "history", "type": "events", "event_types": ["call", "visit"],
///     "attributes": [{"name": "minutes", "type": "integer"}]}"#;
/// let field: Field = decode::decode(decode::parse(text).unwrap()).unwrap();
/// let events = serde_json::json!([
///     {"type": "visit", "at": "2026-03-04T09:00:00Z"},
///     {"type": "call", "at": "2026-03-02T09:00:00Z", "minutes": 12}]);
/// let list = EventColumns::from_value(&field, events, &JsonPointer::root()).unwrap();
/// let events = list.all();
/// assert_eq!((events.len(), events.kinds()[0]), (2, 0)); // the call was first
/// let as_of: Instant = "2026-03-04T08:59:59Z".parse().unwrap();
/// assert_eq!(events.until(as_of).len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct EventColumns {
    shape: Arc<EventShape>,
    at: Vec<i64>,
    kinds: Vec<u32>,
    /// One column per declared attribute.
    attributes: Vec<Vec<Option<Scalar>>>,
}

/// The names that the codes and slots of events stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct EventShape {
    types: Vec<Id>,
    attributes: Vec<Id>,
}

/// The events of one record: a run of [`EventColumns`], borrowed.
#[derive(Debug, Clone, Copy)]
pub struct EventsRef<'a> {
    columns: &'a EventColumns,
    start: usize,
    end: usize,
}

/// One event on its way into the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The place of its type among the declared ones.
    pub kind: u32,
    /// When it happened.
    pub at: Instant,
    /// One value per declared attribute.
    pub attributes: Vec<Option<Scalar>>,
}

impl EventColumns {
    /// No events yet of a field of type `events`.
    pub fn new(field: &Field) -> Self {
        let attributes = field.attributes.iter().map(|attribute| attribute.name.clone()).collect();
        Self {
            shape: Arc::new(EventShape { types: field.event_types.clone(), attributes }),
            at: Vec::new(),
            kinds: Vec::new(),
            attributes: vec![Vec::new(); field.attributes.len()],
        }
    }

    /// The events of one record, in JSON an array of `{type, at, and attributes}`, at `at`; order is free.
    ///
    /// # Errors
    /// `decode.*`, `record.too_many_events`, `record.unknown_value` for a type that is not declared,
    /// `record.unknown_field`, `record.wrong_type`, `time.not_an_instant`, all at once.
    pub fn from_value(field: &Field, value: Value, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let Value::Array(items) = value else {
            let violation = Violation::new(ErrorCode::RecordWrongType, at.clone()).with("field", field.name.as_str());
            return Err(vec![violation.with("expected", "events").with("actual", decode::kind_of(&value))]);
        };
        if items.len() > limits::EVENTS {
            let violation = Violation::new(ErrorCode::RecordTooManyEvents, at.clone());
            return Err(vec![violation.with("field", field.name.as_str()).with("limit", limits::EVENTS)]);
        }
        let (mut events, mut violations) = (Vec::with_capacity(items.len()), Vec::new());
        for (i, item) in items.into_iter().enumerate() {
            match Event::from_value(field, item, &at.index(i)) {
                Ok(event) => events.push(event),
                Err(found) => violations.extend(found),
            }
        }
        if !violations.is_empty() {
            return Err(violations);
        }
        let mut columns = Self::new(field);
        columns.push_record(events);
        Ok(columns)
    }

    /// Appends the events of one more record, sorted by time; events of one instant keep their order.
    ///
    /// Answers where they stand.
    pub fn push_record(&mut self, mut events: Vec<Event>) -> Range<usize> {
        events.sort_by_key(|event| event.at);
        let start = self.at.len();
        for event in events {
            self.at.push(event.at.micros());
            self.kinds.push(event.kind);
            let mut values = event.attributes.into_iter();
            self.attributes.iter_mut().for_each(|column| column.push(values.next().flatten()));
        }
        start..self.at.len()
    }

    /// As [`Self::push_record`], for events without attributes, given as type and time in microseconds.
    #[cfg(feature = "arrow")]
    pub(crate) fn extend_record(&mut self, events: &mut [(u32, i64)]) {
        if !events.is_sorted_by_key(|(_, at)| *at) {
            events.sort_by_key(|(_, at)| *at);
        }
        self.kinds.extend(events.iter().map(|(kind, _)| *kind));
        self.at.extend(events.iter().map(|(_, at)| *at));
        self.attributes.iter_mut().for_each(|column| column.resize(self.at.len(), None));
    }

    /// The events of one record, which stand at `rows`.
    pub fn slice(&self, rows: Range<usize>) -> EventsRef<'_> {
        let end = rows.end.min(self.at.len());
        EventsRef { columns: self, start: rows.start.min(end), end }
    }

    /// The events of this record that it has beyond those of `before`, which it has all.
    pub(crate) fn added_to(&self, before: EventsRef<'_>) -> Self {
        let mut known = before.to_events().into_iter().peekable();
        let mut added = Self {
            shape: Arc::clone(&self.shape),
            at: Vec::new(),
            kinds: Vec::new(),
            attributes: vec![Vec::new(); self.attributes.len()],
        };
        // Both stand in the order of time, and of one instant the new ones come last.
        let own = self.all().to_events().into_iter().filter(|event| known.next_if_eq(event).is_none());
        added.push_record(own.collect());
        added
    }

    /// All events, where they are those of one record.
    pub fn all(&self) -> EventsRef<'_> {
        self.slice(0..self.at.len())
    }
}

impl Event {
    fn from_value(field: &Field, value: Value, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let Value::Object(mut map) = value else { return Err(vec![decode::expected_object(&value, at)]) };
        let mut violations = Vec::new();
        let kind = keep(kind_of_event(field, &mut map, at), &mut violations);
        let time = keep(time_of_event(field, &mut map, at), &mut violations);
        let mut attributes = vec![None; field.attributes.len()];
        for (name, value) in map {
            let mut declared = field.attributes.iter().zip(&mut attributes);
            match declared.find(|(attribute, _)| attribute.name.as_str() == name) {
                None => violations.push(unknown_field(&name, &field.attributes, at)),
                Some((attribute, cell)) => match Scalar::read_field(attribute, value, at) {
                    Ok(read) => *cell = read,
                    // What the list holds is as personal as the list.
                    Err(found) => violations.extend(found),
                },
            }
        }
        match (kind, time) {
            (Some(kind), Some(at)) if violations.is_empty() => Ok(Self { kind, at, attributes }),
            _ => Err(violations),
        }
    }
}

fn keep<T>(read: Result<T, Violation>, violations: &mut Vec<Violation>) -> Option<T> {
    read.map_err(|violation| violations.push(violation)).ok()
}

fn text_of(map: &mut Map<String, Value>, key: &'static str, at: &JsonPointer) -> Result<String, Violation> {
    match map.remove(key) {
        Some(Value::String(text)) => Ok(text),
        None => Err(Violation::new(ErrorCode::DecodeMissingField, at.key(key)).with("field", key)),
        Some(other) => {
            let violation = Violation::new(ErrorCode::DecodeWrongKind, at.key(key)).with("expected", "string");
            Err(violation.with("actual", decode::kind_of(&other)))
        }
    }
}

fn kind_of_event(field: &Field, map: &mut Map<String, Value>, at: &JsonPointer) -> Result<u32, Violation> {
    let name = text_of(map, "type", at)?;
    let place = field.event_type(&name).and_then(|place| u32::try_from(place).ok());
    place.ok_or_else(|| unknown_value(field, &field.event_types, &name, at.key("type")))
}

fn time_of_event(field: &Field, map: &mut Map<String, Value>, at: &JsonPointer) -> Result<Instant, Violation> {
    let text = text_of(map, "at", at)?;
    text.parse().map_err(|_| {
        let violation = Violation::new(ErrorCode::TimeNotAnInstant, at.key("at"));
        violation.with_value(if field.pii { "…" } else { &text })
    })
}

impl<'a> EventsRef<'a> {
    /// How many events.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.end == self.start
    }

    /// When each happened, in microseconds since 1970, ascending.
    pub fn times(&self) -> &'a [i64] {
        self.columns.at.get(self.start..self.end).unwrap_or_default()
    }

    /// The place of each one's type among the declared types.
    pub fn kinds(&self) -> &'a [u32] {
        self.columns.kinds.get(self.start..self.end).unwrap_or_default()
    }

    /// The values of an attribute, event by event.
    pub fn attribute(&self, slot: usize) -> &'a [Option<Scalar>] {
        self.columns.attributes.get(slot).and_then(|column| column.get(self.start..self.end)).unwrap_or_default()
    }

    /// The events up to `as_of`, that instant included.
    #[must_use]
    pub fn until(self, as_of: Instant) -> Self {
        let visible = self.times().partition_point(|at| *at <= as_of.micros());
        Self { end: self.start + visible, ..self }
    }

    /// The events later than `begin`, in microseconds since 1970.
    #[must_use]
    pub fn after(self, begin: i64) -> Self {
        let before = self.times().partition_point(|at| *at <= begin);
        Self { start: self.start + before, ..self }
    }

    /// One event as a record of its attributes.
    pub fn event(self, place: usize) -> EventRow<'a> {
        EventRow { columns: self.columns, row: self.start + place }
    }

    /// The events as values, for whoever changes a copy of them.
    pub fn to_events(self) -> Vec<Event> {
        let at = self.times().iter().zip(self.kinds()).enumerate();
        at.filter_map(|(place, (at, kind))| {
            let attributes = self.columns.attributes.iter();
            let attributes = attributes.map(|column| column.get(self.start + place).cloned().flatten()).collect();
            Some(Event { kind: *kind, at: Instant::from_micros(*at).ok()?, attributes })
        })
        .collect()
    }

    /// The events as columns of their own.
    pub fn to_columns(self) -> EventColumns {
        let mut own = EventColumns {
            shape: Arc::clone(&self.columns.shape),
            at: Vec::new(),
            kinds: Vec::new(),
            attributes: vec![Vec::new(); self.columns.attributes.len()],
        };
        own.push_record(self.to_events());
        own
    }
}

impl PartialEq for EventsRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        let attributes = |slot| self.attribute(slot) == other.attribute(slot);
        self.columns.shape == other.columns.shape
            && self.times() == other.times()
            && self.kinds() == other.kinds()
            && (0..self.columns.attributes.len()).all(attributes)
    }
}

/// One event as a record: its slots are the declared attributes.
#[derive(Debug, Clone, Copy)]
pub struct EventRow<'a> {
    columns: &'a EventColumns,
    row: usize,
}

impl Record for EventRow<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.columns.attributes.get(slot)?.get(self.row)?.as_ref().map(Scalar::as_ref)
    }
}

impl Serialize for EventColumns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.at.len()))?;
        for row in 0..self.at.len() {
            list.serialize_element(&Written(EventRow { columns: self, row }))?;
        }
        list.end()
    }
}

/// An event as it is written: its type, its time and the attributes it has.
struct Written<'a>(EventRow<'a>);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let EventRow { columns, row } = self.0;
        let mut map = serializer.serialize_map(None)?;
        let kind = columns.kinds.get(row).and_then(|kind| columns.shape.types.get(usize::try_from(*kind).ok()?));
        map.serialize_entry("type", &kind)?;
        map.serialize_entry("at", &columns.at.get(row).and_then(|at| Instant::from_micros(*at).ok()))?;
        for (name, column) in columns.shape.attributes.iter().zip(&columns.attributes) {
            if let Some(value) = column.get(row).and_then(Option::as_ref) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}
