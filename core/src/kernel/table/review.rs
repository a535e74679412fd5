//! The report for an author: overlaps, gaps, rows that never decide, hits of past records.

use std::collections::BTreeMap;

use super::axis::Span;
use super::cover;
use super::definition::HitPolicy;
use super::index::Column;
use super::model::TableModel;
use super::report::{
    CoverageReport, GapReport, GapsReport, OverlapReport, OverlapsReport, RowHits, ShadowedRow, TableReport,
    UnreachableRow,
};
use super::request::TableReportRequest;
use super::sheet_cell;
use crate::primitives::{Record, Scalar};

/// Most steps of the search for gaps, about a second's worth.
const GAP_STEPS: usize = 20_000_000;
/// Most steps of the search whether rows cover one row together.
const SHADOW_STEPS: usize = 200_000;

impl TableModel {
    /// What an author should know: which rows overlap, what no row covers, which rows can never decide, and
    /// what the past records of the request hit.
    ///
    /// ```
    /// use leadstone::table::{TableModel, TableReportRequest};
    /// let model = TableModel::from_json(r#"{
    ///     "kind": "table.decision", "schema_version": 1, "id": "bands",
    ///     "inputs": [{"name": "score", "type": "integer"}], "outputs": [{"name": "band", "type": "text"}],
    ///     "csv": "row,score,band\nlow,0..40,C\nhigh,40..100,A\n"
    /// }"#).unwrap();
    /// let report = model.report(&TableReportRequest::default());
    /// // 40 belongs to both rows, and nothing covers what is below 0 or above 100.
    /// assert_eq!((report.overlaps.count, report.overlaps.conflicts), (1, 1));
    /// let gaps: Vec<&str> = report.gaps.listed.iter().map(|gap| gap.region["score"].as_str()).collect();
    /// assert_eq!(gaps, ["< 0", "> 100"]);
    /// ```
    pub fn report(&self, request: &TableReportRequest) -> TableReport {
        let listed = request.listed as usize;
        let unreachable: Vec<(usize, UnreachableRow)> =
            (0..self.index.rows()).filter_map(|row| Some((row, self.unreachable(row)?))).collect();
        let mut meetings = Meetings::default();
        let overlaps = self.overlaps(&unreachable, listed, &mut meetings);
        let (shadowed, complete) = self.shadowed(&meetings);
        TableReport {
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            overlaps,
            gaps: self.gaps(listed),
            shadowed,
            unreachable: unreachable.into_iter().map(|(_, row)| row).collect(),
            complete,
            coverage: self.coverage(&request.records),
        }
    }

    /// Which rows past records hit.
    pub fn coverage<R: Record>(&self, records: &[R]) -> CoverageReport {
        let mut rows: Vec<RowHits> = (0..self.index.rows())
            .map(|row| RowHits { row: self.row_id(row).clone(), matched: 0, decided: 0 })
            .collect();
        let (mut no_match, mut several, mut conflicts) = (0, 0, 0);
        let mut matching = Vec::new();
        for record in records {
            matching.clear();
            self.matching(record, &mut matching);
            matching.iter().for_each(|row| rows.get_mut(*row).into_iter().for_each(|hits| hits.matched += 1));
            no_match += usize::from(matching.is_empty());
            several += usize::from(matching.len() > 1);
            match self.settle(&matching) {
                Ok(deciding) => {
                    deciding.iter().for_each(|row| rows.get_mut(*row).into_iter().for_each(|hits| hits.decided += 1));
                }
                Err(_) => conflicts += 1,
            }
        }
        CoverageReport { records: records.len(), no_match, several, conflicts, rows }
    }

    fn unreachable(&self, row: usize) -> Option<UnreachableRow> {
        let cells = self.definition().inputs.iter().zip(self.index.row(row));
        let dead = cells.filter(|(_, (column, cell))| cell.live(&column.axis).is_none());
        let inputs: Vec<_> = dead.map(|(input, _)| input.name.clone()).collect();
        (!inputs.is_empty()).then(|| UnreachableRow { row: self.row_id(row).clone(), inputs })
    }

    fn overlaps(&self, dead: &[(usize, UnreachableRow)], listed: usize, meetings: &mut Meetings) -> OverlapsReport {
        let live: Vec<usize> =
            (0..self.index.rows()).filter(|row| dead.binary_search_by_key(row, |(row, _)| *row).is_err()).collect();
        let (mut count, mut conflicts) = (0, 0);
        let (mut open, mut settled) = (Vec::new(), Vec::new());
        for (place, second) in live.iter().enumerate() {
            let mut met = Vec::new();
            for first in live.iter().take(place).filter(|first| self.meet(**first, *second)) {
                met.push(*first);
                count += 1;
                let conflict = self.conflicts(*first, *second);
                conflicts += usize::from(conflict);
                let list = if conflict { &mut open } else { &mut settled };
                if list.len() < listed {
                    list.push((*first, *second));
                }
            }
            meetings.0.push((*second, met));
        }
        let listed = open.into_iter().chain(settled).take(listed).map(|(first, second)| OverlapReport {
            first: self.row_id(first).clone(),
            second: self.row_id(second).clone(),
            example: self.meeting(first, second),
            same_outputs: self.same_outputs(first, second),
            conflict: self.conflicts(first, second),
        });
        OverlapsReport { count, conflicts, listed: listed.collect() }
    }

    fn meet(&self, first: usize, second: usize) -> bool {
        let pairs = self.index.row(first).zip(self.index.row(second));
        let mut pairs = pairs.map(|((column, a), (_, b))| a.meets(b, &column.axis));
        pairs.all(|segment| segment.is_some())
    }

