//! Ready recipes that start a workbook or add to one. A template finds its columns by name (English and Chinese headings) and content,
//! and says which it picked or which role no column can play. Computes nothing over rows: it looks at column profiles only.
//!
//! A further template is one more [`Template`] and one more arm of [`build`].

mod criteria;
mod methods;
mod orders;
mod rfm;
mod roles;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use criteria::usual_points;
pub use methods::{MatrixPreset, TierPreset, playbook};
pub use orders::propose_rollup;
pub use rfm::{BreakPreset, RfmMap, set_map, stages};
pub use roles::{Role, find};

use crate::engine::ColumnProfile;
use crate::messages::{Lang, templates as m};
use crate::recipe::{
    Colour, Condition, EveryoneElse, Formula, Group, Lifecycle, Matrix, Node, Op, Quantifier, Rfm, Rollup, Rules, RulesMode, Scalar,
    Segment, Step, StepKind, Unit,
};
use crate::table::ColumnType;

/// A template of the start screen and of "add step".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// An empty rules step.
    Blank,
    /// A score from spend, willingness to cooperate, contribution to profit and loyalty: VIP, key, regular and prospect.
    Scorecard,
    /// Scores for recency, frequency and monetary value, and the ten usual names.
    Rfm,
    /// Stages from prospect to lost; without a number of orders, rules by first and last date.
    Lifecycle,
    /// A, B, C by share of the value.
    Abc,
    /// Size by potential, where there is a column for each.
    SizePotential,
    /// Value today by potential, in nine boxes.
    NineBox,
    /// What a customer is worth per order or month, by a formula, and tiers on it.
    ValuePer,
    /// Segments, and what is planned for each of them.
    Playbook,
    /// A formula still to be written: a further step only.
    Formula,
    /// A matrix of two earlier steps, to be chosen: a further step only.
    Matrix,
}

impl Template {
    /// All of them, in the order shown.
    pub const ALL: [Template; 9] = [
        Template::Rfm,
        Template::Scorecard,
        Template::Abc,
        Template::SizePotential,
        Template::NineBox,
        Template::Lifecycle,
        Template::ValuePer,
        Template::Playbook,
        Template::Blank,
    ];

    /// Those that add to a workbook, in the order shown.
    pub const STEPS: [Template; 11] = [
        Template::Rfm,
        Template::Scorecard,
        Template::Abc,
        Template::Matrix,
        Template::SizePotential,
        Template::NineBox,
        Template::Lifecycle,
        Template::ValuePer,
        Template::Playbook,
        Template::Formula,
        Template::Blank,
    ];
}

/// What a template makes of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Built {
    pub steps: Vec<Step>,
    pub value_column: Option<String>,
    /// The columns it found and what for, in the order in which they matter.
    pub picked: Vec<(Role, String)>,
    /// The rows are orders: how they become customers, which the steps are about. None: they are customers.
    pub rollup: Option<Rollup>,
    /// What else a person should know of the choice.
    pub notes: Vec<Note>,
}

/// What a template did otherwise than asked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The rows are orders, rolled up by this column.
    RolledUp { customer: String },
    /// Another method than asked for, since no column plays the role.
    Instead { asked: Template, lacks: Role, got: Stand },
    /// No column plays the part, so another one does.
    StandIn { part: Role, column: String, by: Role },
    /// No column plays the part, so the template does without it.
    Without(Role),
}

/// A method that stands in where the data does not hold what a template asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Value crossed with time as a customer.
    ValueByTenure,
    /// Stages by time as a customer, and by who has left.
    StagesByTenure,
    /// A, B and C by share of value.
    Abc,
}

impl Template {
    /// What stands in, the nearest first.
    fn stand_ins(self) -> &'static [Stand] {
        match self {
            Template::Rfm => &[Stand::ValueByTenure, Stand::Abc],
            Template::Lifecycle => &[Stand::StagesByTenure, Stand::Abc],
            Template::SizePotential | Template::NineBox | Template::ValuePer => &[Stand::Abc],
            Template::Blank | Template::Scorecard | Template::Abc | Template::Matrix | Template::Playbook | Template::Formula => &[],
        }
    }
}

/// Sets a template up for a file with these columns. Where they are those of orders, the customers that the orders roll up to come first.
///
/// # Errors
/// The role that it needs and that no column can play.
pub fn build_for_file(template: Template, file: &[ColumnProfile], rows: usize, lang: Lang) -> Result<Built, Role> {
    match propose_rollup(file) {
        Some(rollup) => {
            let mut built = build(template, &orders::customer_columns(file, &rollup), rows, lang)?;
            built.notes.insert(0, Note::RolledUp { customer: rollup.customer.clone() });
            Ok(Built { rollup: Some(rollup), ..built })
        }
        None => build(template, file, rows, lang),
    }
}

