//! The `rfm` step: scores for recency, frequency and monetary value, the cell, and the segment that the map gives it.
//!
//! Source of the method: A. M. Hughes, "Strategic Database Marketing" (1994); of the variant of quantiles "plus one": R's package `rfm`.

use super::measure::Measure;
use super::tiers::number_column;
use super::{GroupLabel, Grouping, Members, StepContext, StepOutput, numbers_of};
use crate::engine::{Finding, GridCell, Place, Problem, RfmDetail, Severity, StepDetail, Verdict};
use crate::recipe::{Breaks, NamedGroup, Rfm};
use crate::table::{Codes, Column, ColumnData, Digit, Digits, Numbers, Places, StringArena, TextColumn, group_totals};
use std::sync::Arc;

/// Scores every customer.
pub fn compute(name: &str, params: &Rfm, context: &StepContext) -> StepOutput {
    let mut findings = Vec::new();
    let scores = params.scores.clamp(3, 5);
    let measures = match measures(params, context) {
        [Ok(recency), Ok(frequency), Ok(monetary)] => [recency, frequency, monetary],
        measures => {
            let problems = measures.into_iter().filter_map(Result::err);
            findings.extend(problems.map(|problem| Finding { severity: Severity::Error, place: Place::Step, problem }));
            return StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings };
        }
    };
    let cuts: [Vec<f64>; 3] = std::array::from_fn(|i| cuts(params, scores, i, &measures[i]));
    let scored: [Vec<u8>; 3] = std::array::from_fn(|i| score(params, &measures[i], &cuts[i], scores, i == 0));

    lint(params, scores, &mut findings);
    let map = Map::of(params, scores);
    let others = params.segments.len();
    let codes: Vec<u16> = (0..context.rows)
        .map(|row| {
            let [r, f, m] = [scored[0][row], scored[1][row], scored[2][row]];
            if r == 0 || f == 0 || m == 0 { others as u16 + 1 } else { map.at(r, f, m).map_or(others, usize::from) as u16 }
        })
        .collect();
    let label = |g: &NamedGroup| GroupLabel { name: g.name.clone(), colour: g.colour };
    let mut groups: Vec<GroupLabel> = params.segments.iter().map(|s| GroupLabel { name: s.name.clone(), colour: s.colour }).collect();
    groups.extend([label(&params.others), label(&params.no_score)]);

    let grid = grid(params, scores, &scored, &map, context);
    let grouping = Grouping { groups, members: Members::Exclusive(codes) };
    let mut columns = Vec::with_capacity(5);
    for (letter, scores) in ["R", "F", "M"].iter().zip(&scored) {
        let digits = scores.iter().map(|&s| if s == 0 { i16::MISSING } else { s.into() }).collect();
        let values = Numbers::Short(Digits { places: Places::default(), digits });
        columns.push(Arc::new(Column::new(format!("{name} {letter}"), ColumnData::Number(values))));
    }
    columns.push(Arc::new(cell_column(format!("{name} cell"), &scored)));
    columns.extend(grouping.columns(name));
    let [r, f, m] = cuts;
    let detail = StepDetail::Rfm(Box::new(RfmDetail { scores, recency: r, frequency: f, monetary: m, grid }));
    StepOutput { columns, grouping: Some(Arc::new(grouping)), detail, findings }
}

/// The scores of one customer and what they are made of.
pub fn explain(params: &Rfm, context: &StepContext, output: &StepOutput, row: usize) -> Verdict {
    let score = |i: usize| match output.columns.get(i).map(|c| &c.data) {
        Some(ColumnData::Number(v)) if !v.get(row).is_nan() => Some(v.get(row) as u8),
        _ => None,
    };
    let [recency, frequency, monetary] = measures(params, context).map(|measure| measure.ok()?.one(row));
    Verdict::Rfm { recency, frequency, monetary, scores: [score(0), score(1), score(2)], of: params.scores.clamp(3, 5) }
}

/// Recency, frequency and monetary value. For recency a date column counts as days before the as-of date.
fn measures(params: &Rfm, context: &StepContext) -> [Result<Measure, Problem>; 3] {
    [(&params.recency, true), (&params.frequency, false), (&params.monetary, false)]
        .map(|(name, dates_allowed)| Measure::named(name, dates_allowed, context))
}

/// The cuts between the scores, ascending.
fn cuts(params: &Rfm, scores: u8, which: usize, measure: &Measure) -> Vec<f64> {
    if let Breaks::Fixed { recency, frequency, monetary } = &params.breaks {
        let mut cuts = [recency, frequency, monetary][which].clone();
        cuts.retain(|c| !c.is_nan());
        cuts.sort_unstable_by(f64::total_cmp);
        cuts.truncate(usize::from(scores) - 1);
        return cuts;
    }
    let plus = if params.breaks == Breaks::QuantilesPlusOne { 1.0 } else { 0.0 };
    (1..scores).filter_map(|i| measure.quantile(f64::from(i) / f64::from(scores))).map(|q| q + plus).collect()
}

/// The score of every row, 0 where missing. Equal values share a score.
fn score(params: &Rfm, measure: &Measure, cuts: &[f64], scores: u8, reversed: bool) -> Vec<u8> {
    let above = params.breaks != Breaks::Quantiles;
    // Fewer cuts than scores (typed ones): the scores count from the best.
    let missing_cuts = scores - 1 - cuts.len().min(usize::from(scores) - 1) as u8;
    let of = |x: f64| {
        let bin = if above { cuts.iter().filter(|&&c| x >= c).count() } else { cuts.iter().filter(|&&c| x > c).count() } as u8;
        if reversed { scores - bin } else { bin + 1 + missing_cuts }
    };
    let by_code = measure.by_code(of, 0);
    measure.codes().look_up(&by_code)
}

