//! The `scorecard` step: criteria become points from 0 to 100, their weighted mean is the score, and the score is cut into tiers.
//!
//! The additive weighting of normalised criteria is the simplest of the multi-attribute methods: P. C. Fishburn, "Additive Utilities with
//! Incomplete Product Sets", Operations Research 15 (1967); W. Edwards and F. H. Barron, "SMARTS and SMARTER", Organizational Behavior and
//! Human Decision Processes 60 (1994).

use super::scale::{Measured, RowCodes, measure};
use super::tiers::{self, Standing};
use super::{Members, StepContext, StepOutput};
use crate::engine::{
    CriterionDetail, CriterionVerdict, Finding, Histogram, Place, Problem, ScoreSummary, ScorecardDetail, Severity, StepDetail, Verdict,
};
use crate::recipe::{MissingPoints, Scorecard, Tiers, points_column, score_column};
use crate::table::{Codes, Column, ColumnData, Sum, blocks, quantile};
use std::ops::Range;
use std::sync::Arc;

/// Bins of the score's histogram.
const BINS: usize = 50;

/// A criterion that can be used.
struct Used<'a> {
    index: usize,
    weight: f64,
    measured: Measured<'a>,
}

/// Scores every customer and cuts the score.
pub fn compute(name: &str, params: &Scorecard, context: &StepContext) -> StepOutput {
    let mut findings = Vec::new();
    let used = used(params, context, &mut findings);
    let fail = |mut findings: Vec<Finding>, problem| {
        findings.push(Finding { severity: Severity::Error, place: Place::Step, problem });
        StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings }
    };
    if used.is_empty() {
        return fail(findings, Problem::NoCriteria);
    }
    if used.iter().all(|u| u.weight <= 0.0) {
        return fail(findings, Problem::NoWeights);
    }
    let cards: Vec<Card> = used.iter().map(|u| Card::of(u, &params.criteria[u.index].missing)).collect();
    let (scores, weights) = score_all(&cards, context.rows);
    let column = Arc::new(Column::new(score_column(name), ColumnData::Number(scores.into())));
    let grading = grading(params, &column);
    let (grouping, cut) = match tiers::cut(&grading, &column, context.caches, &mut findings) {
        Ok(cut) => cut,
        Err(problem) => return fail(findings, problem),
    };
    let mut detail = detail(params, &used, &column, context);
    let Members::Exclusive(codes) = &grouping.members else { unreachable!("tiers are exclusive") };
    let (sums, counts) = contributions(&cards, &weights, codes, grouping.groups.len());
    for (k, u) in used.iter().enumerate() {
        let mean = |(group, &n): (usize, &usize)| (n > 0).then(|| sums[group * used.len() + k].value() / n as f64);
        detail.criteria[u.index].by_group = counts.iter().enumerate().map(mean).collect();
    }
    detail.tiers = cut;
    let mut columns = grouping.columns(name);
    columns.push(column);
    if params.export_points {
        for (index, criterion) in params.criteria.iter().enumerate().filter(|(_, c)| !c.label().is_empty()) {
            let given = used.iter().position(|u| u.index == index);
            let values = given.map_or_else(
                || vec![f64::NAN; context.rows],
                |k| (0..context.rows).map(|row| rounded(used[k].measured.one(row))).collect(),
            );
            columns.push(Arc::new(Column::new(points_column(name, criterion.label()), ColumnData::Number(values.into()))));
        }
    }
    StepOutput { columns, grouping: Some(Arc::new(grouping)), detail: StepDetail::Scorecard(Box::new(detail)), findings }
}

/// What each criterion gives one customer, and where its score stands.
pub fn explain(params: &Scorecard, context: &StepContext, output: &StepOutput, row: usize) -> Verdict {
    let used = used(params, context, &mut Vec::new());
    let mut points: Vec<f64> = used.iter().map(|u| u.measured.one(row)).collect();
    let found = score(params, &used, &mut points);
    let parts = used.iter().zip(&points).map(|(u, &p)| {
        let weight = found.filter(|_| !p.is_nan()).map_or(0.0, |(_, weights)| u.weight / weights);
        CriterionVerdict {
            label: params.criteria[u.index].label().to_owned(),
            actual: u.measured.column.cell(row),
            points: (!p.is_nan()).then_some(p),
            weight,
            contribution: if p.is_nan() { 0.0 } else { p * weight },
        }
    });
    let parts = parts.collect();
    let value = found.map(|(score, _)| score);
    let (StepDetail::Scorecard(detail), Some(column), Some(grouping)) = (&output.detail, output.columns.get(1), &output.grouping) else {
        return Verdict::Scorecard { score: value, parts, rank: None, of: 0, to_next: None, next: None };
    };
    let tier = grouping.of_row(row).first().copied().unwrap_or(0);
    let Standing { rank, of, to_next, next } =
        tiers::standing(&grading(params, column), column, context.caches, &detail.tiers, tier, value);
    Verdict::Scorecard { score: value, parts, rank, of, to_next, next }
}

