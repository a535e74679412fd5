//! The limits of every door, in one table.
//!
//! | limit | value | code when passed |
//! |---|---|---|
//! | [`JSON_BYTES`] | 64 MiB | `decode.too_large` |
//! | [`DEPTH`] | 64 levels | `decode.too_deep` |
//! | [`LIST_LENGTH`] | 10,000 entries in one list of a definition | `decode.list_too_long` |
//! | [`ID_CHARS`] | 200 characters | `decode.text_too_long` |
//! | [`TEXT_CHARS`] | 10,000 characters | `decode.text_too_long` |
//! | [`ROWS`] | 20,000,000 rows in one table | `facts.too_many_rows` |
//! | [`REGIONS`] | 1,000 regions in one target report | `target.too_many_regions` |
//! | [`TABLE_TEXT_BYTES`] | 2 GiB of text in one Arrow table | `facts.too_much_text` |
//! | [`CONDITION_NODES`] | 512 nodes in one condition | `condition.too_large` |
//! | [`CONDITION_DEPTH`] | 32 levels in one condition | `condition.too_deep` |
//! | [`CONDITION_COST`] | 1,000,000 visits in the worst case of one condition | `condition.too_costly` |
//! | [`RULE_SET_COST`] | 50,000,000 visits in the worst case of one rule set | `condition.too_costly` |
//! | [`EVENTS`] | 10,000 events in one list of a record | `record.too_many_events` |
//! | [`ATTRIBUTES`] | 64 attributes of an event | `decode.list_too_long` |
//! | [`PART_CHARS`] | 200 characters that a text is searched for | `decode.text_too_long` |
//! | [`FIRINGS`] | 1,000 time limits of one journey in one call | `complete: false`, or `journey.advance_first` |
//! | [`TABLE_COLUMNS`] | 64 inputs, and 64 outputs, of one decision table | `decode.list_too_long` |
//! | [`CHART_STATES`] | 1,024 states in one chart | `journey.chart_too_large` |
//! | [`CHART_TRANSITIONS`] | 10,000 transitions in one chart | `journey.chart_too_large` |
//! | [`CHART_CELLS`] | 1,000,000 pairs of state and event that have a transition, in one chart | `journey.chart_too_large` |
//! | [`CHART_DEPTH`] | 30 states within each other | `decode.too_deep` |
//! | [`CHART_STEPS`] | 1,000 transitions that one event brings about | `journey.chart_endless` |
//! | [`CHART_TIMERS`] | 1,000 sent events that one chart waits for | `journey.chart_too_many_timers` |
//! | [`CHART_FIRINGS`] | 10,000 sent events that come due in one call | `journey.chart_too_many_firings` |
//! | [`KIT_CASES`] | 20,000 cases in the kit of a machine | the rest is left out |
//! | [`KIT_TRIES`] | 4,096 records tried for a guard of a kit | its case is left out |
//! | [`VIOLATIONS`] | 100 violations in one error | the rest are counted |

/// Most bytes of one JSON text.
pub const JSON_BYTES: usize = 64 << 20;
/// Most levels of nesting of one JSON value.
pub const DEPTH: usize = 64;
/// Most entries in one list of a definition.
pub const LIST_LENGTH: usize = 10_000;
/// Most characters of an id.
pub const ID_CHARS: usize = 200;
/// Most characters of a text in a definition or a record.
pub const TEXT_CHARS: usize = 10_000;
/// Most rows of one table.
pub const ROWS: usize = 20_000_000;
/// Most regions in one target report.
pub const REGIONS: usize = 1_000;
/// Most bytes of text in one Arrow table: views and dictionaries can state more text than was sent.
pub const TABLE_TEXT_BYTES: usize = 2 << 30;
/// Most nodes of one condition.
pub const CONDITION_NODES: usize = 512;
/// Most levels of one condition.
pub const CONDITION_DEPTH: usize = 32;
/// Most visits of nodes and events in the worst case of one condition.
pub const CONDITION_COST: usize = 1_000_000;
/// Most visits of nodes and events in the worst case of one rule set.
pub const RULE_SET_COST: usize = 50_000_000;
/// Most events in one list of a record.
pub const EVENTS: usize = 10_000;
/// Most attributes of an event.
pub const ATTRIBUTES: usize = 64;
/// Most characters that a condition searches a text for.
pub const PART_CHARS: usize = 200;
/// Most time limits of one journey that fire in one call.
pub const FIRINGS: usize = 1_000;
/// Most inputs, and most outputs, of one decision table.
pub const TABLE_COLUMNS: usize = 64;
/// Most states of one chart.
pub const CHART_STATES: usize = 1_024;
/// Most transitions of one chart.
pub const CHART_TRANSITIONS: usize = 10_000;
/// Most pairs of a transition and an event that it names, stars written out.
pub const CHART_CELLS: usize = 1_000_000;
/// Most states within each other.
pub const CHART_DEPTH: usize = 30;
/// Most transitions that one event may bring about before a chart has to rest.
pub const CHART_STEPS: usize = 1_000;
/// Most sent events that one chart may wait for at a time.
pub const CHART_TIMERS: usize = 1_000;
/// Most sent events of one chart that may come due in one call.
pub const CHART_FIRINGS: usize = 10_000;
/// Most cases in the conformance kit of a machine.
pub const KIT_CASES: usize = 20_000;
/// Most records that are tried for one that a guard accepts, in a kit.
pub const KIT_TRIES: usize = 4_096;
/// Most violations listed in one error.
pub const VIOLATIONS: usize = 100;
/// The largest integer that every host language holds exactly, 2^53 - 1.
pub const SAFE_INTEGER: i64 = (1 << 53) - 1;
