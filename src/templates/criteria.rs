//! The scorecard template: four criteria of a practitioner's grading, each played by the column that fits best, with the points that its
//! values usually get.

use super::roles::{Role, find, heading_has};
use super::{Built, TierPreset};
use crate::engine::ColumnProfile;
use crate::messages::{Lang, scorecard as m, templates as tm};
use crate::recipe::{Category, Criterion, MissingPoints, NoValue, Points, Scorecard, Step, StepKind, Tiers, WeightMode};
use crate::table::ColumnType;

/// Words of graded answers, each with its points; the first that the value has counts. Latin ones are whole words.
const GRADES: &[(&str, f64)] = &[
    ("very high", 100.0),
    ("very low", 0.0),
    ("very satisfied", 100.0),
    ("very dissatisfied", 0.0),
    ("dissatisfied", 25.0),
    ("satisfied", 75.0),
    ("month to month", 0.0),
    ("monthly", 0.0),
    ("three year", 100.0),
    ("two year", 100.0),
    ("2 year", 100.0),
    ("one year", 60.0),
    ("1 year", 60.0),
    ("annual", 60.0),
    ("yearly", 60.0),
    ("no", 0.0),
    ("none", 0.0),
    ("never", 0.0),
    ("low", 0.0),
    ("small", 20.0),
    ("medium", 50.0),
    ("neutral", 50.0),
    ("sometimes", 50.0),
    ("moderate", 50.0),
    ("large", 80.0),
    ("often", 80.0),
    ("high", 100.0),
    ("always", 100.0),
    ("yes", 100.0),
    ("非常满意", 100.0),
    ("非常不满意", 0.0),
    ("不满意", 25.0),
    ("满意", 75.0),
    ("按月", 0.0),
    ("两年", 100.0),
    ("三年", 100.0),
    ("一年", 60.0),
    ("按年", 60.0),
    ("不愿", 0.0),
    ("否", 0.0),
    ("无", 0.0),
    ("低", 0.0),
    ("中", 50.0),
    ("高", 100.0),
    ("愿意", 100.0),
    ("是", 100.0),
];

/// Points of a value that no word grades.
const UNGRADED: f64 = 50.0;

/// The points that the values of a column usually get: numbers by percentile rank, a short scale such as 1 to 10 in proportion, words by what they
/// say, else all alike, to be filled in.
pub fn usual_points(column: &ColumnProfile) -> Points {
    match column.column_type {
        ColumnType::Boolean => Points::Categories {
            values: vec![Category { value: "yes".into(), points: 100.0 }, Category { value: "no".into(), points: 0.0 }],
            other: 0.0,
        },
        ColumnType::Text => {
            let graded = |value: &String| GRADES.iter().find(|(word, _)| heading_has(value, word)).map_or(UNGRADED, |g| g.1);
            let values = column.top.iter().map(|(value, _)| Category { value: value.clone(), points: graded(value) });
            Points::Categories { values: values.collect(), other: UNGRADED }
        }
        ColumnType::Number if is_short_scale(column) => Points::MinMax { low: None, high: None },
        ColumnType::Number | ColumnType::Date => Points::PercentileRank,
    }
}

/// Marks out of five or ten, not amounts.
fn is_short_scale(column: &ColumnProfile) -> bool {
    column.numbers.is_some_and(|n| column.distinct <= 11 && n.min >= 0.0 && n.max <= 10.0 && n.max > n.min)
}

/// A criterion of the template: who plays it, best first, how much it weighs, and whether nothing known counts as nothing.
struct Part {
    name: fn(Lang) -> &'static str,
    role: Role,
    players: &'static [Role],
    weight: f64,
    missing: MissingPoints,
}

const NOTHING: MissingPoints = MissingPoints::Points { points: 0.0 };

const PARTS: [Part; 4] = [
    Part { name: tm::criterion_spend, role: Role::Value, players: &[Role::Value], weight: 40.0, missing: NOTHING },
    Part {
        name: tm::criterion_willingness,
        role: Role::Willingness,
        players: &[Role::Willingness, Role::Recency],
        weight: 15.0,
        missing: MissingPoints::LeftOut,
    },
    Part { name: tm::criterion_profit, role: Role::Profit, players: &[Role::Profit], weight: 25.0, missing: NOTHING },
    Part {
        name: tm::criterion_loyalty,
        role: Role::Loyalty,
        players: &[Role::Orders, Role::Tenure, Role::FirstDate],
        weight: 20.0,
        missing: NOTHING,
    },
];

/// The scorecard for these columns: those of the four criteria that a column can play, their weights brought to 100.
///
/// # Errors
/// That no column can play any of them.
pub(super) fn scorecard(columns: &[ColumnProfile], rows: usize, lang: Lang) -> Result<Built, Role> {
    let mut criteria: Vec<Criterion> = Vec::new();
    let (mut picked, mut without) = (Vec::new(), Vec::new());
    for part in &PARTS {
        let free: Vec<ColumnProfile> = columns.iter().filter(|c| criteria.iter().all(|known| known.column != c.name)).cloned().collect();
        let player = part.players.iter().find_map(|&role| find(role, &free, rows).map(|column| (role, column.clone())));
        let Some((role, column)) = player else {
            without.push(part.role);
            continue;
        };
        picked.push((part.role, column.name.clone()));
        criteria.push(Criterion {
            name: (part.name)(lang).into(),
            column: column.name.clone(),
            weight: part.weight,
            points: usual_points(&column),
            // Few days since the last purchase are the good ones.
            lower_is_better: role == Role::Recency,
            missing: part.missing,
        });
    }
    if criteria.is_empty() {
        return Err(Role::Value);
    }
    let grading = Tiers {
        column: String::new(),
        no_value: NoValue { name: m::no_score(lang).into(), colour: crate::recipe::Colour::Slate },
        ..TierPreset::Vip.on("", lang)
    };
    let mut card = Scorecard { criteria, weights: WeightMode::Together, grading, export_points: false };
    card.to_hundred();
    let step = Step { name: m::step(lang).into(), muted: false, kind: StepKind::Scorecard(card) };
    let value_column = find(Role::Value, columns, rows).map(|c| c.name.clone());
    Ok(Built { steps: vec![step], value_column, picked, rollup: None, notes: without.into_iter().map(super::Note::Without).collect() })
}