/// The tiers on the score: the step's, about the score's column.
fn grading(params: &Scorecard, column: &Column) -> Tiers {
    Tiers { column: column.name.clone(), lower_is_better: false, ..params.grading.clone() }
}

/// The criteria that can be used, and what is wrong with the others.
fn used<'a>(params: &Scorecard, context: &StepContext<'a>, findings: &mut Vec<Finding>) -> Vec<Used<'a>> {
    let mut used = Vec::new();
    for (index, criterion) in params.criteria.iter().enumerate() {
        let mut find = |severity, problem| findings.push(Finding { severity, place: Place::Criterion(index), problem });
        if criterion.weight < 0.0 || !criterion.weight.is_finite() {
            find(Severity::Warning, Problem::NegativeWeight);
        }
        if let MissingPoints::Points { points } = criterion.missing
            && !(0.0..=100.0).contains(&points)
        {
            find(Severity::Warning, Problem::PointsOutOfRange { points: crate::table::format_number(points) });
        }
        let weight = if criterion.weight.is_finite() { criterion.weight.max(0.0) } else { 0.0 };
        if let Some(measured) = measure(criterion, context, &mut find) {
            used.push(Used { index, weight, measured });
        }
    }
    used
}

/// The score of one customer and the sum of the weights that count for it; None without a score. Puts the points of missing values in place:
/// what stays NaN is left out.
fn score(params: &Scorecard, used: &[Used], points: &mut [f64]) -> Option<(f64, f64)> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (u, p) in used.iter().zip(points) {
        match given(*p, &params.criteria[u.index].missing) {
            Given::Points(points) => *p = points,
            Given::LeftOut => continue,
            Given::NoScore => return None,
        }
        sum += *p * u.weight;
        weights += u.weight;
    }
    (weights > 0.0).then(|| (score_of(sum, weights), weights))
}

fn score_of(sum: f64, weights: f64) -> f64 {
    rounded(sum / weights).clamp(0.0, 100.0)
}

/// What counts for a customer of a criterion.
enum Given {
    Points(f64),
    LeftOut,
    NoScore,
}

/// NaN points are those of a missing value.
fn given(points: f64, missing: &MissingPoints) -> Given {
    match missing {
        _ if !points.is_nan() => Given::Points(points),
        MissingPoints::Points { points } if points.is_finite() => Given::Points(points.clamp(0.0, 100.0)),
        MissingPoints::LeftOut | MissingPoints::Points { .. } => Given::LeftOut,
        MissingPoints::NoScore => Given::NoScore,
    }
}

/// A criterion as it goes into the score, by the code of a row.
struct Card<'a> {
    codes: RowCodes<'a>,
    /// Weighted points, and the weight that counts; none of both where the criterion is left out, NaN where there is to be no score.
    parts: Vec<Part>,
}

#[derive(Clone, Copy)]
struct Part {
    sum: f64,
    weight: f64,
}

impl<'a> Card<'a> {
    fn of(used: &'a Used, missing: &MissingPoints) -> Card<'a> {
        let part = |&points: &f64| match given(points, missing) {
            Given::Points(points) => Part { sum: points * used.weight, weight: used.weight },
            Given::LeftOut => Part { sum: 0.0, weight: 0.0 },
            Given::NoScore => Part { sum: f64::NAN, weight: f64::NAN },
        };
        Card { codes: used.measured.codes(), parts: used.measured.points().iter().map(part).collect() }
    }

    /// Hands in the part of each of some rows, with the row's place among them.
    #[inline]
    fn each(&self, rows: Range<usize>, mut take: impl FnMut(usize, Part)) {
        let parts = &self.parts[..];
        match self.codes {
            RowCodes::YesNo(values) => values[rows].iter().enumerate().for_each(|(i, &code)| take(i, parts[usize::from(code)])),
            RowCodes::Coded(Codes::U8(codes)) => codes[rows].iter().enumerate().for_each(|(i, &code)| take(i, parts[usize::from(code)])),
            RowCodes::Coded(Codes::U16(codes)) => codes[rows].iter().enumerate().for_each(|(i, &code)| take(i, parts[usize::from(code)])),
            RowCodes::Coded(Codes::U32(codes)) => codes[rows].iter().enumerate().for_each(|(i, &code)| take(i, parts[code as usize])),
            RowCodes::Coded(Codes::Identity) => rows.enumerate().for_each(|(i, row)| take(i, parts[row])),
        }
    }
}

/// The score of every row, NaN where there is none, and the weights that count for it.
fn score_all(cards: &[Card], rows: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut scores, mut weights) = (vec![0.0; rows], vec![0.0; rows]);
    for block in blocks(rows) {
        let (scores, weights) = (&mut scores[block.clone()], &mut weights[block.clone()]);
        cards.iter().for_each(|card| add_parts(card, block.clone(), scores, weights));
        divide(scores, weights);
    }
    (scores, weights)
}