/// The segment of every cell, R × F × M.
struct Map {
    segments: Vec<Option<u16>>,
}

impl Map {
    fn of(params: &Rfm, scores: u8) -> Map {
        let mut segments = vec![None; 216];
        for (r, f, m) in cells(scores) {
            let first = params.segments.iter().position(|s| s.cells.iter().any(|c| c.contains(r, f, m)));
            segments[Map::index(r, f, m)] = first.map(|s| s as u16);
        }
        Map { segments }
    }

    fn index(r: u8, f: u8, m: u8) -> usize {
        (usize::from(r) * 6 + usize::from(f)) * 6 + usize::from(m)
    }

    #[inline]
    fn at(&self, r: u8, f: u8, m: u8) -> Option<u16> {
        self.segments[Map::index(r, f, m)]
    }
}

fn cells(scores: u8) -> impl Iterator<Item = (u8, u8, u8)> {
    (1..=scores).flat_map(move |r| (1..=scores).flat_map(move |f| (1..=scores).map(move |m| (r, f, m))))
}

/// Cells in no segment, segments that no cell reaches, cells that several segments name.
fn lint(params: &Rfm, scores: u8, findings: &mut Vec<Finding>) {
    let uses_monetary = params.segments.iter().any(|s| s.cells.iter().any(|c| c.uses_monetary()));
    let name = |r: u8, f: u8, m: u8| if uses_monetary { format!("{r}{f}{m}") } else { format!("{r}{f}") };
    let (mut nowhere, mut contested) = (Vec::new(), Vec::new());
    let mut reached = vec![false; params.segments.len()];
    for (r, f, m) in cells(scores).filter(|&(_, _, m)| uses_monetary || m == 1) {
        let takers: Vec<usize> =
            (0..params.segments.len()).filter(|&s| params.segments[s].cells.iter().any(|c| c.contains(r, f, m))).collect();
        match takers.as_slice() {
            [] => nowhere.push(name(r, f, m)),
            [only] => reached[*only] = true,
            [first, ..] => {
                reached[*first] = true;
                contested.push(name(r, f, m));
            }
        }
    }
    let mut find = |severity, place, problem| findings.push(Finding { severity, place, problem });
    for (i, segment) in params.segments.iter().enumerate() {
        if segment.name.trim().is_empty() {
            find(Severity::Warning, Place::Segment(i), Problem::EmptyName);
        } else if params.segments[..i].iter().any(|s| s.name == segment.name) {
            find(Severity::Warning, Place::Segment(i), Problem::DuplicateName { name: segment.name.clone() });
        }
        if !reached[i] {
            find(Severity::Warning, Place::Segment(i), Problem::NoCellReaches { segment: segment.name.clone() });
        }
    }
    if !nowhere.is_empty() {
        find(Severity::Warning, Place::Step, Problem::CellsInNoSegment { cells: nowhere });
    }
    if !contested.is_empty() {
        find(Severity::Hint, Place::Step, Problem::CellsNamedTwice { cells: contested });
    }
}

/// Count and value of each recency × frequency cell: recency scores ascending, frequency scores ascending within.
fn grid(params: &Rfm, scores: u8, scored: &[Vec<u8>; 3], map: &Map, context: &StepContext) -> Vec<GridCell> {
    let n = usize::from(scores);
    // Customers without a score are in a cell of their own, left out at the end.
    let cell = |row: usize| match (scored[0][row], scored[1][row]) {
        (0, _) | (_, 0) => (n * n) as u16,
        (r, f) => ((usize::from(r) - 1) * n + usize::from(f) - 1) as u16,
    };
    let codes: Vec<u16> = (0..context.rows).map(cell).collect();
    let Some(values) = number_column(&params.monetary, context).ok().and_then(|column| numbers_of(column)) else { return Vec::new() };
    group_totals(&codes, n * n + 1, values)
        .into_iter()
        .take(n * n)
        .enumerate()
        .map(|(i, total)| {
            let (r, f) = ((i / n) as u8 + 1, (i % n) as u8 + 1);
            // One segment for all monetary scores, or none that the cell as a whole belongs to.
            let first = map.at(r, f, 1);
            let group = (1..=scores).all(|m| map.at(r, f, m) == first).then_some(first).flatten().map(usize::from);
            let mean = (total.present > 0).then(|| total.sum / total.present as f64);
            GridCell { group, count: total.rows, value: Some(total.sum), mean }
        })
        .collect()
}

/// The three scores as text, `555`; missing where one of them is.
fn cell_column(name: String, scored: &[Vec<u8>; 3]) -> Column {
    let mut values = StringArena::new();
    values.push("");
    let mut entry = vec![0u8; 216];
    let codes = (0..scored[0].len())
        .map(|row| {
            let [r, f, m] = [scored[0][row], scored[1][row], scored[2][row]];
            if r == 0 || f == 0 || m == 0 {
                return 0;
            }
            let slot = &mut entry[Map::index(r, f, m)];
            if *slot == 0 {
                *slot = values.push(&format!("{r}{f}{m}")) as u8;
            }
            *slot
        })
        .collect();
    Column::new(name, ColumnData::Text(TextColumn { values: values.into(), codes: Codes::U8(codes) }))
}
