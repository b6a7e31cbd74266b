//! Rule evaluation as the rules are written down, one customer and one condition at a time: slow and obvious, and sharing no code with the real one
//! beyond the calendar. Only for tests.

use crate::recipe::{Condition, Group, Node, Op, Quantifier, Rules, RulesMode, Scalar, Unit};
use crate::table::date::{civil_from_days, days_from_civil, days_in_month, parse_iso, weekday};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Missing,
    Text(String),
    Number(f64),
    Day(i32),
    Bool(bool),
}

pub struct World {
    pub rows: usize,
    pub columns: BTreeMap<String, Vec<Cell>>,
    pub as_of: i32,
    /// Earlier steps: per row, the names of the groups that it is in.
    pub steps: BTreeMap<String, Vec<Vec<String>>>,
    /// The names of their groups.
    pub groups: BTreeMap<String, Vec<String>>,
}

impl World {
    /// Per row, the names of its segments.
    pub fn run(&self, rules: &Rules) -> Vec<Vec<String>> {
        let place = |row| {
            let met = rules.segments.iter().filter(|s| !s.muted && self.group(&s.when, row) == Some(true)).map(|s| s.name.clone());
            let mut names: Vec<String> = match rules.mode {
                RulesMode::FirstMatch => met.take(1).collect(),
                RulesMode::Overlapping => met.collect(),
            };
            if names.is_empty() {
                names.push(rules.everyone_else.name.clone());
            }
            names
        };
        (0..self.rows).map(place).collect()
    }

    /// None: left out.
    pub fn group(&self, group: &Group, row: usize) -> Option<bool> {
        if group.muted {
            return None;
        }
        let outcomes: Vec<bool> = group.nodes.iter().filter_map(|node| self.node(node, row)).collect();
        if outcomes.is_empty() {
            return None;
        }
        Some(match group.quantifier {
            Quantifier::All => outcomes.iter().all(|&held| held),
            Quantifier::Any => outcomes.iter().any(|&held| held),
            Quantifier::None => !outcomes.iter().any(|&held| held),
        })
    }

    pub fn node(&self, node: &Node, row: usize) -> Option<bool> {
        match node {
            Node::Group(group) => self.group(group, row),
            Node::Condition(c) if c.muted || c.column == "nowhere" || half_written(c) => None,
            // Names that the step does not have are ignored, unless it has none of them.
            Node::Condition(c) if self.groups.get(&c.column).is_some_and(|g| !c.values.iter().any(|name| g.contains(name))) => None,
            Node::Condition(c) => Some(self.condition(c, row)),
        }
    }

    fn condition(&self, c: &Condition, row: usize) -> bool {
        let negative = |op: Op| !self.condition(&Condition { op, ..c.clone() }, row);
        match c.op {
            Op::IsNot => return negative(Op::Is),
            Op::IsNoneOf => return negative(Op::IsAnyOf),
            Op::NotContains => return negative(Op::Contains),
            Op::Ne => return negative(Op::Eq),
            Op::NotBetween => return negative(Op::Between),
            Op::IsNotEmpty => return negative(Op::IsEmpty),
            Op::NotInSegment => return negative(Op::InSegment),
            Op::InSegment => return self.steps[&c.column][row].iter().any(|name| c.values.contains(name)),
            _ => {}
        }
        let column = &self.columns[&c.column];
        let cell = &column[row];
        if c.op == Op::IsEmpty {
            return *cell == Cell::Missing;
        }
        let other = c.other.as_ref().map(|name| &self.columns[name][row]);
        match (cell, other) {
            (Cell::Missing, _) | (_, Some(Cell::Missing)) => false,
            (Cell::Text(a), Some(Cell::Text(b))) => normal(c, a) == normal(c, b),
            (Cell::Number(a), Some(Cell::Number(b))) => compare(c.op, *a, *b),
            (Cell::Day(a), Some(Cell::Day(b))) => compare(c.op, f64::from(*a), f64::from(*b)),
            (Cell::Bool(a), Some(Cell::Bool(b))) => a == b,
            (Cell::Text(text), None) => self.text(c, text),
            (Cell::Number(x), None) => number(c, *x, column),
            (Cell::Day(day), None) => self.day(c, *day),
            (Cell::Bool(value), None) => *value == (c.op == Op::IsYes),
            _ => panic!("types differ"),
        }
    }

    fn text(&self, c: &Condition, text: &str) -> bool {
        let is = |wanted: &str| normal(c, text) == normal(c, wanted);
        if c.op == Op::IsAnyOf {
            return c.values.iter().any(|wanted| is(wanted));
        }
        let Some(Scalar::Text(wanted)) = &c.value else { panic!("no text") };
        let (a, b) = (normal(c, text), normal(c, wanted));
        match c.op {
            Op::Is => a == b,
            Op::Contains => a.contains(&b),
            Op::StartsWith => a.starts_with(&b),
            Op::EndsWith => a.ends_with(&b),
            Op::Matches => match wanted.as_str() {
                "^a" => a.starts_with('a'),
                "b$" => a.ends_with('b'),
                "é|b a" => a.contains('é') || a.contains("b a"),
                _ => panic!("no pattern of the tests"),
            },
            _ => panic!("not for text"),
        }
    }