/// Sets a template up for these columns of a table with `rows` rows; segments are named in `lang`. Where they lack what it asks for, the
/// nearest method that they allow stands in, and a note says so.
///
/// # Errors
/// The role that it needs and that no column can play, where nothing else can stand in.
pub fn build(template: Template, columns: &[ColumnProfile], rows: usize, lang: Lang) -> Result<Built, Role> {
    let lacks = match as_asked(template, columns, rows, lang) {
        Ok(built) => return Ok(built),
        Err(role) => role,
    };
    let stand_in = |&got: &Stand| {
        let mut built = match got {
            Stand::ValueByTenure => value_by_tenure(columns, rows, lang),
            Stand::StagesByTenure => stages_by_tenure(columns, rows, lang),
            Stand::Abc => as_asked(Template::Abc, columns, rows, lang),
        }
        .ok()?;
        built.notes.insert(0, Note::Instead { asked: template, lacks, got });
        Some(built)
    };
    template.stand_ins().iter().find_map(stand_in).ok_or(lacks)
}

fn as_asked(template: Template, columns: &[ColumnProfile], rows: usize, lang: Lang) -> Result<Built, Role> {
    let value = find(Role::Value, columns, rows).map(|c| c.name.clone());
    let mut picked: Vec<(Role, String)> = Vec::new();
    let single = |name: &str, kind| Step { name: name.into(), muted: false, kind };
    let step = match template {
        Template::Abc => {
            let column = value.clone().ok_or(Role::Value)?;
            single(m::abc(lang), StepKind::Tiers(TierPreset::Abc.on(&column, lang)))
        }
        Template::SizePotential | Template::NineBox => {
            let size = value.clone().ok_or(Role::Value)?;
            let (by, potential) = potential(&size, columns, rows).ok_or(Role::Potential)?;
            let potential = potential.name.clone();
            let steps = match template {
                Template::NineBox => methods::nine_box(&size, &potential, lang),
                _ => methods::size_potential(&size, &potential, lang),
            };
            let stand_in = Note::StandIn { part: Role::Potential, column: potential.clone(), by };
            let notes = if by == Role::Potential { Vec::new() } else { vec![stand_in] };
            let picked = vec![(Role::Value, size), (Role::Potential, potential)];
            return Ok(Built { steps, value_column: value, picked, rollup: None, notes });
        }
        Template::ValuePer => {
            let value = value.ok_or(Role::Value)?;
            let (steps, by) = methods::value_per(&value, columns, rows, lang)?;
            let picked = vec![(Role::Value, value.clone()), by];
            return Ok(Built { steps, value_column: Some(value), picked, rollup: None, notes: Vec::new() });
        }
        Template::Playbook => {
            // By behaviour where the file says enough of it, else by value.
            let segments = as_asked(Template::Rfm, columns, rows, lang).or_else(|lacks| {
                let mut built = as_asked(Template::Abc, columns, rows, lang)?;
                built.notes.insert(0, Note::Instead { asked: Template::Rfm, lacks, got: Stand::Abc });
                Ok(built)
            })?;
            let mut steps = segments.steps;
            let plan = methods::playbook_for(&steps[steps.len() - 1], lang);
            steps.push(plan);
            return Ok(Built { steps, ..segments });
        }
        Template::Formula => single(crate::messages::formula::step(lang), StepKind::Formula(Formula::default())),
        Template::Matrix => single(crate::messages::matrix::matrix(lang), StepKind::Matrix(Matrix::default())),
        Template::Blank => rules_step(m::segments(lang), Vec::new(), m::everyone_else(lang)),
        Template::Scorecard => return criteria::scorecard(columns, rows, lang),
        Template::Rfm => {
            let recency = find(Role::Recency, columns, rows).or_else(|| find(Role::LastDate, columns, rows)).ok_or(Role::LastDate)?;
            let orders = find(Role::Orders, columns, rows).ok_or(Role::Orders)?;
            let money = value.clone().ok_or(Role::Value)?;
            picked.extend([(last_role(recency), recency.name.clone()), (Role::Orders, orders.name.clone())]);
            let mut rfm = Rfm { recency: recency.name.clone(), frequency: orders.name.clone(), monetary: money, ..Rfm::default() };
            set_map(&mut rfm, RfmMap::TenNames, lang);
            Step { name: crate::messages::rfm::step(lang).into(), muted: false, kind: StepKind::Rfm(rfm) }
        }
        Template::Lifecycle => {
            let last = find(Role::LastDate, columns, rows);
            let recency = find(Role::Recency, columns, rows);
            let first = find(Role::FirstDate, columns, rows).filter(|f| last.is_none_or(|l| l.name != f.name));
            let last_seen = last.or(recency).ok_or(Role::LastDate)?;
            picked.extend(first.map(|c| (Role::FirstDate, c.name.clone())));
            picked.push((last_role(last_seen), last_seen.name.clone()));
            if let Some(orders) = find(Role::Orders, columns, rows) {
                let gap = find(Role::Gap, columns, rows).map(|c| c.name.clone());
                picked.push((Role::Orders, orders.name.clone()));
                picked.extend(gap.clone().map(|c| (Role::Gap, c)));
                let lifecycle = Lifecycle {
                    orders: orders.name.clone(),
                    last_order: last_seen.name.clone(),
                    first_order: first.map(|c| c.name.clone()),
                    gap,
                    stages: stages(lang),
                    ..Lifecycle::default()
                };
                let step = Step { name: m::lifecycle(lang).into(), muted: false, kind: StepKind::Lifecycle(lifecycle) };
                picked.extend(value.clone().map(|v| (Role::Value, v)));
                return Ok(Built { steps: vec![step], value_column: value, picked, rollup: None, notes: Vec::new() });
            }
            rules_step(m::lifecycle(lang), lifecycle(first, last_seen, lang), m::never_bought(lang))
        }
    };
    picked.extend(value.clone().map(|v| (Role::Value, v)));
    Ok(Built { steps: vec![step], value_column: value, picked, rollup: None, notes: Vec::new() })
}

