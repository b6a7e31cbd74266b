//! The `lifecycle` step: prospect, new, one-time, repeat, loyal, at risk, lost; with a churn warning and the days overdue.
//!
//! A customer is overdue when it has been silent for longer than a factor times its own median gap between orders; one with too
//! few orders to have a rhythm of its own, for longer than a quantile of everybody's gaps. Lost is overdue several times over.
//! The idea of judging silence by the customer's own rhythm: G. Cullinan's recency tradition; W. Reinartz and V. Kumar, "On the Profitability of
//! Long-Life Customers in a Noncontractual Setting", Journal of Marketing 64 (2000).

use super::tiers::number_column;
use super::{GroupLabel, Grouping, Members, StepContext, StepOutput};
use crate::engine::{Finding, LifecycleDetail, Place, Problem, Severity, StepDetail, Verdict};
use crate::recipe::Lifecycle;
use crate::table::{BoolColumn, Column, ColumnData, MISSING_BOOL, MISSING_DAY, number_key, number_of_key, quantile, radix_sort};
use std::sync::Arc;

const PROSPECT: u16 = 0;
const NEW: u16 = 1;
const ONE_TIME: u16 = 2;
const REPEAT: u16 = 3;
const LOYAL: u16 = 4;
const AT_RISK: u16 = 5;
const LOST: u16 = 6;

/// The measures of every customer; NaN is missing.
struct Measures {
    orders: Vec<f64>,
    /// Days since the last order.
    silent: Vec<f64>,
    /// Days since the first order; None without such a column.
    age: Option<Vec<f64>>,
    gap: Option<Vec<f64>>,
    /// Days after which one without a rhythm of its own is overdue; None where nobody has a gap.
    population: Option<f64>,
}

/// Places every customer.
pub fn compute(name: &str, params: &Lifecycle, context: &StepContext) -> StepOutput {
    let measures = match measures(params, context) {
        Ok(measures) => measures,
        Err(problems) => {
            let findings = problems.into_iter().map(|problem| Finding { severity: Severity::Error, place: Place::Step, problem }).collect();
            return StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings };
        }
    };
    let mut detail = LifecycleDetail { population_days: measures.population, ..LifecycleDetail::default() };
    let mut codes = Vec::with_capacity(context.rows);
    let mut warning = Vec::with_capacity(context.rows);
    let mut overdue_days = Vec::with_capacity(context.rows);
    for row in 0..context.rows {
        let own_gap = own_gap(params, &measures, row);
        let limit = limit(params, &measures, own_gap);
        let stage = stage(params, &measures, row, limit);
        let silent = measures.silent[row];
        let overdue = stage != PROSPECT && limit.is_some_and(|limit| silent > limit);
        codes.push(stage);
        warning.push(if stage == PROSPECT { MISSING_BOOL } else { u8::from(overdue) });
        overdue_days.push(match limit {
            _ if stage == PROSPECT => f64::NAN,
            Some(limit) => (silent - limit).max(0.0),
            None => f64::NAN,
        });
        if stage != PROSPECT {
            detail.overdue += usize::from(overdue);
            if own_gap.is_some() { detail.by_own_gap += 1 } else { detail.by_population += 1 }
        }
    }
    let mut findings = Vec::new();
    if measures.population.is_none() {
        findings.push(Finding { severity: Severity::Hint, place: Place::Step, problem: Problem::NoGaps });
    }
    let groups = params.stages.in_order().map(|g| GroupLabel { name: g.name.clone(), colour: g.colour }).to_vec();
    let grouping = Grouping { groups, members: Members::Exclusive(codes) };
    let mut columns = grouping.columns(name);
    columns.push(Arc::new(Column::new(format!("{name}: churn warning"), ColumnData::Boolean(BoolColumn { values: warning }))));
    columns.push(Arc::new(Column::new(format!("{name}: days overdue"), ColumnData::Number(overdue_days.into()))));
    StepOutput { columns, grouping: Some(Arc::new(grouping)), detail: StepDetail::Lifecycle(detail), findings }
}

/// What the stage of one customer was decided by.
pub fn explain(params: &Lifecycle, context: &StepContext, row: usize) -> Verdict {
    let known = |x: f64| (!x.is_nan()).then_some(x);
    match measures(params, context) {
        Ok(m) => {
            let own_gap = own_gap(params, &m, row);
            let limit = limit(params, &m, own_gap);
            Verdict::Lifecycle {
                orders: known(m.orders[row]),
                silent_days: known(m.silent[row]),
                own_gap,
                overdue_after: limit,
                lost_after: limit.map(|days| days * params.lost_factor),
            }
        }
        Err(_) => Verdict::Lifecycle { orders: None, silent_days: None, own_gap: None, overdue_after: None, lost_after: None },
    }
}