    /// Whether the hit policy does not settle two rows that overlap.
    fn conflicts(&self, first: usize, second: usize) -> bool {
        match self.definition().hit_policy {
            HitPolicy::Unique => true,
            HitPolicy::Any => !self.same_outputs(first, second),
            _ => false,
        }
    }

    /// An input that matches both rows.
    fn meeting(&self, first: usize, second: usize) -> BTreeMap<String, Scalar> {
        let pairs = self.index.row(first).zip(self.index.row(second)).zip(self.fields());
        let values = pairs.filter_map(|(((column, a), (_, b)), field)| {
            let value = column.axis.example(a.meets(b, &column.axis)?)?;
            Some((field.name.as_str().to_owned(), value))
        });
        values.collect()
    }

    fn gaps(&self, listed: usize) -> GapsReport {
        let rows = self.index.rows();
        let all = cover::set(0..rows, rows);
        let full = cover::full_from(&self.index);
        let (found, _, _) = cover::search(&self.index, full, &all, None, listed, GAP_STEPS);
        GapsReport {
            complete: !found.more && !found.given_up,
            given_up: found.given_up,
            default: self.default.is_some(),
            listed: found.gaps.iter().map(|gap| self.gap(gap)).collect(),
        }
    }

    fn gap(&self, spans: &[Span]) -> GapReport {
        let (mut example, mut region) = (BTreeMap::new(), BTreeMap::new());
        for (slot, (column, input)) in self.index.columns.iter().zip(&self.definition().inputs).enumerate() {
            let axis = &column.axis;
            let whole = (0, axis.missing());
            let span = spans.get(slot).copied().unwrap_or(whole);
            let name = input.name.as_str().to_owned();
            if let Some(value) = axis.live(span).and_then(|segment| axis.example(segment)) {
                example.insert(name.clone(), value);
            }
            let text = if spans.get(slot).is_none() { "-".to_owned() } else { written(column, span, input.optional) };
            region.insert(name, text);
        }
        GapReport { example, region }
    }

    /// The rows that never decide though some input matches them.
    fn shadowed(&self, meetings: &Meetings) -> (Vec<ShadowedRow>, bool) {
        if !matches!(self.definition().hit_policy, HitPolicy::First | HitPolicy::Priority) {
            return (Vec::new(), true);
        }
        let rank = |row: usize| self.ranks.get(row).copied().unwrap_or(row);
        let count = self.index.rows();
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (second, met) in &meetings.0 {
            for first in met {
                let (winner, loser) = if rank(*first) < rank(*second) { (*first, *second) } else { (*second, *first) };
                above.get_mut(loser).into_iter().for_each(|above| above.push(winner));
            }
        }
        let (mut shadowed, mut complete) = (Vec::new(), true);
        // The search in a row's own region may not take a row as full that is so only outside of it.
        let mut full = vec![cover::set(std::iter::empty(), count); self.index.columns.len() + 1];
        for (row, above) in above.iter().enumerate().filter(|(_, above)| !above.is_empty()) {
            if let Some(one) = above.iter().find(|one| self.contains(**one, row)) {
                shadowed.push(ShadowedRow { row: self.row_id(row).clone(), by: vec![self.row_id(*one).clone()] });
                continue;
            }
            let among = cover::set(above.iter().copied(), count);
            let (found, _, back) = cover::search(&self.index, full, &among, Some(row), 0, SHADOW_STEPS);
            full = back;
            complete &= !found.given_up;
            if !found.given_up && !found.more {
                let by = (0..count).filter(|one| cover::contains(&among, *one)).map(|one| self.row_id(one).clone());
                shadowed.push(ShadowedRow { row: self.row_id(row).clone(), by: by.collect() });
            }
        }
        (shadowed, complete)
    }

    /// Whether one row matches whatever the other one matches.
    fn contains(&self, outer: usize, inner: usize) -> bool {
        let mut pairs = self.index.row(outer).zip(self.index.row(inner));
        pairs.all(|((column, outer), (_, inner))| outer.contains(inner, &column.axis))
    }
}

/// For each row that can match, the rows before it that it overlaps.
#[derive(Debug, Default)]
struct Meetings(Vec<(usize, Vec<usize>)>);

/// A run of segments as the cell that a row for it would have.
fn written(column: &Column, (from, to): Span, optional: bool) -> String {
    let axis = &column.axis;
    let missing = axis.missing();
    if from == missing {
        return "absent".to_owned();
    }
    let before = from.checked_sub(1).is_some_and(|before| axis.live((0, before)).is_some());
    let after = axis.live((to + 1, missing - 1)).is_some();
    if !before && !after {
        return if optional { "present" } else { "-" }.to_owned();
    }
    let Some(texts) = axis.texts() else {
        // A run of one value is that value: of a truth value a range says nothing.
        let first = axis.live((from, to));
        if let Some(only) = first.filter(|first| axis.live((first + 1, to)).is_none())
            && let Some(value) = axis.single(only)
        {
            return sheet_cell::write_range(Some((value.clone(), true)), Some((value, true)));
        }
        let (low, high) = axis.ends((from, to));
        return sheet_cell::write_range(low.filter(|_| before), high.filter(|_| after));
    };
    if axis.live((missing - 1, missing - 1)).is_some() && to == missing - 1 {
        let others = (0..from).filter_map(|place| texts.get(place));
        return format!("not {}", sheet_cell::write_texts(others));
    }
    let live = (from..=to).filter(|place| axis.live((*place, *place)).is_some());
    sheet_cell::write_texts(live.filter_map(|place| texts.get(place)))
}