/// The column that tells the potential, or what comes nearest to it: the money per order, which could come more often; a steady income; the
/// number of orders; the time as a customer.
fn potential<'a>(size: &str, columns: &'a [ColumnProfile], rows: usize) -> Option<(Role, &'a ColumnProfile)> {
    const PLAYERS: [Role; 5] = [Role::Potential, Role::AverageOrder, Role::Profit, Role::Orders, Role::Tenure];
    PLAYERS.iter().find_map(|&role| find(role, columns, rows).filter(|c| c.name != size).map(|c| (role, c)))
}

/// Value and time as a customer crossed. An income per month, where there is one, says more of the value than a sum that grows with the time.
fn value_by_tenure(columns: &[ColumnProfile], rows: usize, lang: Lang) -> Result<Built, Role> {
    let tenure = find(Role::Tenure, columns, rows).ok_or(Role::Tenure)?.name.clone();
    let value_column = find(Role::Value, columns, rows).map(|c| c.name.clone());
    let steady = find(Role::Profit, columns, rows).map(|c| c.name.clone());
    let value = steady.or(value_column.clone()).filter(|c| *c != tenure).ok_or(Role::Value)?;
    let picked = vec![(Role::Value, value.clone()), (Role::Tenure, tenure.clone())];
    Ok(Built { steps: methods::value_tenure(&value, &tenure, lang), value_column, picked, rollup: None, notes: Vec::new() })
}

/// Months as a customer after which the next stage begins.
const STAGES: [f64; 3] = [6.0, 24.0, 48.0];
/// A time as a customer that is longer than so many months is in days.
const LONGEST_MONTHS: f64 = 600.0;
const DAYS_A_MONTH: f64 = 30.0;

/// Stages by the time as a customer; who has left comes first.
fn stages_by_tenure(columns: &[ColumnProfile], rows: usize, lang: Lang) -> Result<Built, Role> {
    let tenure = find(Role::Tenure, columns, rows).ok_or(Role::Tenure)?;
    let days = tenure.numbers.is_some_and(|n| n.max > LONGEST_MONTHS);
    let months = |n: f64| if days { n * DAYS_A_MONTH } else { n };
    let left = find(Role::Left, columns, rows);
    let mut stages = segments([
        (m::new_customer(lang), number(&tenure.name, Op::Le, months(STAGES[0]))),
        (m::settling(lang), number(&tenure.name, Op::Le, months(STAGES[1]))),
        (m::established(lang), number(&tenure.name, Op::Le, months(STAGES[2]))),
        (m::loyal(lang), number(&tenure.name, Op::Gt, months(STAGES[2]))),
    ]);
    for (stage, colour) in stages.iter_mut().zip([Colour::Sky, Colour::Blue, Colour::Teal, Colour::Green]) {
        stage.colour = colour;
    }
    if let Some(left) = left {
        let gone = Condition { column: left.name.clone(), op: Op::IsYes, ..Condition::default() };
        stages.splice(0..0, segments([(m::lost(lang), gone)]));
    }
    let value_column = find(Role::Value, columns, rows).map(|c| c.name.clone());
    let mut picked = vec![(Role::Tenure, tenure.name.clone())];
    picked.extend(left.map(|c| (Role::Left, c.name.clone())));
    picked.extend(value_column.clone().map(|c| (Role::Value, c)));
    let step = rules_step(m::lifecycle(lang), stages, m::unknown_stage(lang));
    Ok(Built { steps: vec![step], value_column, picked, rollup: None, notes: Vec::new() })
}

