//! What a step measures customers by: the numbers of a column, or the days that have gone since its dates, by their different values.

use super::StepContext;
use super::tiers::number_column;
use crate::engine::Problem;
use crate::table::{Codes, Column, ColumnData, Ranks, Runs, quantile};
use std::sync::Arc;

/// Numbers, or days to a day.
pub struct Measure {
    ranks: Arc<Ranks>,
    days_to: Option<i32>,
}

impl Measure {
    /// Of a number column, or of a date column as days before the as-of date.
    ///
    /// # Errors
    /// When there is no as-of date for dates.
    pub fn of(column: &Arc<Column>, context: &StepContext) -> Result<Measure, Problem> {
        let days_to = match column.data {
            ColumnData::Date(_) => Some(context.as_of.ok_or(Problem::NoAsOf)?),
            _ => None,
        };
        Ok(Measure { ranks: context.caches.ranks(column), days_to })
    }

    /// Of the column that the recipe calls `name`; dates count where they are `allowed`.
    ///
    /// # Errors
    /// When there is none that can be measured.
    pub fn named(name: &str, dates_allowed: bool, context: &StepContext) -> Result<Measure, Problem> {
        match context.column(name) {
            Some(column) if dates_allowed && matches!(column.data, ColumnData::Date(_)) => Measure::of(column, context),
            _ => Measure::of(number_column(name, context)?, context),
        }
    }

    /// The different values of the column itself.
    pub fn runs(&self) -> &Runs {
        &self.ranks.runs
    }

    /// The code of each row: the run that it holds, one past the last where the value is missing.
    pub fn codes(&self) -> &Codes {
        &self.ranks.codes
    }

    /// Whether the measure descends where the column's values ascend: days to a date do.
    pub fn is_reversed(&self) -> bool {
        self.days_to.is_some()
    }

    /// The measure of a value of the column, or the other way round.
    pub fn turned(&self, x: f64) -> f64 {
        self.days_to.map_or(x, |to| f64::from(to) - x)
    }

    /// The different numbers, as the column's values ascend, each with how many rows hold it.
    pub fn each(&self) -> impl Iterator<Item = (f64, usize)> {
        self.runs().values().iter().enumerate().map(|(run, &x)| (self.turned(x), self.runs().positions(run).len()))
    }

    /// What a function says of each code.
    pub fn by_code<T>(&self, of: impl FnMut(f64) -> T, missing: T) -> Vec<T> {
        self.each().map(|(x, _)| x).map(of).chain([missing]).collect()
    }

    /// The number of one row; None where it is missing.
    pub fn one(&self, row: usize) -> Option<f64> {
        self.runs().values().get(self.codes().get(row)?).map(|&x| self.turned(x))
    }

    /// The least and the greatest.
    pub fn ends(&self) -> Option<(f64, f64)> {
        let (least, greatest) = self.runs().ends()?;
        let (a, b) = (self.turned(least), self.turned(greatest));
        Some((a.min(b), a.max(b)))
    }

    /// The quantile `p` (0–1; see [`quantile`]).
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let n = self.runs().present();
        quantile(n, p, |i| self.turned(self.runs().at(if self.is_reversed() { n - 1 - i } else { i })))
    }
}