/// From weighted points to scores.
#[inline(never)]
fn divide(scores: &mut [f64], weights: &[f64]) {
    for (score, &weights) in scores.iter_mut().zip(weights) {
        *score = if weights > 0.0 { score_of(*score, weights) } else { f64::NAN };
    }
}

#[inline(never)]
fn add_parts(card: &Card, rows: Range<usize>, sums: &mut [f64], weights: &mut [f64]) {
    let both = sums.len().min(weights.len());
    let (sums, weights) = (&mut sums[..both], &mut weights[..both]);
    card.each(rows, |i, part| {
        sums[i] += part.sum;
        weights[i] += part.weight;
    });
}

/// What each criterion adds to the scores of each group, group by group, and how many of the group have a score.
fn contributions(cards: &[Card], weights: &[f64], codes: &[u16], groups: usize) -> (Vec<Sum>, Vec<usize>) {
    let mut sums = vec![Sum::default(); groups * cards.len()];
    let mut counts = vec![0; groups];
    let mut of_block = vec![0.0; groups];
    for block in blocks(codes.len()) {
        let (codes, weights) = (&codes[block.clone()], &weights[block.clone()]);
        codes.iter().zip(weights).for_each(|(&code, &weights)| counts[usize::from(code)] += usize::from(weights > 0.0));
        for (k, card) in cards.iter().enumerate() {
            of_block.fill(0.0);
            add_shares(card, block.clone(), codes, weights, &mut of_block);
            of_block.iter().enumerate().for_each(|(group, &x)| sums[group * cards.len() + k].add(x));
        }
    }
    (sums, counts)
}

#[inline(never)]
fn add_shares(card: &Card, rows: Range<usize>, codes: &[u16], weights: &[f64], of_groups: &mut [f64]) {
    let both = codes.len().min(weights.len());
    let (codes, weights) = (&codes[..both], &weights[..both]);
    card.each(rows, |i, part| {
        // Without a score there is no share, and there may be no number either.
        if weights[i] > 0.0 {
            of_groups[usize::from(codes[i])] += part.sum / weights[i];
        }
    });
}

/// To ten decimals, so that the last digits of binary arithmetic decide no tier.
fn rounded(x: f64) -> f64 {
    (x * 1e10).round_ties_even() / 1e10
}

/// Everything but the contributions and the cuts.
fn detail(params: &Scorecard, used: &[Used], column: &Arc<Column>, context: &StepContext) -> ScorecardDetail {
    let scores = context.caches.runs(column);
    let n = scores.present();
    let mut total = Sum::default();
    let width = 100.0 / BINS as f64;
    let mut counts = vec![0; BINS];
    for (run, &score) in scores.values().iter().enumerate() {
        let rows = scores.positions(run).len();
        total.add(score * rows as f64);
        counts[((score / width) as usize).min(BINS - 1)] += rows;
    }
    let quartile = |p: f64| quantile(n, p, |i| scores.at(i)).unwrap_or(f64::NAN);
    let summary = (n > 0).then(|| ScoreSummary {
        min: quartile(0.0),
        q1: quartile(0.25),
        median: quartile(0.5),
        q3: quartile(0.75),
        max: quartile(1.0),
        mean: total.value() / n as f64,
    });
    let edges = (0..=BINS).map(|i| i as f64 * width).collect();
    let weights: f64 = used.iter().map(|u| u.weight).sum();
    let mut criteria = vec![CriterionDetail::default(); params.criteria.len()];
    for u in used {
        let (sum, present) = u.measured.sum();
        criteria[u.index] = CriterionDetail {
            used: true,
            weight: u.weight / weights,
            mean_points: (present > 0).then(|| sum / present as f64),
            missing: context.rows - present,
            range: u.measured.range(),
            curve: u.measured.curve(context.caches),
            counts: u.measured.counts(),
            by_group: Vec::new(),
        };
    }
    ScorecardDetail {
        criteria,
        scored: n,
        histogram: Histogram { edges, counts },
        summary,
        tiers: crate::engine::TiersDetail { cuts: Vec::new(), curve: Vec::new(), gini: None, fit: None },
    }
}