fn measures(params: &Lifecycle, context: &StepContext) -> Result<Measures, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut take = |values: Result<Vec<f64>, Problem>| values.map_err(|problem| problems.push(problem)).ok();
    let orders = take(numbers(&params.orders, context));
    let silent = take(days_since(&params.last_order, context));
    let age = params.first_order.as_deref().filter(|c| !c.is_empty()).map(|c| take(days_since(c, context)));
    let gap = params.gap.as_deref().filter(|c| !c.is_empty()).map(|c| take(numbers(c, context)));
    let (Some(orders), Some(silent)) = (orders, silent) else { return Err(problems) };
    if !problems.is_empty() {
        return Err(problems);
    }
    let (age, gap) = (age.flatten(), gap.flatten());
    let population = population_gap(params, &orders, &silent, age.as_deref(), gap.as_deref());
    Ok(Measures { orders, silent, age, gap, population })
}

/// The quantile of the gaps of all who have one. Without a column of gaps, of the mean gaps between first and last order; without that, none.
fn population_gap(params: &Lifecycle, orders: &[f64], silent: &[f64], age: Option<&[f64]>, gap: Option<&[f64]>) -> Option<f64> {
    // By their sort keys, of which none is below that of zero.
    let none = number_key(0.0);
    let key = |gap: f64| number_key(gap) - none;
    let mut gaps: Vec<u64> = match (gap, age) {
        (Some(gap), _) => gap.iter().filter(|g| **g > 0.0).map(|&gap| key(gap)).collect(),
        (None, Some(age)) => {
            let mean = |i: usize| (age[i] - silent[i]) / (orders[i] - 1.0);
            (0..orders.len()).filter(|&i| orders[i] > 1.0).map(mean).filter(|g| *g > 0.0).map(key).collect()
        }
        (None, None) => Vec::new(),
    };
    let all = gaps.iter().fold(0, |all, key| all | key);
    radix_sort(&mut gaps, u64::BITS - all.leading_zeros());
    quantile(gaps.len(), params.population_quantile, |i| number_of_key(none + gaps[i]))
}

/// The customer's own gap, where it has orders enough.
fn own_gap(params: &Lifecycle, m: &Measures, row: usize) -> Option<f64> {
    let orders = m.orders[row];
    if orders.is_nan() || orders < params.own_gap_orders.max(2.0) {
        return None;
    }
    let gap = match (&m.gap, &m.age) {
        (Some(gap), _) => gap[row],
        (None, Some(age)) => (age[row] - m.silent[row]) / (m.orders[row] - 1.0),
        (None, None) => return None,
    };
    (gap > 0.0).then_some(gap)
}

/// Days of silence after which the customer is overdue.
fn limit(params: &Lifecycle, m: &Measures, own_gap: Option<f64>) -> Option<f64> {
    own_gap.map(|gap| gap * params.overdue_factor).or(m.population)
}

fn stage(params: &Lifecycle, m: &Measures, row: usize, limit: Option<f64>) -> u16 {
    let (orders, silent) = (m.orders[row], m.silent[row]);
    if orders.is_nan() || orders <= 0.0 || silent.is_nan() {
        return PROSPECT;
    }
    let age = m.age.as_ref().map(|age| age[row]).filter(|a| !a.is_nan());
    let new = match age {
        Some(age) => age <= params.new_days,
        None => orders <= 1.0 && silent <= params.new_days,
    };
    match limit {
        Some(limit) if silent > limit * params.lost_factor && !new => LOST,
        Some(limit) if silent > limit && !new => AT_RISK,
        _ if new => NEW,
        _ if orders >= params.loyal_orders => LOYAL,
        _ if orders > 1.0 => REPEAT,
        _ => ONE_TIME,
    }
}

/// The values of a number column.
fn numbers(name: &str, context: &StepContext) -> Result<Vec<f64>, Problem> {
    match &number_column(name, context)?.data {
        ColumnData::Number(values) => Ok(values.floats().into_owned()),
        _ => Err(Problem::NoColumn),
    }
}

/// Days before the as-of date of a date column; a number column as it is.
fn days_since(name: &str, context: &StepContext) -> Result<Vec<f64>, Problem> {
    match context.column(name).map(|c| &c.data) {
        Some(ColumnData::Date(dates)) => {
            let as_of = context.as_of.ok_or(Problem::NoAsOf)?;
            let days = |day: i32| if day == MISSING_DAY { f64::NAN } else { f64::from(as_of) - f64::from(day) };
            Ok(dates.days.iter().map(days).collect())
        }
        _ => numbers(name, context),
    }
}