/// What a column that says when the last purchase was says it by.
fn last_role(column: &ColumnProfile) -> Role {
    if column.column_type == ColumnType::Date { Role::LastDate } else { Role::Recency }
}

fn rules_step(name: &str, segments: Vec<Segment>, rest: &str) -> Step {
    let everyone_else = EveryoneElse { name: rest.into(), colour: Colour::Grey };
    Step { name: name.into(), muted: false, kind: StepKind::Rules(Rules { mode: RulesMode::FirstMatch, segments, everyone_else }) }
}

fn segments<const N: usize>(rules: [(&str, Condition); N]) -> Vec<Segment> {
    let each = rules.into_iter().enumerate();
    each.map(|(i, (name, condition))| Segment {
        name: name.into(),
        colour: Colour::nth(i),
        muted: false,
        when: Group { quantifier: Quantifier::All, nodes: vec![Node::Condition(condition)], muted: false },
    })
    .collect()
}

fn number(column: &str, op: Op, value: f64) -> Condition {
    Condition { column: column.into(), op, value: Some(Scalar::Number(value)), ..Condition::default() }
}

/// Days without a purchase after which a customer counts as at risk, and as lapsed.
const AT_RISK_AFTER: f64 = 90.0;
const LAPSED_AFTER: f64 = 180.0;

fn lifecycle(first: Option<&ColumnProfile>, last: &ColumnProfile, lang: Lang) -> Vec<Segment> {
    let within = |column: &ColumnProfile, days: f64| match column.column_type {
        ColumnType::Date => Condition { unit: Some(Unit::Days), ..number(&column.name, Op::InLast, days) },
        _ => number(&column.name, Op::Le, days),
    };
    let known = Condition { column: last.name.clone(), op: Op::IsNotEmpty, ..Condition::default() };
    let mut stages = segments([
        (m::active(lang), within(last, AT_RISK_AFTER)),
        (m::at_risk(lang), within(last, LAPSED_AFTER)),
        (m::lapsed(lang), known),
    ]);
    if let Some(first) = first {
        stages.splice(0..0, segments([(m::new_customer(lang), within(first, AT_RISK_AFTER))]));
    }
    for (i, stage) in stages.iter_mut().enumerate() {
        stage.colour = [Colour::Sky, Colour::Green, Colour::Orange, Colour::Vermilion][i + usize::from(first.is_none())];
    }
    stages
}

#[cfg(test)]
mod unit_tests {
    use super::roles::tests::{date, number, text};
    use super::*;

    #[test]
    fn rfm_and_lifecycle_find_the_columns_of_both_languages_of_the_sample() {
        for (lang, [last, first, orders, money]) in [
            (Lang::En, ["last_order_date", "signup_date", "orders", "revenue"]),
            (Lang::Zh, ["最近下单日期", "注册日期", "订单数", "累计消费金额"]),
        ] {
            let csv = crate::sample::customers_csv(lang);
            let headings = csv.lines().next().unwrap().split(',');
            let columns: Vec<ColumnProfile> = headings
                .map(|h| match h {
                    h if h == last || h == first => date(h),
                    h if h == orders || h == money || ["satisfaction", "满意度", "potential", "年度采购潜力"].contains(&h) => {
                        number(h, 900.0, 400.0)
                    }
                    h => text(h),
                })
                .collect();
            let rfm = build(Template::Rfm, &columns, 2000, lang).unwrap();
            let StepKind::Rfm(rfm) = &rfm.steps[0].kind else { panic!("an rfm step") };
            assert_eq!([&rfm.recency, &rfm.frequency, &rfm.monetary], [last, orders, money]);
            assert_eq!(rfm.segments.len(), 10);
            assert!((1..=5).all(|r| (1..=5).all(|f| rfm.owner(r, f, 1).is_some())));
            let life = build(Template::Lifecycle, &columns, 2000, lang).unwrap();
            let StepKind::Lifecycle(life) = &life.steps[0].kind else { panic!("a lifecycle step") };
            assert_eq!((life.orders.as_str(), life.last_order.as_str(), life.first_order.as_deref()), (orders, last, Some(first)));
            assert_eq!(life.gap, None);
        }
    }