    fn day(&self, c: &Condition, day: i32) -> bool {
        let date = |scalar: &Option<Scalar>| match scalar {
            Some(Scalar::Text(text)) => parse_iso(text).unwrap(),
            _ => panic!("no date"),
        };
        let n = || match c.value {
            Some(Scalar::Number(n)) => n as i32,
            _ => panic!("no number"),
        };
        let today = self.as_of;
        match c.op {
            Op::On => day == date(&c.value),
            Op::Before => day < date(&c.value),
            Op::After => day > date(&c.value),
            Op::Between => date(&c.value) <= day && day <= date(&c.to),
            Op::InLast => earlier(today, n(), c.unit.unwrap()) < day && day <= today,
            Op::InNext => today < day && day <= earlier(today, -n(), c.unit.unwrap()),
            Op::MoreThanAgo => day < earlier(today, n(), c.unit.unwrap()),
            Op::InThis => serial(day, c.unit.unwrap()) == serial(today, c.unit.unwrap()),
            Op::InPrevious => serial(day, c.unit.unwrap()) == serial(today, c.unit.unwrap()) - 1,
            Op::MonthIs => c.values.contains(&civil_from_days(day).month.to_string()),
            Op::WeekdayIs => c.values.contains(&weekday(day).to_string()),
            Op::AnniversaryWithin => (today - n()..=today + n()).any(|d| is_anniversary(day, d)),
            _ => panic!("not for dates"),
        }
    }
}

fn half_written(c: &Condition) -> bool {
    let needs_nothing = [
        Op::IsEmpty,
        Op::IsNotEmpty,
        Op::IsYes,
        Op::IsNo,
        Op::AboveAverage,
        Op::BelowAverage,
        Op::AboveMedian,
        Op::BelowMedian,
        Op::InThis,
        Op::InPrevious,
    ];
    !needs_nothing.contains(&c.op) && c.value.is_none() && c.values.is_empty() && c.other.is_none()
}

fn normal(c: &Condition, text: &str) -> String {
    if c.match_case { text.trim().to_owned() } else { text.trim().to_lowercase() }
}

fn compare(op: Op, a: f64, b: f64) -> bool {
    match op {
        Op::Eq | Op::On => a == b,
        Op::Lt | Op::Before => a < b,
        Op::Le => a <= b,
        Op::Gt | Op::After => a > b,
        Op::Ge => a >= b,
        _ => panic!("no comparison"),
    }
}

fn number(c: &Condition, x: f64, column: &[Cell]) -> bool {
    let mut all: Vec<f64> = column.iter().filter_map(|cell| if let Cell::Number(x) = cell { Some(*x) } else { None }).collect();
    all.sort_by(f64::total_cmp);
    let n = all.len();
    let mean = all.iter().sum::<f64>() / n as f64;
    let median = (all[(n - 1) / 2] + all[n / 2]) / 2.0;
    let higher = all.iter().filter(|&&y| y > x).count();
    let lower = all.iter().filter(|&&y| y < x).count();
    let value = |scalar: &Option<Scalar>| match scalar {
        Some(Scalar::Number(x)) => *x,
        _ => panic!("no number"),
    };
    match c.op {
        Op::Between => value(&c.value) <= x && x <= value(&c.to),
        Op::TopN => higher < value(&c.value) as usize,
        Op::BottomN => lower < value(&c.value) as usize,
        Op::TopPercent => higher * 100 < value(&c.value) as usize * n,
        Op::BottomPercent => lower * 100 < value(&c.value) as usize * n,
        Op::AboveAverage => x > mean,
        Op::BelowAverage => x < mean,
        Op::AboveMedian => x > median,
        Op::BelowMedian => x < median,
        op => compare(op, x, value(&c.value)),
    }
}

/// The day `n` units before; after where `n` is negative.
fn earlier(day: i32, n: i32, unit: Unit) -> i32 {
    let months = match unit {
        Unit::Days => return day - n,
        Unit::Weeks => return day - 7 * n,
        Unit::Months => n,
        Unit::Quarters => 3 * n,
        Unit::Years => 12 * n,
    };
    let c = civil_from_days(day);
    let (mut year, mut month) = (c.year, c.month);
    for _ in 0..months.abs() {
        (year, month) = match (months > 0, month) {
            (true, 1) => (year - 1, 12),
            (true, _) => (year, month - 1),
            (false, 12) => (year + 1, 1),
            (false, _) => (year, month + 1),
        };
    }
    days_from_civil(year, month, c.day.min(days_in_month(year, month)))
}

/// A number that ascends by one from unit to unit.
fn serial(day: i32, unit: Unit) -> i32 {
    let c = civil_from_days(day);
    let month = c.month as i32 - 1;
    match unit {
        Unit::Days => day,
        // 5 January 1970 was a Monday.
        Unit::Weeks => (day - 4).div_euclid(7),
        Unit::Months => c.year * 12 + month,
        Unit::Quarters => c.year * 4 + month / 3,
        Unit::Years => c.year,
    }
}

fn is_anniversary(date: i32, day: i32) -> bool {
    let (a, b) = (civil_from_days(date), civil_from_days(day));
    (a.month, a.day) == (b.month, b.day) || ((a.month, a.day) == (2, 29) && (b.month, b.day) == (2, 28) && days_in_month(b.year, 2) == 28)
}