    #[test]
    fn on_orders_the_templates_are_about_the_customers_that_they_roll_up_to() {
        use crate::engine::profile;
        use crate::ingest::{ReadOptions, import_bytes};
        for lang in Lang::ALL {
            let table = import_bytes(crate::sample::orders_csv(lang).into_bytes(), ReadOptions::default()).unwrap().table;
            let file = profile(&table);
            let rfm = build_for_file(Template::Rfm, &file, table.rows(), lang).unwrap();
            assert_eq!(rfm.value_column.as_deref(), Some("revenue"));
            let StepKind::Rfm(params) = &rfm.steps[0].kind else { panic!("an rfm step") };
            assert_eq!([&params.recency, &params.frequency, &params.monetary], ["recency_days", "orders", "revenue"]);
            let life = build_for_file(Template::Lifecycle, &file, table.rows(), lang).unwrap();
            let StepKind::Lifecycle(params) = &life.steps[0].kind else { panic!("a lifecycle step") };
            assert_eq!((params.orders.as_str(), params.last_order.as_str()), ("orders", "last_order"));
            assert_eq!((params.first_order.as_deref(), params.gap.as_deref()), (Some("first_order"), Some("median_gap_days")));
            // What the roll-up makes has those columns.
            let (customers, _) = crate::steps::rollup::roll_up(&table, &rfm.rollup.unwrap(), None, &mut Default::default()).unwrap();
            for name in ["recency_days", "orders", "revenue", "last_order", "first_order", "median_gap_days"] {
                assert!(customers.columns().iter().any(|c| c.name == name), "{name}");
            }
            // A blank start is about customers as well.
            let blank = build_for_file(Template::Blank, &file, table.rows(), lang).unwrap();
            assert!(blank.rollup.is_some() && blank.value_column.as_deref() == Some("revenue"), "{blank:?}");
            assert!(matches!(&blank.notes[..], [Note::RolledUp { .. }]));
        }
    }

    #[test]
    fn a_template_says_what_it_lacks() {
        assert_eq!(build(Template::Rfm, &[number("recency_days", 5.0, 3.0)], 10, Lang::En), Err(Role::Orders));
        assert_eq!(build(Template::Scorecard, &[text("name")], 10, Lang::En), Err(Role::Value));
        assert_eq!(build(Template::Abc, &[text("name")], 10, Lang::En), Err(Role::Value));
        assert_eq!(build(Template::Lifecycle, &[text("name")], 10, Lang::Zh), Err(Role::LastDate));
        let built = build(Template::Lifecycle, &[number("spend", 5.0, 3.0)], 10, Lang::Zh).unwrap();
        assert_eq!(built.notes, [Note::Instead { asked: Template::Lifecycle, lacks: Role::LastDate, got: Stand::Abc }]);
    }

    #[test]
    fn the_lifecycle_finds_chinese_dates_and_keeps_new_customers_first() {
        let columns = [text("客户编号"), date("注册日期"), date("最近购买日期"), number("消费金额", 900.0, 400.0)];
        let built = build(Template::Lifecycle, &columns, 1000, Lang::Zh).unwrap();
        let roles: Vec<_> = built.picked.iter().map(|(r, c)| (*r, c.as_str())).collect();
        assert_eq!(roles, [(Role::FirstDate, "注册日期"), (Role::LastDate, "最近购买日期"), (Role::Value, "消费金额")]);
        let StepKind::Rules(rules) = &built.steps[0].kind else { panic!("a rules step") };
        assert_eq!(rules.segments.len(), 4);
    }

    #[test]
    fn days_since_the_last_order_do_where_there_is_no_date() {
        let columns = [text("id"), number("days_since_last_order", 60.0, 40.0)];
        let built = build(Template::Lifecycle, &columns, 1000, Lang::En).unwrap();
        let StepKind::Rules(rules) = &built.steps[0].kind else { panic!("a rules step") };
        let Node::Condition(first) = &rules.segments[0].when.nodes[0] else { panic!("a condition") };
        assert_eq!((first.op, first.value.clone()), (Op::Le, Some(Scalar::Number(90.0))));
    }
}
